import type { DenseMatrix, Matrix } from '../../data';
import type { WorkOptions } from '../../wasm';
import { inverseFrequency, weighByFrequency } from '../values/tfidf';
import { rowScores } from './rowScores';
import { truncatedSvd } from './truncatedSvd';

/** What weighs cells and brings them to components, as some cells define it. */
export interface GlueLsi {
  /** Cells over the total of each feature [features]. */
  readonly idf: Float64Array;
  /** [components, features] */
  readonly components: Float64Array;
}

export interface GlueLsiOptions extends Pick<WorkOptions, 'signal'> {
  /** Kept. */
  components: number;
  /** The cells that are decomposed; all unless given. */
  cells?: Matrix;
  /** Of truncatedSvd(). */
  tolerance?: number | undefined;
}

/**
 * Latent semantic indexing as GLUE and scMoGNN do it: tf-idf of the kind 'glue', truncated SVD without centering, the first component,
 * which follows the depth of a cell, dropped.
 *
 * @param counts [cells, features], none below zero
 */
export async function glueLsi(
  where: string,
  counts: Matrix,
  { components: width, cells = counts, tolerance, ...work }: GlueLsiOptions,
): Promise<GlueLsi> {
  const idf = inverseFrequency(counts);
  const wanted = { count: width + 1, seed: 0, tolerance };
  const { components } = await truncatedSvd(where, weighByFrequency(cells, idf), wanted, work);
  return { idf, components: components.subarray(counts.columns) };
}

/** Scores of cells on components that others defined [cells, components]. @param counts [cells, features], none below zero */
export function glueScores(
  where: string,
  counts: Matrix,
  { idf, components }: { readonly [part in keyof GlueLsi]: ArrayLike<number> },
): Promise<DenseMatrix> {
  const frequencies = Float64Array.from(idf);
  const weigh = (rows: Matrix): Matrix => weighByFrequency(rows, frequencies);
  return rowScores(where, counts, components, components.length / Math.max(1, counts.columns), { weigh });
}
