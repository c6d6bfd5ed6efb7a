import { EventLoopYielder, type WorkOptions } from '../../wasm';
import { type AnnData, type DenseMatrix, SparseMatrix, type Uns } from '../../data';
import { checkAnnData } from '../../data/checkAnnData';
import { TissuebookError } from '../../errors';
import type { VectorsName } from '../../names';
import { anything, checkOptions, integer, oneOf, text } from '../../options';
import { fuzzyGraph } from './fuzzyGraph';
import { buildIndex, type SearchMethod } from '../../neighbors';
import { recordStep } from '../record';

export interface NeighborsOptions extends WorkOptions {
  /** Neighbors of each cell, without itself. 14: scanpy's default of 15 counts the cell. */
  k?: number;
  /** The entry of obsm in which cells are near each other; 'X' for the values themselves. 'X_pca'. */
  use?: VectorsName;
  /**
   * 'exact'; 'approximate': at least .97 of the neighbors, which is measured; 'auto': exact up to 50,000 cells. Which it was, and what was
   * measured, uns['neighbors']['params'] says ('search', 'recall'), and the recorded step. 'auto'.
   */
  method?: SearchMethod;
}

/**
 * The k nearest cells of every cell in a space of features by Euclidean distance, exactly unless there are many, and how much they belong
 * together: for umap, leiden and everything that scanpy does after sc.pp.neighbors, under its keys: obsp['distances'] and
 * obsp['connectivities'] [nObs, nObs], uns['neighbors']. Neighbors in tissue are knnGraph's business. Many cells are worked
 * off in threads, so that the kernel stays live.
 *
 * @throws TissuebookError 'missing-key' (no such entry), 'invalid-argument' (fewer cells than neighbors), 'not-finite',
 *   'aborted', 'out-of-memory'
 */
export async function neighbors(adata: AnnData, options: NeighborsOptions = {}): Promise<AnnData> {
  checkAnnData('neighbors', 'adata', adata);
  checkOptions('neighbors', options, {
    k: integer(1),
    use: text,
    method: oneOf('auto', 'exact', 'approximate'),
    signal: anything,
    progress: anything,
  });
  const { k = 14, use = 'X_pca', method = 'auto', ...work } = options;
  const points = pointsOf(adata, use);
  if (k >= points.rows) {
    throw new TissuebookError('invalid-argument', `neighbors: ${points.rows} cells have no ${k} others.`, {
      argument: 'k',
      found: k,
    });
  }
  const near = await buildIndex(points).nearestOthersInThreads(k, { ...work, method, caller: 'neighbors' });
  const indptr = Int32Array.from({ length: points.rows + 1 }, (_, i) => i * k);
  const distances = new SparseMatrix(points.rows, points.rows, {
    indptr,
    indices: near.indices.slice(),
    values: near.distances,
  });
  const connectivities = await fuzzyGraph(near, points.rows, k, new EventLoopYielder('neighbors', options));
  const search = near.recall === undefined ? 'exact' : 'approximate';
  const recall: [string, number][] = near.recall === undefined ? [] : [['recall', near.recall]];
  const uns: Uns = new Map(adata.uns).set(
    'neighbors',
    new Map<string, Uns | string>([
      ['connectivities_key', 'connectivities'],
      ['distances_key', 'distances'],
      ['params', new Map<string, string | number>([['n_neighbors', k + 1], ['method', 'umap'], ['metric', 'euclidean'], ['use_rep', use], ['search', search], ...recall])], // prettier-ignore
    ]),
  );
  const found = near.recall === undefined ? '' : `, approximate: recall ${near.recall.toFixed(3)}`;
  return recordStep(
    adata,
    `neighbors(k ${k}, use ${use}${found})`,
    {
      obsp: new Map(adata.obsp).set('distances', distances).set('connectivities', connectivities),
      uns,
    },
    { options },
  );
}

/** The points of an entry of obsm, or the values. @throws TissuebookError 'missing-key', 'not-finite' */
export function pointsOf(adata: AnnData, use: string): DenseMatrix {
  const points = use === 'X' ? adata.matrix().toDense() : adata.obsm.get(use);
  if (!points) {
    throw new TissuebookError('missing-key', `There is no obsm['${use}'].`, {
      argument: 'use',
      found: use,
      advice: `${use === 'X_pca' ? 'Run pca first. ' : ''}obsm has: ${[...adata.obsm.keys()].join(', ') || 'nothing'}.`,
    });
  }
  const bad = points.values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return points;
  throw new TissuebookError(
    'not-finite',
    `${use}: a value of cell ${Math.floor(bad / points.columns)} is not finite.`,
    {
      argument: 'use',
      found: points.values[bad],
    },
  );
}
