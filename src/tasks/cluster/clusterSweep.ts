import { type AnnData, valuesOf } from '../../data';
import { TissuebookError } from '../../errors';
import { adjustedRandIndex, normalizedMutualInformation } from '../../metrics';
import type { ColumnName, VectorsName } from '../../names';
import { anything, checkOptions, integer, listOf, number, seed as seedCheck, text } from '../../options';
import { leiden, neighbors, pca } from '../../prepare';
import { logValues } from '../shared/logValues';
import { ClusterSweep, type SweepStep, type SweptVectors } from './clusterSweepResult';

export interface ClusterSweepOptions {
  /** The entry of obsm in which cells are near each other: 'X_cellplm', 'X_squint'. */
  use: VectorsName;
  /** Column of obs with the labels that clusters are compared with; cells without one are clustered and not compared. */
  labels: ColumnName;
  /** Resolutions of the Leiden algorithm. 0.1, 0.2, ... 1.4, as CellPLM's evaluation has it. */
  resolutions?: number[];
  /** The resolution whose clusters are shown beside the best; it looks at no label. 1, as scanpy. */
  fixed?: number;
  /** Neighbors of each cell. 14, as scanpy (whose 15 count the cell). */
  k?: number;
  /** Principal components of the baseline. 50, as scanpy; one less than cells or genes where there are fewer. */
  components?: number;
  /** Order in which cells are looked at; 0. */
  seed?: number;
  signal?: AbortSignal;
}

/** Names of what is written into copies of the data. */
const KEY = 'clusterSweep';

/**
 * How well clusters of vectors agree with labels: the Leiden algorithm at several resolutions, adjusted Rand index and normalized mutual
 * information at each. The best agreement is chosen by the labels themselves, so it bounds what clusters could show; a fixed resolution
 * stands beside it. The baseline is the same of principal components of the values (log1p, where X holds counts).
 *
 *     const sweep = await clusterSweep(embedded, { use: 'X_cellplm', labels: 'cell_type' });
 *
 * @throws TissuebookError 'missing-key' (no such entry or column), 'invalid-argument' (no resolution, fewer than two labels, fewer cells
 *   than neighbors), 'not-finite', 'aborted'
 */
export async function clusterSweep(adata: AnnData, options: ClusterSweepOptions): Promise<ClusterSweep> {
  checkOptions('clusterSweep', options, {
    use: text,
    labels: text,
    resolutions: listOf(number(0)),
    fixed: number(0),
    k: integer(1),
    components: integer(1),
    seed: seedCheck,
    signal: anything,
  });
  const { use, labels, fixed = 1, resolutions = Array.from({ length: 14 }, (_, at) => (at + 1) / 10) } = options;
  if (resolutions.length === 0) throw wrong('resolutions', 0, 'resolutions must hold one or more.');
  const names = valuesOf(adata.column(labels));
  const known = Int32Array.from(names.keys()).filter((cell) => names[cell] !== null);
  const kinds = new Set(Array.from(known, (cell) => String(names[cell])));
  if (kinds.size < 2) throw wrong('labels', kinds.size, `obs["${labels}"] holds fewer than two labels.`);
  const asked = [...new Set([...resolutions, fixed])].sort((a, b) => a - b);
  const sweep = async (data: AnnData, from: string): Promise<SweptVectors> => {
    const { k = 14, seed = 0, signal } = options;
    const work = { ...(signal && { signal }) };
    const graph = await neighbors(data, { use: from, k, ...work });
    const steps: SweepStep[] = [];
    for (const resolution of asked) {
      const clustered = await leiden(graph, { resolution, key: KEY, seed, ...work });
      steps.push(stepOf(resolution, valuesOf(clustered.column(KEY)).map(String), names, known));
    }
    return { method: from === use ? use : 'principal components', steps };
  };
  const swept = [await sweep(adata, use)];
  if (use !== 'X_pca') swept.push(await sweep(await components(adata, options), 'X_pca'));
  return new ClusterSweep({ swept, fixed, labels, cells: known.length, kinds: kinds.size, seed: options.seed ?? 0 });
}

/** The data with principal components of their values. */
function components(adata: AnnData, { components: count = 50, signal }: ClusterSweepOptions): Promise<AnnData> {
  const most = Math.max(1, Math.min(count, adata.nObs - 1, adata.nVars - 1));
  const options = { components: most, useHighlyVariable: false, ...(signal && { signal }) };
  return pca(logValues('clusterSweep', adata), options);
}

function stepOf(
  resolution: number,
  clusters: readonly string[],
  labels: readonly unknown[],
  known: Int32Array,
): SweepStep {
  const [truth, found] = [Array.from(known, (cell) => String(labels[cell])), Array.from(known, (cell) => clusters[cell]!)]; // prettier-ignore
  return {
    resolution,
    clusters: new Set(clusters).size,
    ari: adjustedRandIndex(truth, found),
    nmi: normalizedMutualInformation(truth, found),
  };
}

const wrong = (argument: string, found: unknown, sentence: string): TissuebookError =>
  new TissuebookError('invalid-argument', `clusterSweep: ${sentence}`, { argument, found });
