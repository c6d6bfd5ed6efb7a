import type { DenseMatrix } from '../../data';
import { pearson, rootMeanSquaredError } from '../../metrics';
import type { Random } from '../../random';
import { halves } from './screen';

/** Genes that count as changed most (as published). */
export const TOP = 20;
/** Random halvings over which a split-half correlation is averaged (ours). */
const HALVINGS = 5;

/** How well a predicted profile agrees with the measured one. */
export interface EffectScores {
  /** Pearson's r of the change against control over all genes but the perturbed ones; NaN where no change is predicted. */
  readonly r: number;
  /** The same over the 20 genes that change most. */
  readonly topR: number;
  /** Root of the mean squared error of the profile, over the same genes. */
  readonly rmse: number;
  readonly topRmse: number;
}

/** The mean of some rows [columns]. */
export function meanOfRows(x: DenseMatrix, rows: Int32Array): Float64Array {
  const mean = new Float64Array(x.columns);
  for (const i of rows) {
    const row = x.row(i);
    for (let j = 0; j < mean.length; j++) mean[j]! += row[j]! / rows.length;
  }
  return mean;
}

export const difference = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, j) => value - b[j]!);

/** Scores a predicted change against the measured one. @param genes those that count, by number */
export function scoreEffect(
  guess: Float64Array,
  truth: Float64Array,
  genes: Int32Array,
  top: Int32Array,
): EffectScores {
  const of = (values: Float64Array, which: Int32Array): Float64Array => Float64Array.from(which, (j) => values[j]!);
  const [a, b, c, d] = [of(guess, genes), of(truth, genes), of(guess, top), of(truth, top)];
  return {
    r: pearson(a, b),
    topR: pearson(c, d),
    rmse: rootMeanSquaredError(a, b),
    topRmse: rootMeanSquaredError(c, d),
  };
}

/** The genes that change most by Welch's t, as scanpy ranks them. @param genes among which */
export function mostChanged(x: DenseMatrix, cells: Int32Array, controls: Int32Array, genes: Int32Array): Int32Array {
  const [a, b] = [moments(x, cells), moments(x, controls)];
  const t = (j: number): number => {
    const error = Math.sqrt(a.variance[j]! / cells.length + b.variance[j]! / controls.length);
    return error > 0 ? Math.abs(a.mean[j]! - b.mean[j]!) / error : 0;
  };
  const size = new Map(Array.from(genes, (j) => [j, t(j)]));
  return genes
    .slice()
    .sort((i, j) => size.get(j)! - size.get(i)! || i - j)
    .subarray(0, TOP);
}

/**
 * How far an effect repeats: r between the changes of two halves of its cells, each against another half of the control cells.
 * Averaged over random halvings; what does not vary counts as 0.
 */
export function splitHalf(
  x: DenseMatrix,
  cells: Int32Array,
  controls: Int32Array,
  genes: Int32Array,
  random: Random,
): number {
  let sum = 0;
  for (let round = 0; round < HALVINGS; round++) {
    const [a, b] = halves(random.shuffle(cells.slice()));
    const [c, d] = halves(random.shuffle(controls.slice()));
    const first = difference(meanOfRows(x, a), meanOfRows(x, c));
    const second = difference(meanOfRows(x, b), meanOfRows(x, d));
    sum += scoreEffect(first, second, genes, genes).r || 0;
  }
  return sum / HALVINGS;
}

function moments(x: DenseMatrix, rows: Int32Array): { mean: Float64Array; variance: Float64Array } {
  const mean = meanOfRows(x, rows);
  const variance = new Float64Array(x.columns);
  for (const i of rows) {
    const row = x.row(i);
    for (let j = 0; j < mean.length; j++) variance[j]! += (row[j]! - mean[j]!) ** 2 / Math.max(1, rows.length - 1);
  }
  return { mean, variance };
}
