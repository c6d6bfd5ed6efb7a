import type { Matrix } from '../../data';

/** What features are standardized by. */
export interface FeatureMoments {
  /** [features] */
  readonly mean: Float32Array;
  /** Standard deviations [features], above 0 */
  readonly deviation: Float32Array;
}

/** Mean and standard deviation (n) of each feature over some cells. A constant feature gets deviation 1. */
export function featureMoments(matrix: Matrix, cells: Int32Array): FeatureMoments {
  const mean = new Float32Array(matrix.columns);
  const deviation = new Float32Array(matrix.columns).fill(1);
  const sums = new Float64Array(matrix.columns);
  const squares = new Float64Array(matrix.columns);
  for (const cell of cells) {
    const row = matrix.row(cell);
    for (let j = 0; j < row.length; j++) {
      sums[j]! += row[j]!;
      squares[j]! += row[j]! ** 2;
    }
  }
  for (let j = 0; j < matrix.columns; j++) {
    const center = sums[j]! / cells.length;
    const spread = Math.sqrt(Math.max(0, squares[j]! / cells.length - center * center));
    mean[j] = center;
    // What is left of a constant feature by rounding is no spread.
    if (spread > 1e-6 * Math.max(1e-6, Math.abs(center))) deviation[j] = spread;
  }
  return { mean, deviation };
}

/** Rows [n, features] in standard deviations from the mean; in place. */
export function standardize(rows: Float32Array, { mean, deviation }: FeatureMoments): Float32Array {
  const width = mean.length;
  for (let at = 0; at < rows.length; at++) rows[at] = (rows[at]! - mean[at % width]!) / deviation[at % width]!;
  return rows;
}

/** Standardized rows [n, features] in the unit of the data again; in place. */
export function unstandardize(rows: Float32Array, { mean, deviation }: FeatureMoments): Float32Array {
  const width = mean.length;
  for (let at = 0; at < rows.length; at++) rows[at] = rows[at]! * deviation[at % width]! + mean[at % width]!;
  return rows;
}
