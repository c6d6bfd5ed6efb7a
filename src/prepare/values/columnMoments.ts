import { DenseMatrix, type FloatArray, type Matrix } from '../../data';
import { blockedMoments, type ColumnMoments } from './blockedMoments';
import { expm1Of } from './expm1Of';

export type { ColumnMoments };

/**
 * The mean and the variance (n - 1) of each column, in float64: of the values as they are stored, or before their logarithm was taken.
 *
 * @param factor exp(factor x) - 1 stands for each value x; 0 for the values as they are
 */
export function columnMoments(matrix: Matrix, factor = 0): ColumnMoments {
  return (
    blockedMoments(matrix, factor) ?? momentsOf(matrix, factor === 0 ? matrix.values : expm1Of(matrix.values, factor))
  );
}

function momentsOf(matrix: Matrix, values: FloatArray): ColumnMoments {
  const { rows, columns } = matrix;
  const mean = new Float64Array(columns);
  addByColumn(matrix, values, mean);
  for (let j = 0; j < columns; j++) mean[j]! /= rows;
  const { squares, stored } = squaresApart(matrix, values, mean);
  const variance = squares.map((sum, j) => (sum + (rows - stored[j]!) * mean[j]! ** 2) / Math.max(1, rows - 1));
  return { mean, variance };
}

/** Adds each stored value to the sum of its column. */
function addByColumn(matrix: Matrix, values: FloatArray, sums: Float64Array): void {
  if (matrix instanceof DenseMatrix) {
    for (let i = 0, e = 0; i < matrix.rows; i++) for (let j = 0; j < sums.length; j++, e++) sums[j]! += values[e]!;
    return;
  }
  const { indices } = matrix;
  for (let e = 0; e < values.length; e++) sums[indices[e]!]! += values[e]!;
}

/** For each column the sum of the squares of what its stored values are apart from the mean, and how many there are. */
function squaresApart(
  matrix: Matrix,
  values: FloatArray,
  mean: Float64Array,
): { squares: Float64Array; stored: Float64Array } {
  const squares = new Float64Array(mean.length);
  const stored = new Float64Array(mean.length);
  if (matrix instanceof DenseMatrix) {
    for (let i = 0, e = 0; i < matrix.rows; i++) {
      for (let j = 0; j < mean.length; j++, e++) squares[j]! += (values[e]! - mean[j]!) ** 2;
    }
    return { squares, stored: stored.fill(matrix.rows) };
  }
  const { indices } = matrix;
  for (let e = 0; e < values.length; e++) {
    const j = indices[e]!;
    const apart = values[e]! - mean[j]!;
    squares[j]! += apart * apart;
    stored[j]!++;
  }
  return { squares, stored };
}
