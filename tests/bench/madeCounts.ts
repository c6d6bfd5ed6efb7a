import { SparseMatrix } from '../../src/data';
import { Random } from '../../src/random';

/**
 * Counts of cells that each express a share of the genes: one gene of each stride of them, drawn, so that a row's genes rise as they
 * come. Which genes are high goes with the kind of a cell, so that there is something to learn.
 *
 * @param kindOf number of each cell's kind
 */
export function madeCounts(
  cells: number,
  genes: number,
  share: number,
  kindOf: (cell: number) => number = (cell) => cell % 8,
): SparseMatrix {
  const random = new Random(5);
  const perCell = Math.max(1, Math.round(share * genes));
  const stride = Math.floor(genes / perCell);
  const indptr = Int32Array.from({ length: cells + 1 }, (_, cell) => cell * perCell);
  const indices = new Int32Array(cells * perCell);
  const values = new Float32Array(indices.length);
  for (let cell = 0, e = 0; cell < cells; cell++) {
    const kind = kindOf(cell);
    for (let k = 0; k < perCell; k++, e++) {
      indices[e] = k * stride + random.integer(0, stride);
      values[e] = random.integer(1, 3) + 2 * ((indices[e]! + kind) % 4);
    }
  }
  return new SparseMatrix(cells, genes, { indptr, indices, values });
}
