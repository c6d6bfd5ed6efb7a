import { DenseMatrix, type Matrix } from '../../data';
import type { WorkOptions } from '../../wasm';
import { forEachStored } from '../values/mapValues';
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
  const { rows, columns } = matrix;
  const byColumn = new Float64Array(columns * width);
  const offset = new Float64Array(width);
  for (let k = 0; k < width; k++) {
    for (let j = 0; j < columns; j++) {
      const component = components[k * columns + j];
      byColumn[j * width + k] = component;
      offset[k] -= (means?.[j] ?? 0) * component;
    }
  }
  const out = new Float64Array(rows * width);
  for (let i = 0; i < rows; i++) out.set(offset, i * width);
  forEachStored(matrix, (i, j, value) => {
    if (value === 0) return;
    for (let k = 0; k < width; k++) out[i * width + k] += value * byColumn[j * width + k];
  });
  return new DenseMatrix(rows, width, out);
}
