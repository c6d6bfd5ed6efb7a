import type { TranslationBundle } from '@jupyterlab/translation';
import type { ModelCard } from '../../../src/protocol/models';

/**
 * A card in the reader's language, but for its form, which `formOptions` translates. Names of models and papers, and all that
 * becomes code, stay as they are.
 */
export function translatedCard(trans: TranslationBundle, card: ModelCard): ModelCard {
  const say = (text: string): string => trans.__(text);
  return {
    ...card,
    task: say(card.task),
    purpose: say(card.purpose),
    needs: card.needs.map((need) => ({ ...need, text: say(need.text) })),
    looks: card.looks.map((look) => ({ ...look, label: say(look.label) })),
  };
}
