import type { TranslationBundle } from '@jupyterlab/translation';
import type { ZooCard } from '../../../src/protocol/models';

/** A card in the reader's language. Names of models and papers, and all that becomes code, stay as they are. */
export function translatedCard(trans: TranslationBundle, card: ZooCard): ZooCard {
  const say = (text: string): string => trans.__(text);
  return {
    ...card,
    task: say(card.task),
    summary: say(card.summary),
    needs: card.needs.map(say),
    options: card.options.map((option) => ({ ...option, label: say(option.label), help: say(option.help) })),
  };
}
