import type { SparseMatrix } from '../../data';
import type { Random } from '../../random';
import { someCells } from '../../prepare/components/someCells';
import type { Memory } from './memory';
import { MOST_ENTRIES } from './memory';
import type { Priors } from './priors';
import { cellStart, geneStart, svdStart } from './start';

/** What training starts from: the memory, and where each of its cells starts. */
export interface Preparation {
  readonly memory: Memory;
  /** [cells, rank] */
  readonly cells: Float32Array;
}

/**
 * Decomposes the cells of the graph. Scores are brought to a standard deviation of 1 and sums over cells divided by their number, so
 * that neither grows with the data (ours). With fewer cells or genes than components the last ones are 0.
 *
 * @param x cells of the training's graph [cells, genes] @param context of them those that the model keeps
 */
export async function prepare(
  x: SparseMatrix,
  { rank, seed, priors, context }: { rank: number; seed: number; priors: Priors; context: SparseMatrix },
  signal?: AbortSignal,
): Promise<Preparation> {
  const { cells: some, tolerance } = someCells(x, seed);
  const count = Math.min(rank, some.rows, x.columns);
  const start = await svdStart(some, count, { seed, tolerance, ...(signal && { signal }) });
  const loadings = new Float32Array(rank * x.columns);
  for (let k = 0; k < count; k++) {
    const scale = 1 / (deviation(start.cells, k, count) || 1);
    for (let g = 0; g < x.columns; g++) loadings[k * x.columns + g] = scale * start.loadings[k * x.columns + g]!;
  }
  const cells = cellStart(x, loadings, rank);
  const genes = geneStart(x, cells, rank).map((sum) => sum / x.rows);
  return { memory: { loadings, genes, priors, context }, cells };
}

/** Cells that a model keeps as company, by number: a random part, as many as there is room for. */
export function drawContext(x: SparseMatrix, most: number, random: Random): Int32Array {
  const kept: number[] = [];
  let entries = 0;
  for (const cell of random.permutation(x.rows)) {
    const own = x.indptr[cell + 1]! - x.indptr[cell]!;
    if (kept.length === most || (kept.length > 0 && entries + own > MOST_ENTRIES)) break;
    kept.push(cell);
    entries += own;
  }
  return Int32Array.from(kept).sort();
}

function deviation(scores: Float32Array, k: number, count: number): number {
  const cells = scores.length / count;
  let [sum, squares] = [0, 0];
  for (let i = 0; i < cells; i++) {
    sum += scores[i * count + k]!;
    squares += scores[i * count + k]! ** 2;
  }
  return Math.sqrt(Math.max(0, squares / cells - (sum / cells) ** 2));
}
