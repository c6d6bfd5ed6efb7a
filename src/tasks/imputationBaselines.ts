import { coordinates, DenseMatrix, type AnnData } from '../data';
import type { Graph } from '../graph';
import { nearestCells, neighbourhoodMeans } from '../models';

/** The mean of the `k` nearest observed cells of each held-out cell. */
export function nearestMeans(adata: AnnData, section: Int32Array, held: Int32Array, k: number): DenseMatrix {
  const near = nearestCells(coordinates(adata).points, section, observedCells(adata, held), held, k);
  const matrix = adata.matrix();
  const out = new Float32Array(held.length * adata.nVars);
  for (let at = 0; at < held.length; at++) {
    const found = near.subarray(at * k, (at + 1) * k).filter((cell) => cell >= 0);
    for (const cell of found) {
      const row = matrix.row(cell);
      for (let j = 0; j < adata.nVars; j++) out[at * adata.nVars + j]! += row[j]! / found.length;
    }
  }
  return new DenseMatrix(held.length, adata.nVars, out);
}

/** The mean neighbourhood of the observed cells, the same for every held-out cell. */
export function globalMean(adata: AnnData, graph: Graph, held: Int32Array): DenseMatrix {
  const means = neighbourhoodMeans(adata.matrix(), graph, observedCells(adata, held));
  const rows = means.length / adata.nVars;
  const mean = new Float64Array(adata.nVars);
  for (let at = 0; at < means.length; at++) mean[at % adata.nVars]! += means[at]! / rows;
  const out = new Float32Array(held.length * adata.nVars);
  for (let at = 0; at < held.length; at++) out.set(mean, at * adata.nVars);
  return new DenseMatrix(held.length, adata.nVars, out);
}

function observedCells(adata: AnnData, held: Int32Array): Int32Array {
  const hidden = new Set(held);
  return Int32Array.from({ length: adata.nObs }, (_, i) => i).filter((i) => !hidden.has(i));
}
