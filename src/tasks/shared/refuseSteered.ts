import { TissuebookError } from '../../errors';
import type { Model } from '../../models';
import { steeredAmong } from '../../models/training/watch/steeringMarks';

/**
 * Refuses to score a model on cells by which a person steered its training while looking at it: the score would say how well the person
 * chose, and not what the model does with cells that nobody has looked at.
 *
 * @param names of the cells that it would be scored on
 * @throws TissuebookError 'invalid-argument'
 */
export function refuseSteered(where: string, model: Model, names: readonly string[], argument = 'model'): void {
  const { steering, card } = model;
  if (!steering) return;
  const found = steeredAmong(steering, names);
  if (found.length === 0) return;
  const kinds = [...new Set(steering.interventions.map(({ kind }) => kind))].join(', ');
  throw new TissuebookError(
    'invalid-argument',
    `${where}: ${found.length} of the ${names.length} cells to score ${card.name} on are cells by which a person steered its training (${kinds}): ` +
      'such a score would be no test of the model.',
    {
      argument,
      found: names[found[0]!],
      advice: 'Score it on other cells, or train one without steering: model.fresh().',
    },
  );
}

/** Refuses a steered model where untrained copies of it are compared: they do not repeat what a person did. @throws TissuebookError 'invalid-argument' */
export function refuseSteeredCopies(where: string, model: Model): void {
  if (!model.steering) return;
  const { interventions } = model.steering;
  throw new TissuebookError(
    'invalid-argument',
    `${where}: a person steered the training of ${model.card.name} (${interventions.length} times), which the copies that are compared do not repeat.`,
    { argument: 'models', found: interventions.length, advice: 'Compare an untrained one: model.fresh().' },
  );
}
