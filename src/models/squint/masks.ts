import type { Random } from '../../engine';
import { Graph } from '../../graph';
import type { NeighborIndex } from '../../neighbors';
import { growBlock } from '../training/gapEvaluation';

/** Sizes of the contiguous masks, in cells (ours): from a few neighborhoods to a patch of the imputation task. */
const BLOCK_CELLS: readonly [number, number] = [8, 128];

/**
 * Which cells are masked in an epoch: 1 or 0 for each cell, a given share of those that may be.
 *
 * @param cells those that take part
 * @param blocks half of the masked cells come in contiguous blocks, grown over the graph, the others one by one;
 *   without blocks all come one by one (the paper's way)
 */
export function drawMask(graph: Graph, cells: Int32Array, share: number, blocks: boolean, random: Random): Uint8Array {
  const masked = new Uint8Array(graph.nNodes);
  const wanted = Math.round(share * cells.length);
  let count = 0;
  const mask = (cell: number): void => {
    if (!masked[cell] && count < wanted) {
      masked[cell] = 1;
      count++;
    }
  };
  while (blocks && count < wanted / 2) {
    const size = random.integer(...BLOCK_CELLS);
    for (const cell of growBlock(graph, cells[random.integer(0, cells.length)]!, size)) mask(cell);
  }
  for (const at of random.permutation(cells.length)) mask(cells[at]!);
  return masked;
}

/**
 * The receptive field of each cell when masked cells look at their nearest observed cells: the graph, except that a masked
 * cell's neighbors are its `k` nearest cells that are not masked. Inside of a masked patch the graph would lead only to other
 * masks.
 *
 * @param near finds cells that can be looked at
 */
export function observedGraph(graph: Graph, masked: Uint8Array, near: NeighborIndex, k: number): Graph {
  const queries = Int32Array.from(masked.keys()).filter((i) => masked[i] === 1);
  const found = near.nearest(queries, k);
  const indptr = new Int32Array(graph.nNodes + 1);
  const indices: number[] = [];
  for (let i = 0, q = 0; i < graph.nNodes; i++) {
    const seen = masked[i]
      ? found
          .subarray(q * k, ++q * k)
          .filter((j) => j >= 0)
          .sort()
      : graph.neighbors(i);
    for (const j of seen) indices.push(j);
    indptr[i + 1] = indices.length;
  }
  return new Graph(graph.nNodes, indptr, Int32Array.from(indices));
}
