import { DenseMatrix } from '../denseMatrix';
import { type Matrix, SparseMatrix } from '../sparseMatrix';

/**
 * Matrices under each other, their columns brought to one order; undefined when one of them is. Sparse when one is.
 *
 * @param places for each matrix and column of the result, the column of the matrix, -1 for none
 */
export function joinMatrices(
  matrices: readonly (Matrix | undefined)[],
  places: readonly Int32Array[],
  columns: number,
): Matrix | undefined {
  if (matrices.includes(undefined)) return undefined;
  const all = matrices as readonly Matrix[];
  if (all.some((matrix) => matrix instanceof SparseMatrix)) {
    return stackSparse(all.map((matrix) => (matrix instanceof DenseMatrix ? SparseMatrix.fromDense(matrix) : matrix)), places, columns); // prettier-ignore
  }
  return stackRows(all.map((matrix, i) => reordered(matrix as DenseMatrix, places[i]!)));
}

/** Dense matrices of equal width under each other; float64 when one is. */
export function stackRows(matrices: readonly DenseMatrix[]): DenseMatrix {
  const columns = matrices[0]!.columns;
  const rows = matrices.reduce((sum, matrix) => sum + matrix.rows, 0);
  const values = arrayFor(matrices, rows * columns);
  let at = 0;
  for (const matrix of matrices) {
    values.set(matrix.values, at);
    at += matrix.values.length;
  }
  return new DenseMatrix(rows, columns, values);
}

/** Columns that are not there are NaN. */
function reordered(matrix: DenseMatrix, places: Int32Array): DenseMatrix {
  const values = arrayFor([matrix], matrix.rows * places.length);
  for (let i = 0, e = 0; i < matrix.rows; i++) {
    for (const place of places) values[e++] = place < 0 ? NaN : matrix.get(i, place);
  }
  return new DenseMatrix(matrix.rows, places.length, values);
}

function stackSparse(matrices: readonly SparseMatrix[], places: readonly Int32Array[], columns: number): SparseMatrix {
  const rows = matrices.reduce((sum, matrix) => sum + matrix.rows, 0);
  const most = matrices.reduce((sum, matrix) => sum + matrix.stored, 0);
  const indptr = new Int32Array(rows + 1);
  const indices = new Int32Array(most);
  const values = arrayFor(matrices, most);
  let [row, at] = [0, 0];
  matrices.forEach((matrix, m) => {
    const target = new Int32Array(matrix.columns).fill(-1);
    places[m]!.forEach((place, j) => {
      if (place >= 0) target[place] = j;
    });
    for (let i = 0; i < matrix.rows; i++) {
      for (let e = matrix.indptr[i]!; e < matrix.indptr[i + 1]!; e++) {
        const column = target[matrix.indices[e]!]!;
        if (column < 0) continue;
        indices[at] = column;
        values[at++] = matrix.values[e]!;
      }
      indptr[++row] = at;
    }
  });
  return new SparseMatrix(rows, columns, { indptr, indices: indices.slice(0, at), values: values.slice(0, at) });
}

function arrayFor(matrices: readonly Matrix[], length: number): Float32Array | Float64Array {
  const wide = matrices.some(({ values }) => values instanceof Float64Array);
  return wide ? new Float64Array(length) : new Float32Array(length);
}
