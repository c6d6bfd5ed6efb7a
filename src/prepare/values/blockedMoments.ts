import { isSparse, type Matrix } from '../../data';
import { SharedArena } from '../../wasm';
import { rowStarts } from './mapValues';

/** Means and variances (n - 1), one for each column. */
export interface ColumnMoments {
  mean: Float64Array;
  variance: Float64Array;
}

/** Values of a block: 1 MB in all, which stay in the processor's second cache; more where rows are long, as each block costs some operations a column. */
const BLOCK = 65_536;
const ROWS = 8;
/** More columns than this have blocks too large to be kept beside the data: 64 MB. */
const MOST_COLUMNS = 2 ** 19;

/**
 * The moments of columns of float32 values by a kernel: blocks of rows, each in two passes, joined in their order, so that rounding is no larger than that of two passes over
 * all rows. Undefined for other data: of 64 bits, with very many columns, below zero or not finite.
 */
export function blockedMoments(matrix: Matrix, factor: number): ColumnMoments | undefined {
  const { rows, columns, values } = matrix;
  if (!(values instanceof Float32Array) || columns > MOST_COLUMNS || rows === 0) return undefined;
  const starts = rowStarts(matrix);
  const size = Math.min(Math.max(BLOCK, ROWS * columns), values.length);
  if (longestRow(starts) > size) return undefined;
  const arena = new SharedArena();
  const given = arena.f32(size + 4);
  const wide = arena.f64(size + 4);
  const indices = isSparse(matrix) ? arena.i32(size) : undefined;
  const [own, apart, sums, squares] = [2, 2, 1, 1].map((each) => arena.f64(each * columns)) as [Sums, Sums, Sums, Sums];
  const addresses = [indices?.at ?? 0, given.at, wide.at, own.at, apart.at, sums.at, squares.at];
  const task = arena.task(columns, ...addresses);
  for (let first = 0; first < rows;) {
    const begin = starts[first]!;
    let end = first + 1;
    while (end < rows && starts[end + 1]! - begin <= size) end++;
    const count = starts[end]! - begin;
    given.values.set(values.subarray(begin, begin + count));
    given.values.fill(0, count, count + 4);
    if (indices && isSparse(matrix)) indices.values.set(matrix.indices.subarray(begin, begin + count));
    if (arena.kernels['addMoments']!(task, count, end - first, first, factor)) return undefined;
    first = end;
  }
  return {
    mean: sums.values.map((sum) => sum / rows),
    variance: squares.values.map((sum) => sum / Math.max(1, rows - 1)),
  };
}

type Sums = ReturnType<SharedArena['f64']>;

function longestRow(starts: Int32Array): number {
  let longest = 0;
  for (let i = 1; i < starts.length; i++) longest = Math.max(longest, starts[i]! - starts[i - 1]!);
  return longest;
}
