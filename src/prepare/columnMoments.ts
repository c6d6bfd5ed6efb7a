import type { Matrix } from '../data';
import { forEachStored } from './mapValues';

/** The mean of each column, in float64. */
export function columnMeans(matrix: Matrix): Float64Array {
  const mean = new Float64Array(matrix.columns);
  forEachStored(matrix, (_, j, value) => (mean[j]! += value));
  for (let j = 0; j < mean.length; j++) mean[j]! /= matrix.rows;
  return mean;
}

/**
 * The mean and the variance (n - 1) of each column, in float64: of the values as they are stored, or of a function of
 * them that maps 0 to 0.
 */
export function columnMoments(
  matrix: Matrix,
  change: (value: number) => number = (value) => value,
): { mean: Float64Array; variance: Float64Array } {
  const { rows, columns } = matrix;
  const mean = new Float64Array(columns);
  forEachStored(matrix, (_, j, value) => (mean[j]! += change(value)));
  for (let j = 0; j < columns; j++) mean[j]! /= rows;
  const squares = new Float64Array(columns);
  const stored = new Float64Array(columns);
  forEachStored(matrix, (_, j, value) => {
    squares[j]! += (change(value) - mean[j]!) ** 2;
    stored[j]!++;
  });
  const variance = squares.map((sum, j) => (sum + (rows - stored[j]!) * mean[j]! ** 2) / Math.max(1, rows - 1));
  return { mean, variance };
}
