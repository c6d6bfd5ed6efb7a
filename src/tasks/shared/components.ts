import { DenseMatrix, type Matrix } from '../../data';
import type { WorkOptions } from '../../wasm';
import { projectRows } from '../../prepare/components/glueLsi';
import { truncatedSvd } from '../../prepare/components/truncatedSvd';
import { forEachStored } from '../../prepare/values/mapValues';

/** Principal components that some cells define, and the places of others along them. */
export interface Components {
  /** [cells, components] */
  readonly scores: DenseMatrix;
  /** Scores of other cells [rows, components]. */
  project(matrix: Matrix): DenseMatrix;
}

/**
 * Principal components of centered values: truncated SVD of some cells' values, which others are projected on.
 *
 * @param count at most; fewer where there are fewer cells or features
 */
export async function componentsOf(
  where: string,
  matrix: Matrix,
  count: number,
  options: Pick<WorkOptions, 'signal'> = {},
): Promise<Components> {
  const width = Math.max(1, Math.min(count, matrix.rows - 1, matrix.columns - 1));
  const means = new Float64Array(matrix.columns);
  forEachStored(matrix, (_, j, value) => (means[j] += value / matrix.rows));
  const { scores, components } = await truncatedSvd(where, matrix, { count: width, seed: 0, means }, options);
  return {
    scores: new DenseMatrix(matrix.rows, width, scores),
    project: (other) => projectRows(other, components, width, means),
  };
}
