import { Matrix } from 'ml-matrix';
import type { Rows } from './ridge';

/** A matrix in 64 bits, as what is computed here comes out. */
export interface Computed extends Rows {
  readonly values: Float64Array;
}

/** The same matrix as ml-matrix has it. */
export function toMatrix({ rows, columns, values }: Rows): Matrix {
  const matrix = new Matrix(rows, columns);
  for (let i = 0, at = 0; i < rows; i++) for (let j = 0; j < columns; j++, at++) matrix.set(i, j, values[at]);
  return matrix;
}

/** A matrix of ml-matrix in one array. */
export function toComputed(matrix: Matrix): Computed {
  return { rows: matrix.rows, columns: matrix.columns, values: Float64Array.from(matrix.to1DArray()) };
}

/** A matrix without its column means, and the means. */
export function centered(x: Rows): { matrix: Matrix; mean: number[] } {
  const matrix = toMatrix(x);
  const mean = matrix.mean('column');
  return { matrix: matrix.subRowVector(mean), mean };
}
