import { Gettext } from '@jupyterlab/translation/lib/gettext';
import type { TranslationBundle } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';
import { translatedCard } from '../../../extension/src/zoo/translatedCard';
import { type ZooCard, zooCards, zooCode, zooDefaults } from '../../../src/protocol/modelZoo';

/** Looks a text up and fills its places in as JupyterLab does, without a page that says which language it has. */
function bundle(catalogue: Record<string, string>): TranslationBundle {
  const __ = (text: string): string => Gettext.strfmt(catalogue[text] ?? text);
  return { __ } as Partial<TranslationBundle> as TranslationBundle;
}

/** The texts of a card that are in a language. */
function texts({ task, summary, needs, options }: ZooCard): string[] {
  return [task, summary, ...needs, ...options.flatMap(({ label, help }) => [label, help])];
}

describe.each(zooCards.map((card) => [card.name, card] as const))('the card of %s', (_, card) => {
  it('says the same where there is no translation: no text is taken for a pattern', () => {
    expect(translatedCard(bundle({}), card)).toEqual(card);
    // The empty text stands for the head of a catalogue.
    expect(texts(card)).not.toContain('');
  });

  it('takes its words from the catalogue, and writes the same code', () => {
    const catalogue = Object.fromEntries(texts(card).map((text) => [text, `<${text}>`]));
    const translated = translatedCard(bundle(catalogue), card);
    expect(texts(translated)).toEqual(texts(card).map((text) => `<${text}>`));
    expect(zooCode(translated, zooDefaults(translated))).toEqual(zooCode(card, zooDefaults(card)));
  });
});
