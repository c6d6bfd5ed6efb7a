import { EventLoopYielder, type WorkOptions } from '../../wasm';
import { type AnnData, categorical, isSparse, type SparseMatrix, type Uns } from '../../data';
import { checkAnnData } from '../../data/checkAnnData';
import { TissuebookError } from '../../errors';
import type { ObspName } from '../../names';
import { anything, checkOptions, integer, number, seed as seedCheck, text } from '../../options';
import { leidenPartition } from './leidenPartition';
import { recordStep } from '../record';

/** `progress` counts rounds. */
export interface LeidenOptions extends WorkOptions {
  /** Higher values give more and smaller clusters. 1, as scanpy. */
  resolution?: number;
  /** Rounds over the whole graph; they end before when nothing changes. 10 (our choice; scanpy: until nothing changes). */
  iterations?: number;
  /** The entry of obsp whose weights count. 'connectivities', of neighbors. */
  graph?: ObspName;
  /** The obs column that takes the clusters. 'leiden'. */
  key?: string;
  /** uint32: the order in which cells are looked at. 0. */
  seed?: number;
}

/**
 * Clusters of cells that are connected more than chance has it: modularity (Reichardt and Bornholdt 2006) by the Leiden
 * algorithm (Traag, Waltman and van Eck 2019). As scanpy.tl.leiden: clusters are named '0', '1', ... from the largest on.
 *
 * @returns a new AnnData with obs[key]
 * @throws TissuebookError 'missing-key' (no such graph: run neighbors first), 'invalid-argument' (weights below zero),
 *   'aborted'
 */
export async function leiden(adata: AnnData, options: LeidenOptions = {}): Promise<AnnData> {
  checkAnnData('leiden', 'adata', adata);
  checkOptions('leiden', options, {
    resolution: number(0),
    iterations: integer(1, 10_000),
    graph: text,
    key: text,
    seed: seedCheck,
    signal: anything,
    progress: anything,
  });
  const { resolution = 1, iterations = 10, graph = 'connectivities', key = 'leiden', seed = 0 } = options;
  const weights = graphOf('leiden', adata, graph);
  const yielder = new EventLoopYielder('leiden', options);
  const cluster = bySize(await leidenPartition(weights, { resolution, iterations, seed }, yielder));
  const count = cluster.reduce((most, code) => Math.max(most, code + 1), 0);
  const categories = Array.from({ length: count }, (_, c) => String(c));
  const obs = adata.obs.clone();
  obs.set(key, categorical(Array.from(cluster, String), { categories }));
  const params = new Map([['resolution', resolution], ['random_state', seed], ['n_iterations', iterations]]); // prettier-ignore
  const uns: Uns = new Map(adata.uns).set(key, new Map([['params', params]]));
  return recordStep(adata, `leiden(resolution ${resolution}, seed ${seed})`, { obs, uns }, { options });
}

/** A graph of obsp with weights that add up. @throws TissuebookError 'missing-key', 'invalid-argument' */
export function graphOf(where: string, adata: AnnData, name: string): SparseMatrix {
  const found = adata.obsp.get(name);
  if (!found || !isSparse(found)) {
    throw new TissuebookError('missing-key', `${where}: there is no graph obsp['${name}'].`, {
      argument: 'graph',
      found: name,
      advice: name === 'connectivities' ? 'Run neighbors first.' : `obsp has: ${[...adata.obsp.keys()].join(', ')}.`,
    });
  }
  const bad = found.values.find((value) => !(value >= 0 && value < Infinity));
  if (bad === undefined) return found;
  throw new TissuebookError('invalid-argument', `${where}: obsp['${name}'] holds a weight of ${bad}.`, {
    argument: 'graph',
    found: bad,
  });
}

/** The same clusters, numbered from the largest on; of equal ones that of the first cell comes first. */
function bySize(cluster: Int32Array): Int32Array {
  const sizes = new Map<number, number>();
  for (const code of cluster) sizes.set(code, (sizes.get(code) ?? 0) + 1);
  const order = [...sizes.keys()].sort((a, b) => sizes.get(b)! - sizes.get(a)!);
  const number = new Map(order.map((code, place) => [code, place]));
  return cluster.map((code) => number.get(code)!);
}
