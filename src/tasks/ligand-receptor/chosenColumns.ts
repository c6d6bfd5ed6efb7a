import { isSparse, type Matrix, SparseMatrix } from '../../data';
import { TissuebookError } from '../../errors';

/**
 * Some columns of a matrix, without its zeros, row by row: memory of what is chosen only.
 *
 * @param columns rising, each once
 * @throws TissuebookError 'not-finite'
 */
export function chosenColumns(where: string, matrix: Matrix, columns: Int32Array): SparseMatrix {
  const place = new Int32Array(matrix.columns).fill(-1);
  columns.forEach((column, at) => (place[column] = at));
  const indptr = new Int32Array(matrix.rows + 1);
  forEachChosen(matrix, place, (row) => indptr[row + 1]!++);
  for (let i = 0; i < matrix.rows; i++) indptr[i + 1]! += indptr[i]!;
  const indices = new Int32Array(indptr[matrix.rows]!);
  const values = new Float32Array(indices.length);
  let at = 0;
  forEachChosen(matrix, place, (_, column, value) => {
    if (!Number.isFinite(value)) throw notFinite(where, value);
    indices[at] = column;
    values[at++] = value;
  });
  return new SparseMatrix(matrix.rows, columns.length, { indptr, indices, values });
}

function forEachChosen(
  matrix: Matrix,
  place: Int32Array,
  visit: (row: number, column: number, value: number) => void,
): void {
  const { rows, columns, values } = matrix;
  for (let i = 0; i < rows; i++) {
    const [from, to] = isSparse(matrix) ? [matrix.indptr[i]!, matrix.indptr[i + 1]!] : [i * columns, (i + 1) * columns];
    for (let e = from; e < to; e++) {
      const column = place[isSparse(matrix) ? matrix.indices[e]! : e - from]!;
      if (column >= 0 && values[e] !== 0) visit(i, column, values[e]!);
    }
  }
}

function notFinite(where: string, found: number): TissuebookError {
  return new TissuebookError('not-finite', `${where}: the values hold ${found}.`, { argument: 'X', found });
}
