import type { Matrix } from '../../data';
import type { EventLoopYielder } from '../../wasm';

/** The products of the rows of any matrix with a dense one, in this thread; projectRows() does the same for sparse ones in several. */
export async function project(
  matrix: Matrix,
  byColumn: Float64Array,
  offset: Float64Array,
  yielder: EventLoopYielder,
): Promise<Float64Array> {
  const count = offset.length;
  const scores = new Float64Array(matrix.rows * count);
  for (let i = 0; i < matrix.rows; i++) {
    const own = scores.subarray(i * count, (i + 1) * count);
    own.set(offset);
    addRowProduct(matrix, i, byColumn, own);
    if (i % 64 === 0 && yielder.due) await yielder.yieldToEventLoop();
  }
  return scores;
}

/** Adds the product of one row with a matrix [columns, out.length]. */
function addRowProduct(matrix: Matrix, row: number, other: Float64Array, out: Float64Array): void {
  const { values, columns } = matrix;
  const count = out.length;
  const sparse = 'indptr' in matrix ? matrix : undefined;
  const from = sparse ? sparse.indptr[row]! : row * columns;
  const to = sparse ? sparse.indptr[row + 1]! : from + columns;
  for (let e = from; e < to; e++) {
    const value = values[e]!;
    const at = (sparse ? sparse.indices[e]! : e - from) * count;
    for (let k = 0; k < count; k++) out[k]! += value * other[at + k]!;
  }
}
