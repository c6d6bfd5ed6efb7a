import { parallelFor, type WorkOptions } from '../../wasm';
import type { PlacedRows } from './gramProduct';

/** Rows of a unit of work, columns that are made at once (see src/wasm/kernels/gram.ts), and rows whose products are kept beside the result: 128 MB of 64 columns. */
const UNIT = 256;
const COLUMNS = 16;
const CHUNK = 1024 * UNIT;

/**
 * The products of the rows of a matrix with a dense one, in threads; what is stored in a row is added in its order.
 *
 * @param other [columns, count], row-major
 * @param offset [count]: what each row of the result begins with
 * @returns [rows, count], row-major
 */
export async function projectRows(
  where: string,
  { arena, matrix: { rows, columns, stored }, fields }: PlacedRows,
  other: Float64Array,
  offset: Float64Array,
  options: WorkOptions,
): Promise<Float64Array> {
  const count = offset.length;
  const width = Math.ceil(count / COLUMNS) * COLUMNS;
  const padded = arena.f64(columns * width);
  for (let j = 0; j < columns; j++) padded.values.set(other.subarray(j * count, (j + 1) * count), j * width);
  const begin = arena.f64(width);
  begin.values.set(offset);
  const made = arena.f64(Math.min(CHUNK, rows) * width);
  const scores = new Float64Array(rows * count);
  for (let first = 0; first < rows; first += CHUNK) {
    const end = Math.min(first + CHUNK, rows);
    const task = arena.task(first, end, width, ...fields, padded.at, begin.at, made.at);
    const cost = (stored * width * (end - first)) / rows;
    const units = Math.ceil((end - first) / UNIT);
    await parallelFor(arena, { ...options, caller: where, kernel: 'projectRows', task, units, cost });
    for (let i = first; i < end; i++) {
      const at = (i - first) * width;
      scores.set(made.values.subarray(at, at + count), i * count);
    }
  }
  return scores;
}
