import type { AnnData } from '../../data';
import { leiden, neighbors } from '../../prepare';
import type { VectorsName } from '../../names';
import { checkOptions, integer, number, seed as seedCheck, text } from '../../options';

export interface ClusterOptions {
  /** The entry of obsm in which cells are near each other: 'X_squint', 'X_cifm', 'X_pca'; 'X' for the values themselves. */
  use: VectorsName;
  /** Neighbors of each cell. 14, as scanpy (whose 15 count the cell). */
  k?: number;
  /** Higher values give more and smaller clusters. 1, as scanpy. */
  resolution?: number;
  /** The obs column that takes the clusters. 'cluster'. */
  key?: string;
  /** Order in which cells are looked at; 0. */
  seed?: number;
}

/**
 * Clusters of cells by their vectors: nearest neighbors and the Leiden algorithm, as scanpy's neighbors and leiden. What is near
 * depends on the vectors: microenvironments with a model's, kinds of cells with expression.
 *
 * @returns a new AnnData with obs[key], and the graph in obsp
 * @throws TissuebookError 'missing-key' (no such entry), 'invalid-argument' (fewer cells than neighbors), 'not-finite'
 */
export async function cluster(adata: AnnData, options: ClusterOptions): Promise<AnnData> {
  checkOptions('cluster', options, {
    use: text,
    k: integer(1),
    resolution: number(0),
    key: text,
    seed: seedCheck,
  });
  const { use, k = 14, resolution = 1, key = 'cluster', seed = 0 } = options;
  return leiden(await neighbors(adata, { use, k }), { resolution, key, seed });
}
