import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
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

/** Where the figures of a model's card stand. */
export function figuresPath(model: string): string {
  return join(resolve(__dirname, '..', '..'), 'src', 'protocol', 'models', 'figures', `${model}.json`);
}

/** The figures that stand there; none before the first measurement. */
export function readFigures(model: string): Figure[] {
  const path = figuresPath(model);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Figure[]) : [];
}
