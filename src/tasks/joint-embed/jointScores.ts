import { AnnData, type DenseMatrix, type Matrix, type SparseMatrix, Table, valuesOf } from '../../data';
import {
  bestPartition,
  cellCycleConservation,
  graphConnectivity,
  type IntegrationMetrics,
  type IntegrationScore,
  integrationScore,
  silhouetteBatch,
  silhouetteLabel,
  trajectoryConservation,
} from '../../metrics';
import { dpt, leiden, neighbors } from '../../prepare';

/** Neighbors of a cell, and the resolutions that are tried, as in scMoGNN's appendix. */
const NEAREST = 15;
const RESOLUTIONS = Array.from({ length: 20 }, (_, at) => (at + 1) / 10);

/** What is known of the scored cells, row by row. */
export interface KnownCells {
  readonly labels: readonly string[];
  readonly batches?: readonly string[] | undefined;
  /** Expression [cells, genes], and scores or phases of the cycle [cells, columns]. */
  readonly cycle?: { readonly before: Matrix; readonly covariates: DenseMatrix } | undefined;
  /** NaN where none is known. */
  readonly pseudotime?: readonly number[] | undefined;
}

/** Scores of a joint embedding; NaN for one that is not defined. */
export interface JointScores extends IntegrationMetrics, IntegrationScore {
  /** The resolution whose clusters agree most with the labels, and how many clusters it has. */
  readonly resolution: number;
  readonly clusters: number;
  /** NMI at resolution 1, which no label chose. */
  readonly nmiAtOne: number;
}

/** How well an embedding [cells, width] keeps what is known of its cells. */
export async function jointScores(embedding: DenseMatrix, known: KnownCells, seed: number): Promise<JointScores> {
  const { labels, batches, cycle, pseudotime } = known;
  const k = Math.min(NEAREST, embedding.rows - 1);
  const names = Array.from({ length: embedding.rows }, (_, cell) => String(cell));
  const bare = new AnnData({ obs: new Table(names), var: new Table([]), obsm: [['X_joint', embedding]] });
  const placed = await neighbors(bare, { k, use: 'X_joint' });
  const partitions = [];
  for (const resolution of RESOLUTIONS) {
    const found = await leiden(placed, { resolution, seed });
    partitions.push(valuesOf(found.obs.get('leiden')).map(String));
  }
  const { nmi, bestNmi } = bestPartition(labels, partitions);
  const { indptr, indices } = placed.obsp.get('distances') as SparseMatrix;
  const metrics: IntegrationMetrics = {
    nmi: nmi[bestNmi],
    typeAsw: silhouetteLabel(embedding, labels),
    cellCycle: cycle ? cellCycleConservation(cycle.before, embedding, cycle.covariates, batches) : NaN,
    trajectory: await trajectoryOf(placed, pseudotime, seed),
    batchAsw: batches ? silhouetteBatch(embedding, labels, batches) : NaN,
    connectivity: graphConnectivity({ nNodes: embedding.rows, indptr, indices }, labels),
  };
  return {
    ...metrics,
    ...integrationScore(metrics),
    resolution: RESOLUTIONS[bestNmi],
    clusters: new Set(partitions[bestNmi]).size,
    nmiAtOne: nmi[RESOLUTIONS.indexOf(1)],
  };
}

/** From the first cell of the given order; NaN for fewer than three cells with a pseudotime. */
async function trajectoryOf(placed: AnnData, given: readonly number[] | undefined, seed: number): Promise<number> {
  const known = (given ?? []).flatMap((time, cell) => (Number.isFinite(time) ? [cell] : []));
  if (!given || known.length < 3) return NaN;
  const root = known.reduce((first, cell) => (given[cell] < given[first] ? cell : first));
  const found = await dpt(placed, { root, seed });
  return trajectoryConservation([...given], valuesOf(found.obs.get('dpt_pseudotime')) as number[]);
}
