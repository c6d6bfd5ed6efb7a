import type { Random } from '../../engine';
import { Graph } from '../../graph';
import { buildIndex } from '../../neighbors';
import type { Tissue } from './tissue';

/** Sizes of the contiguous masks, in cells (ours): from a few neighborhoods to a patch of the imputation task. */
const BLOCK_CELLS: readonly [number, number] = [8, 128];

/**
 * Which cells are masked in an epoch: 1 or 0 for each cell, a given share of those that may be.
 *
 * @param open cells that take part
 * @param blocks half of the masked cells come in contiguous blocks, grown over the graph, the others one by one;
 *   without blocks all come one by one (the paper's way)
 */
export function drawMask(graph: Graph, open: Int32Array, share: number, blocks: boolean, random: Random): Uint8Array {
  const masked = new Uint8Array(graph.nNodes);
  const wanted = Math.round(share * open.length);
  let count = 0;
  const mask = (cell: number): void => {
    if (!masked[cell] && count < wanted) {
      masked[cell] = 1;
      count++;
    }
  };
  while (blocks && count < wanted / 2) {
    const size = random.integer(...BLOCK_CELLS);
    for (const cell of growBlock(graph, open[random.integer(0, open.length)]!, size)) mask(cell);
  }
  for (const at of random.permutation(open.length)) mask(open[at]!);
  return masked;
}

/** Cells in contiguous gaps of at most `size` cells that may touch, `wanted` in all, in the order of their numbers. */
export function drawGaps(graph: Graph, open: Int32Array, wanted: number, size: number, random: Random): Int32Array {
  const gaps = new Set<number>();
  while (gaps.size < wanted) {
    const block = growBlock(graph, open[random.integer(0, open.length)]!, size);
    for (const cell of block) if (gaps.size < wanted) gaps.add(cell);
  }
  return Int32Array.from(gaps).sort();
}

/** The first `size` cells that a breadth-first walk from a cell meets. */
export function growBlock(graph: Graph, start: number, size: number): number[] {
  const met = new Set([start]);
  for (const cell of met) {
    for (const next of graph.neighbors(cell)) if (met.size < size) met.add(next);
    if (met.size >= size) break;
  }
  return [...met];
}

/**
 * Who hears whom when masked cells hear their nearest observed cells: the graph, except that a masked cell's
 * neighbors are its `k` nearest cells that are not masked. Inside of a masked patch the graph would lead only to
 * other masks.
 *
 * @param observed cells that can be heard
 */
export function hearObserved(tissue: Tissue, graph: Graph, masked: Uint8Array, observed: Int32Array, k: number): Graph {
  const queries = Int32Array.from(masked.keys()).filter((i) => masked[i] === 1);
  const found = buildIndex(tissue.points, { groups: tissue.section, candidates: observed }).nearest(queries, k);
  const indptr = new Int32Array(graph.nNodes + 1);
  const indices: number[] = [];
  for (let i = 0, q = 0; i < graph.nNodes; i++) {
    const near = masked[i]
      ? found
          .subarray(q * k, ++q * k)
          .filter((j) => j >= 0)
          .sort()
      : graph.neighbors(i);
    for (const j of near) indices.push(j);
    indptr[i + 1] = indices.length;
  }
  return new Graph(graph.nNodes, indptr, Int32Array.from(indices));
}
