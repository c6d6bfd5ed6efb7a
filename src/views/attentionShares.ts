import type { AnnData } from '../data';
import { TissuebookError } from '../errors';
import type { MatrixLike } from '../metrics';
import { checkArgument, objectWith } from '../options';

/** Who attends to whom among some cells: what `model.attend` gives, or anything with these parts. */
export interface AttentionWeights {
  /** Numbers of the cells in the data. */
  readonly cells: ArrayLike<number>;
  /** [cells, cells], none below 0: row i has what cell i takes from each. */
  readonly weights: MatrixLike;
  /** What a reader has to know. */
  readonly notices?: readonly string[];
}

/**
 * Checks that weights belong to some data.
 * @throws TissuebookError 'shape-mismatch' (another number of rows or columns), 'invalid-argument' (a number that is no cell)
 */
export function checkAttention(where: string, adata: AnnData, attention: AttentionWeights): void {
  checkArgument(where, 'attention', attention, objectWith('cells', 'weights'));
  const { cells, weights } = attention;
  if (weights.rows !== cells.length || weights.columns !== cells.length) {
    const found = [weights.rows, weights.columns];
    const sentence = `${where}: weights are ${found.join(' x ')} for ${cells.length} cells.`;
    throw new TissuebookError('shape-mismatch', sentence, { argument: 'attention', found });
  }
  const strange = Array.from(cells).find((cell) => !(Number.isInteger(cell) && cell >= 0 && cell < adata.nObs));
  if (strange === undefined && cells.length > 1) return;
  throw new TissuebookError(
    'invalid-argument',
    strange === undefined
      ? `${where}: ${cells.length} cells have nobody else to attend to.`
      : `${where}: ${strange} is no cell of the data, which have ${adata.nObs}.`,
    {
      argument: 'attention',
      found: strange ?? cells.length,
      advice: 'Give the data that model.attend was asked about.',
    },
  );
}

/**
 * What a cell takes from each, as shares of all that it takes [cells]: flow attention's rows need not add up to one. Even where it
 * takes nothing.
 *
 * @param at place in `cells`
 */
export function attentionShares({ weights }: AttentionWeights, at: number): Float64Array {
  const { columns } = weights;
  const row = Float64Array.from({ length: columns }, (_, j) => Math.max(0, weights.values[at * columns + j]));
  const sum = row.reduce((total, weight) => total + weight, 0);
  return sum > 0 ? row.map((weight) => weight / sum) : row.fill(1 / columns);
}

/** Places of the largest shares, strongest first, the cell itself left out; of equal ones the lower place first. */
export function strongest(shares: Float64Array, itself: number, count: number): number[] {
  const others = [...shares.keys()].filter((place) => place !== itself);
  return others.sort((a, b) => shares[b] - shares[a] || a - b).slice(0, count);
}

/** One cell that looks: shares of its attention [cells], places of those that arrows lead to. */
export interface Looking {
  readonly at: number;
  readonly name: string;
  readonly shares: Float64Array;
  readonly top: readonly number[];
}

/** The sum of some shares. */
export const sumOf = (shares: Float64Array, places: readonly number[]): number =>
  places.reduce((sum, place) => sum + shares[place], 0);
