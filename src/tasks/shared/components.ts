import { DenseMatrix, type Matrix } from '../../data';
import { columnMeans } from '../../linalg';
import type { WorkOptions } from '../../wasm';
import { truncatedSvd } from '../../prepare/components/truncatedSvd';

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
  const means = columnMeans(matrix.toDense());
  const { scores, components } = await truncatedSvd(where, matrix, { count: width, seed: 0, means }, options);
  return {
    scores: new DenseMatrix(matrix.rows, width, scores),
    project: (other) => {
      const out = new DenseMatrix(other.rows, width, new Float64Array(other.rows * width));
      for (let i = 0; i < other.rows; i++) {
        const row = other.row(i);
        for (let k = 0; k < width; k++) {
          let sum = 0;
          for (let j = 0; j < row.length; j++) sum += (row[j] - means[j]) * components[k * row.length + j];
          out.values[i * width + k] = sum;
        }
      }
      return out;
    },
  };
}
