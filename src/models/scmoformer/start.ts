import type { Matrix } from '../../data';
import { truncatedSvd } from '../../prepare/components/truncatedSvd';

/** What cells and genes start from (section 3.3.1.2). */
export interface SvdStart {
  /** U S of X = U S V^T, without centering [cells, rank], row-major. */
  readonly cells: Float32Array;
  /** X^T times the cells' rows [genes, rank], row-major. */
  readonly genes: Float32Array;
  /** V^T [rank, genes], row-major, for cells that come later; of each row the entry of largest magnitude is positive. */
  readonly loadings: Float64Array;
}

/**
 * Start values by a truncated decomposition of the normalized, logged expression [cells, genes].
 *
 * @throws TissuebookError 'aborted', 'not-finite', 'out-of-memory'
 */
export async function svdStart(
  x: Matrix,
  rank: number,
  options: { seed?: number; tolerance?: number | undefined; signal?: AbortSignal } = {},
): Promise<SvdStart> {
  const { seed = 0, tolerance, ...rest } = options;
  const { scores, components } = await truncatedSvd('scmoformer', x, { count: rank, seed, tolerance }, rest);
  return { cells: Float32Array.from(scores), genes: geneStart(x, scores, rank), loadings: components };
}

/** X^T times the cells' start values [genes, rank]: of the cells at hand, in training or in a query. */
export function geneStart(x: Matrix, cells: ArrayLike<number>, rank: number): Float32Array {
  const sums = new Float64Array(x.columns * rank);
  eachEntry(x, (i, j, value) => {
    for (let k = 0; k < rank; k++) sums[j * rank + k] += value * cells[i * rank + k];
  });
  return Float32Array.from(sums);
}

/** Start values of other cells by the loadings of the first [cells, rank]. */
export function cellStart(x: Matrix, loadings: ArrayLike<number>, rank: number): Float32Array {
  // Loadings of a gene lie side by side, as they are looked up for every entry.
  const byGene = new Float64Array(x.columns * rank);
  for (let k = 0; k < rank; k++) for (let j = 0; j < x.columns; j++) byGene[j * rank + k] = loadings[k * x.columns + j];
  const sums = new Float64Array(x.rows * rank);
  eachEntry(x, (i, j, value) => {
    for (let k = 0; k < rank; k++) sums[i * rank + k] += value * byGene[j * rank + k];
  });
  return Float32Array.from(sums);
}

function eachEntry(x: Matrix, visit: (row: number, column: number, value: number) => void): void {
  if ('indptr' in x) {
    for (let i = 0; i < x.rows; i++) {
      for (let e = x.indptr[i]; e < x.indptr[i + 1]; e++) visit(i, x.indices[e], x.values[e]);
    }
    return;
  }
  x.values.forEach((value, at) => {
    if (value !== 0) visit(Math.floor(at / x.columns), at % x.columns, value);
  });
}
