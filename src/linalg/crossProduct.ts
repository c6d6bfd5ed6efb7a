import { SharedArena } from '../wasm';

/** Rows that the kernel takes at once; columns it takes in pairs: see src/wasm/kernels/dense.ts. */
const ROWS = 4;

/**
 * The product of a transposed matrix with itself [columns, columns], in 64 bits.
 *
 * @param values [rows, columns] row-major
 */
export function crossProduct(values: ArrayLike<number>, rows: number, columns: number): Float64Array {
  const arena = new SharedArena();
  const width = columns + (columns % 2);
  const height = Math.ceil(rows / ROWS) * ROWS;
  const [from, to] = [arena.f64(height * width), arena.f64(width * width)];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) from.values[i * width + j] = values[i * columns + j]!;
  }
  arena.kernels.addProducts!(from.at, from.at, to.at, height, width, width);
  if (width === columns) return to.values.slice();
  const out = new Float64Array(columns * columns);
  for (let j = 0; j < columns; j++) out.set(to.values.subarray(j * width, j * width + columns), j * columns);
  return out;
}
