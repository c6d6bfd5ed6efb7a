import { DenseMatrix, type AnnData } from '../../data';
import type { Graph } from '../../graph';
import { boundaryRounds } from './boundaryRounds';
import { meanRow, neighborhoodMeans } from '../../graph/neighborhood';

/**
 * Cells filled from the boundary of their gap inwards, each with the mean of its neighbors that are known by then; of these the means
 * of a cell and its neighbors in the gap.
 */
export function inwardMeans(adata: AnnData, graph: Graph, held: Int32Array): DenseMatrix {
  const x = adata.matrix().toDense();
  const filled = new Map<number, Float32Array>();
  const open = new Set(held);
  for (const round of boundaryRounds(held, graph)) {
    const rows = Array.from(round, (at) => {
      const near = graph.neighbors(held[at]!).filter((cell) => !open.has(cell));
      return meanRow(
        Array.from(near, (cell) => filled.get(cell) ?? x.row(cell)),
        adata.nVars,
      );
    });
    round.forEach((at, row) => filled.set(held[at]!, rows[row]!));
    for (const at of round) open.delete(held[at]!);
  }
  const own = DenseMatrix.zeros(held.length, adata.nVars);
  held.forEach((cell, at) => own.row(at).set(filled.get(cell)!));
  return meansInGap(own, held, graph);
}

/** The mean over each cell of a gap and its neighbors in the gap. @param own values of the cells [cells, features] */
export function meansInGap(own: DenseMatrix, cells: Int32Array, graph: Graph): DenseMatrix {
  const place = new Map(Array.from(cells, (cell, at) => [cell, at]));
  const out = DenseMatrix.zeros(own.rows, own.columns);
  cells.forEach((cell, at) => {
    const near = [at, ...Array.from(graph.neighbors(cell)).flatMap((other) => place.get(other) ?? [])];
    out.row(at).set(
      meanRow(
        near.map((other) => own.row(other)),
        own.columns,
      ),
    );
  });
  return out;
}

/** The mean neighborhood of the observed cells, the same for every held-out cell. */
export function globalMean(adata: AnnData, graph: Graph, held: Int32Array): DenseMatrix {
  const means = neighborhoodMeans(adata.matrix(), graph, observedCells(adata, held));
  const rows = means.length / adata.nVars;
  const mean = new Float64Array(adata.nVars);
  for (let at = 0; at < means.length; at++) mean[at % adata.nVars]! += means[at]! / rows;
  const out = new Float32Array(held.length * adata.nVars);
  for (let at = 0; at < held.length; at++) out.set(mean, at * adata.nVars);
  return new DenseMatrix(held.length, adata.nVars, out);
}

/** The cells that are not held out, in their order. */
export function observedCells(adata: AnnData, held: Int32Array): Int32Array {
  const hidden = new Set(held);
  return Int32Array.from({ length: adata.nObs }, (_, i) => i).filter((i) => !hidden.has(i));
}
