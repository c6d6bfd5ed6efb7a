import { Gettext } from '@jupyterlab/translation/lib/gettext';
import type { TranslationBundle } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';
import { translatedCard } from '../../../extension/src/zoo/translatedCard';
import { formOptions, type ModelCard, modelCards, type Say, zooCode, zooDefaults } from '../../../src/protocol/models';

/** Looks a text up and fills its places in as JupyterLab does, without a page that says which language it has. */
function bundle(catalog: Record<string, string>): TranslationBundle {
  const __ = (text: string): string => Gettext.strfmt(catalog[text] ?? text);
  return { __ } as Partial<TranslationBundle> as TranslationBundle;
}

/** The texts of a card that are in a language. */
function texts(card: ModelCard, say?: Say): string[] {
  const { task, purpose, needs, looks } = card;
  const options = formOptions(card, say).flatMap(({ label, help }) => [label, help]);
  return [task, purpose, ...needs.map(({ text }) => text), ...looks.map(({ label }) => label), ...options];
}

/** The code of a card without its comments. */
function commands(card: ModelCard): string[] {
  const { code } = zooCode(card, zooDefaults(card)) as { code: string };
  return code.split('\n').filter((line) => !line.startsWith('//'));
}

describe.each(modelCards.map((card) => [card.name, card] as const))('the card of %s', (_, card) => {
  it('says the same where there is no translation: no text is taken for a pattern', () => {
    expect(translatedCard(bundle({}), card)).toEqual(card);
    // The empty text stands for the head of a catalog.
    expect(texts(card)).not.toContain('');
  });

  it('takes its words from the catalog, and writes the same code but for its comments', () => {
    const catalog = Object.fromEntries(texts(card).map((text) => [text, `<${text}>`]));
    const translated = translatedCard(bundle(catalog), card);
    expect(texts(translated, (text) => bundle(catalog).__(text))).toEqual(texts(card).map((text) => `<${text}>`));
    expect(commands(translated)).toEqual(commands(card));
  });
});
