import { type AnnData, readH5ad } from '../../../src/data';
import { delaunayGraph, knnGraph, radiusGraph } from '../../../src/graph';
import { kaplanMeier, logRank, moransI } from '../../../src/metrics';
import { highlyVariableGenes, leiden, log1p, neighbors, normalizeTotal, pca, umap } from '../../../src/prepare';
import { rankGenes } from '../../../src/tasks/markers';
import { annData, blobs, counts, gridGraph, points, survival } from './inputs';
import { type FILES, writeInput } from './writeInput';

/** What is timed: made anew by `prepare` outside of the clock. */
export interface Workload {
  prepare(folder: string): Promise<unknown> | unknown;
  run(given: never): unknown;
}

const workload = <T>(prepare: (folder: string) => Promise<T> | T, run: (given: T) => unknown): Workload => ({
  prepare,
  run,
});

const logged = (cells: number, genes: number): AnnData =>
  log1p(normalizeTotal(annData(counts(cells, genes, 10)), { targetSum: 1e4 }));

/** Reads a file that another process wrote: what it takes to make one is no part of reading it. */
function reading(name: keyof typeof FILES): Workload {
  return workload(
    (folder) => writeInput(name, folder),
    async (path) => (await readH5ad(path)).X!.values.length,
  );
}

const fuzzyGraph =
  (cells = 20_000) =>
  (): Promise<AnnData> =>
    neighbors(annData(blobs(cells, 50)), { k: 14, use: 'X' });

/** The workloads of shared/bench/workloads.json, part "data", by their names. */
export const WORKLOADS: Record<string, Workload> = {
  read_csr_50k_2k: reading('read_csr_50k_2k'),
  read_csr_50k_500: reading('read_csr_50k_500'),
  read_dense_20k_2k: reading('read_dense_20k_2k'),
  normalize_log1p: workload(
    () => annData(counts(50_000, 2000, 10)),
    (adata) => log1p(normalizeTotal(adata, { targetSum: 1e4 })),
  ),
  hvg: workload(
    () => logged(50_000, 2000),
    (adata) => highlyVariableGenes(adata, { count: 500 }),
  ),
  pca: workload(
    () => logged(20_000, 2000),
    (adata) => pca(adata, { components: 50 }),
  ),
  knn: workload(
    () => annData(blobs(20_000, 50)),
    (adata) => neighbors(adata, { k: 15, use: 'X' }),
  ),
  leiden: workload(fuzzyGraph(), (adata) => leiden(adata, { iterations: 2 })),
  umap: workload(fuzzyGraph(), (adata) => umap(adata, { epochs: 200 })),
  // Sizes that workloads.json need not have: without them our side runs alone.
  knn_100k: workload(
    () => annData(blobs(100_000, 50)),
    (adata) => neighbors(adata, { k: 15, use: 'X' }),
  ),
  leiden_100k: workload(fuzzyGraph(100_000), (adata) => leiden(adata, { iterations: 2 })),
  umap_100k: workload(fuzzyGraph(100_000), (adata) => umap(adata, { epochs: 200 })),
  spatial_knn_100k: workload(
    () => points(100_000),
    (at) => knnGraph(at, { k: 8 }),
  ),
  spatial_knn_1m: workload(
    () => points(1_000_000),
    (at) => knnGraph(at, { k: 8 }),
  ),
  spatial_radius_100k: workload(
    () => points(100_000),
    (at) => radiusGraph(at, { radius: 16 }),
  ),
  spatial_radius_1m: workload(
    () => points(1_000_000),
    (at) => radiusGraph(at, { radius: 16 }),
  ),
  delaunay_100k: workload(
    () => points(100_000),
    (at) => delaunayGraph(at),
  ),
  delaunay_1m: workload(
    () => points(1_000_000),
    (at) => delaunayGraph(at),
  ),
  morans_i: workload(
    () => ({ graph: gridGraph(20_000, 8), x: logged(20_000, 1000).matrix() }),
    ({ graph, x }) => moransI(graph, x),
  ),
  rank_genes: workload(
    () => {
      const adata = logged(20_000, 2000);
      adata.obs.set(
        'group',
        Array.from({ length: adata.nObs }, (_, i) => String(i % 10)),
      );
      return adata;
    },
    (adata) => rankGenes(adata, { by: 'group' }),
  ),
  kaplan_meier: workload(
    () => survival(10_000),
    ({ groups }) => groups.map(({ times, events }) => kaplanMeier(times, events)),
  ),
  log_rank: workload(
    () => survival(10_000),
    ({ times, events, group }) => logRank(times, events, group),
  ),
};
