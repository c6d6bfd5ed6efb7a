import type { Figure } from '../../src/protocol';
import type { Outcome } from './outcome';

/**
 * The figures of a card after a measurement: what was measured takes the place of the figure with the same subject, new
 * subjects follow, others stay. A run without all seeds of its target changes nothing.
 */
export function cardFigures(standing: readonly Figure[], outcomes: readonly Outcome[]): Figure[] {
  const measured = outcomes
    .filter(({ complete }) => complete)
    .flatMap((outcome) => outcome.target.card.map(({ what, value }) => ({ what, value: value(outcome) })));
  const replaced = standing.map((figure) => measured.find(({ what }) => what === figure.what) ?? figure);
  const added = measured.filter(({ what }) => !standing.some((figure) => figure.what === what));
  return [...replaced, ...added];
}
