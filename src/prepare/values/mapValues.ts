import { DenseMatrix, type FloatArray, type Matrix } from '../../data';

/** The same matrix with other stored values, of functions that map 0 to 0: sparse stays sparse. */
export function mapStored(matrix: Matrix, change: (values: FloatArray) => FloatArray): Matrix {
  const values = change(matrix.values);
  return matrix instanceof DenseMatrix
    ? new DenseMatrix(matrix.rows, matrix.columns, values)
    : matrix.withValues(values);
}

/** Where the stored values of each row begin, and the last ones end. */
export function rowStarts(matrix: Matrix): Int32Array {
  if (!(matrix instanceof DenseMatrix)) return matrix.indptr;
  return new Int32Array(matrix.rows + 1).map((_, i) => i * matrix.columns);
}

/** Calls `visit` with the column and the value of everything that is stored in a row. */
export function forEachInRow(matrix: Matrix, row: number, visit: (column: number, value: number) => void): void {
  const { values, columns } = matrix;
  if (matrix instanceof DenseMatrix) {
    for (let j = 0, e = row * columns; j < columns; j++, e++) visit(j, values[e]!);
    return;
  }
  const { indptr, indices } = matrix;
  for (let e = indptr[row]!; e < indptr[row + 1]!; e++) visit(indices[e]!, values[e]!);
}

/** Calls `visit` with the row, the column and the value of everything that is stored. */
export function forEachStored(matrix: Matrix, visit: (row: number, column: number, value: number) => void): void {
  const { values, columns } = matrix;
  if (matrix instanceof DenseMatrix) {
    for (let i = 0, e = 0; i < matrix.rows; i++) for (let j = 0; j < columns; j++, e++) visit(i, j, values[e]!);
    return;
  }
  const { indptr, indices } = matrix;
  for (let i = 0; i < matrix.rows; i++)
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) visit(i, indices[e]!, values[e]!);
}
