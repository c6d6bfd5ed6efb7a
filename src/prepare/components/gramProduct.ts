import { parallelFor, SharedArena, type WorkOptions } from '../../wasm';
import type { SparseMatrix } from '../../data';
import type { SymmetricProduct } from '../../linalg';

/**
 * The product of the transposed, centered matrix with the matrix itself, formed once [columns, columns]; its products with
 * vectors are then cheap. In 64 bits; rows are worked off in threads.
 *
 * @param means taken off the columns; none for a plain product
 */
export async function gramProduct(
  where: string,
  matrix: SparseMatrix,
  means: Float64Array | undefined,
  options: WorkOptions,
): Promise<SymmetricProduct> {
  const { rows, columns, stored } = matrix;
  const arena = new SharedArena();
  const byColumn = entriesByColumn(matrix);
  const placed = [
    arena.copy(matrix.indptr),
    arena.copy(matrix.indices),
    arena.copy(matrix.values),
    arena.copy(byColumn.starts),
    arena.copy(byColumn.places),
    arena.copy(byColumn.members),
    arena.copy(means ?? new Float64Array(columns)),
  ];
  const product = arena.f64(columns * columns);
  const task = arena.task(rows, columns, ...placed.map(({ at }) => at), product.at);
  const cost = stored * (stored / Math.max(1, rows));
  await parallelFor(arena, { ...options, caller: where, kernel: 'gramRow', task, units: columns, cost });
  const given = arena.f64(columns);
  const taken = arena.f64(columns);
  return (vector, out) => {
    given.values.set(vector);
    arena.kernels.symmetricTimes!(product.at, given.at, taken.at, columns);
    out.set(taken.values);
  };
}

/** The places of the entries of each column among the entries of the rows, and their rows. */
function entriesByColumn({
  rows,
  columns,
  indptr,
  indices,
}: SparseMatrix): Record<'starts' | 'places' | 'members', Int32Array> {
  const starts = new Int32Array(columns + 1);
  for (let e = 0; e < indices.length; e++) starts[indices[e]! + 1]!++;
  for (let j = 0; j < columns; j++) starts[j + 1]! += starts[j]!;
  const next = starts.slice(0, columns);
  const places = new Int32Array(indices.length);
  const members = new Int32Array(indices.length);
  for (let i = 0; i < rows; i++) {
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      const at = next[indices[e]!]!++;
      places[at] = e;
      members[at] = i;
    }
  }
  return { starts, places, members };
}
