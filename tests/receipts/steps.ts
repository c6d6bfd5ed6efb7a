import { type AnnData, DenseMatrix, valuesOf } from '../../src/data';
import { type Graph, knnGraph } from '../../src/graph';
import { log1p, neighbors, normalizeTotal, pca } from '../../src/prepare';
import { Random } from '../../src/random';
import type { Sample } from './sample';

/** Steps that many verbs start from, each taken once. */
export interface Steps {
  readonly counts: AnnData;
  readonly logged: AnnData;
  /** With obsm['X_pca'], and the graph of neighbors in it. */
  readonly joined: AnnData;
  readonly scores: DenseMatrix;
  readonly spatial: DenseMatrix;
  readonly graph: Graph;
  /** Types and patients of the cells, and whether their class is the high one. */
  readonly types: readonly string[];
  readonly patients: readonly string[];
  readonly high: Uint8Array;
  /** Two genes [cells] of the logarithms. */
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** Logarithms of the first and of the second half of the cells [240, genes]. */
  readonly first: DenseMatrix;
  readonly second: DenseMatrix;
  /** Times and events of survival [cells], made. */
  readonly times: Float64Array;
  readonly events: Uint8Array;
}

/** One verb on the steps of a data set: all of what comes out is compared. */
export type Line = (steps: Steps) => unknown;

/** Takes the common steps of a data set. */
export async function stepsOf({ counts }: Sample): Promise<Steps> {
  const logged = log1p(normalizeTotal(counts));
  const joined = await neighbors(await pca(logged, { components: 12 }), { k: 10 });
  const dense = denseOf(logged);
  const n = counts.nObs;
  const half = (from: number): DenseMatrix => dense.takeRows(Int32Array.from({ length: n / 2 }, (_, i) => from + i));
  const random = new Random(5);
  const column = (j: number): Float64Array => Float64Array.from({ length: n }, (_, i) => dense.get(i, j));
  return {
    ...{ counts, logged, joined, graph: knnGraph(counts, { k: 6 }) },
    scores: joined.obsm.get('X_pca') as DenseMatrix,
    spatial: counts.obsm.get('spatial') as DenseMatrix,
    types: textsIn(counts, 'cell_type'),
    patients: textsIn(counts, 'patient'),
    high: Uint8Array.from(textsIn(counts, 'class'), (name) => (name === 'high' ? 1 : 0)),
    ...{ a: column(0), b: column(1), first: half(0), second: half(n / 2) },
    times: Float64Array.from({ length: n }, () => Math.round(random.uniform(1, 900))),
    events: Uint8Array.from({ length: n }, () => (random.uniform() < 0.7 ? 1 : 0)),
  };
}

export const textsIn = (adata: AnnData, name: string): string[] => valuesOf(adata.column(name)).map(String);

/** X as a dense matrix. */
export function denseOf({ X }: AnnData): DenseMatrix {
  return X instanceof DenseMatrix ? X : X!.toDense();
}
