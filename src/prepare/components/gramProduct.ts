import { parallelFor, SharedArena, threadCount, type WorkOptions } from '../../wasm';
import type { SparseMatrix } from '../../data';
import type { SymmetricProduct } from '../../linalg';

/** Columns of a unit of work: see src/wasm/kernels/gram.ts. */
const PANEL = 64;

/** A matrix in compressed rows in memory that threads share. */
export interface PlacedRows {
  arena: SharedArena;
  matrix: SparseMatrix;
  /** Addresses of indptr, indices and values, and 1 for values in 32 bits. */
  fields: readonly number[];
}

/** Copies a matrix into memory that threads share. */
export function placeRows(matrix: SparseMatrix): PlacedRows {
  const arena = new SharedArena();
  const { indptr, indices, values } = matrix;
  const single = values instanceof Float32Array;
  const placed = single ? arena.f32(values.length) : arena.f64(values.length);
  placed.values.set(values);
  return { arena, matrix, fields: [arena.copy(indptr).at, arena.copy(indices).at, placed.at, single ? 1 : 0] };
}

/**
 * The product of the transposed, centered matrix with the matrix itself, formed once [columns, columns]; its products with
 * vectors are then cheap. In 64 bits; panels of columns are worked off in threads.
 *
 * @param means taken off the columns; none for a plain product
 */
export async function gramProduct(
  where: string,
  { arena, matrix: { rows, columns, stored }, fields }: PlacedRows,
  means: Float64Array | undefined,
  options: WorkOptions,
): Promise<SymmetricProduct> {
  const units = Math.ceil(columns / PANEL);
  const cost = stored * (stored / Math.max(1, rows));
  const center = arena.copy(means ?? new Float64Array(columns));
  const product = arena.f64(columns * columns);
  const rest = arena.f64(2 * columns * threadCount(units, cost));
  const task = arena.task(rows, columns, ...fields, center.at, product.at, rest.at);
  await parallelFor(arena, { ...options, caller: where, kernel: 'gramPanel', task, units, cost });
  const given = arena.f64(columns);
  const taken = arena.f64(columns);
  return (vector, out) => {
    given.values.set(vector);
    arena.kernels.symmetricTimes!(product.at, given.at, taken.at, columns);
    out.set(taken.values);
  };
}
