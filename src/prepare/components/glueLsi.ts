import { DenseMatrix, type Matrix } from '../../data';
import type { WorkOptions } from '../../wasm';
import { inverseFrequency, weighByFrequency } from '../values/tfidf';
import { truncatedSvd } from './truncatedSvd';

/** Scores of cells on components that others defined [cells, components]. */
export type Projection = (matrix: Matrix) => DenseMatrix;

/**
 * Latent semantic indexing as GLUE and scMoGNN do it: tf-idf of the kind 'glue', truncated SVD without centering, the first component
 * dropped. Other cells are weighed by the frequencies of these and projected on their components.
 *
 * @param counts [cells, features], none below zero
 * @param options.components kept; fewer where there are fewer cells or features
 */
export async function glueLsi(
  counts: Matrix,
  { components: wanted, ...work }: { components: number } & Pick<WorkOptions, 'signal'>,
): Promise<Projection> {
  const idf = inverseFrequency(counts);
  const width = Math.max(1, Math.min(wanted, counts.rows - 2, counts.columns - 2));
  const { components } = await truncatedSvd('glueLsi', weighByFrequency(counts, idf), { count: width + 1, seed: 0 }, work); // prettier-ignore
  return (matrix) => projectRows(weighByFrequency(matrix, idf), components.subarray(counts.columns), width);
}

/**
 * Products of rows with components.
 *
 * @param components [width, columns] @param means taken off the rows first; none unless given
 */
export function projectRows(
  matrix: Matrix,
  components: ArrayLike<number>,
  width: number,
  means?: ArrayLike<number>,
): DenseMatrix {
  const out = new DenseMatrix(matrix.rows, width, new Float64Array(matrix.rows * width));
  for (let i = 0; i < matrix.rows; i++) {
    const row = matrix.row(i);
    for (let k = 0; k < width; k++) {
      let sum = 0;
      for (let j = 0; j < row.length; j++) sum += (row[j] - (means?.[j] ?? 0)) * components[k * row.length + j];
      out.values[i * width + k] = sum;
    }
  }
  return out;
}
