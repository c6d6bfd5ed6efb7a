import { DenseMatrix, type Matrix } from '../../data';
import type { WorkOptions } from '../../wasm';
import { rowScores } from '../../prepare/components/rowScores';
import { someCells } from '../../prepare/components/someCells';
import { truncatedSvd } from '../../prepare/components/truncatedSvd';
import { forEachStored } from '../../prepare/values/mapValues';

/** Principal components that some cells define, and the places of others along them. */
export interface Components {
  /** [cells, components] */
  readonly scores: DenseMatrix;
  /** Scores of other cells [rows, components]. */
  project(matrix: Matrix): Promise<DenseMatrix>;
}

/**
 * Principal components of centered values: truncated SVD of some cells' values, of a random part where they are many; others are projected on
 * them.
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
  const { cells, tolerance } = someCells(matrix, 0);
  const wanted = { count: width, seed: 0, means, tolerance };
  const { scores, components } = await truncatedSvd(where, cells, wanted, options);
  const project = (other: Matrix): Promise<DenseMatrix> =>
    rowScores(where, other, components, width, { means, ...options });
  return { scores: cells === matrix ? new DenseMatrix(matrix.rows, width, scores) : await project(matrix), project };
}
