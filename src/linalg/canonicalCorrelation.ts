import type { Matrix } from 'ml-matrix';
import { CholeskyDecomposition, SingularValueDecomposition, solve } from 'ml-matrix';
import { centered, type Computed, toComputed, toMatrix } from './matrices';
import type { Rows } from './ridge';

/** Directions of two tables whose scores correlate most. */
export interface CanonicalCorrelation {
  /** Correlations, largest first. */
  readonly correlations: readonly number[];
  /** Scores of rows of the first table [rows, components], of unit variance over the rows fitted on. */
  first(x: Rows): Computed;
  /** Scores of rows of the second table. */
  second(y: Rows): Computed;
}

/** Part of the mean variance that is added to each, so that tables with collinear columns have an answer (ours). */
const RIDGE = 1e-6;

/**
 * Canonical correlation analysis (Hotelling 1936): singular vectors of the whitened covariance of two tables of the same rows.
 *
 * @param x [rows, columns] @param y [rows, other columns] @param components at most the columns of the narrower table
 */
export function canonicalCorrelation(x: Rows, y: Rows, components: number): CanonicalCorrelation {
  const [a, b] = [centered(x), centered(y)];
  const over = Math.max(1, x.rows - 1);
  const cross = a.matrix.transpose().mmul(b.matrix).div(over);
  const [left, right] = [lowerRoot(a.matrix, over), lowerRoot(b.matrix, over)];
  // L_x^-1 C L_y^-T, whose singular values are the correlations.
  const whitened = solve(right, solve(left, cross).transpose()).transpose();
  const { leftSingularVectors, rightSingularVectors, diagonal } = new SingularValueDecomposition(whitened, {
    autoTranspose: true,
  });
  const count = Math.min(components, diagonal.length);
  const directions = (root: Matrix, vectors: Matrix): Matrix =>
    solve(root.transpose(), vectors.subMatrix(0, vectors.rows - 1, 0, count - 1));
  const [u, v] = [directions(left, leftSingularVectors), directions(right, rightSingularVectors)];
  const scores = (mean: number[], weights: Matrix) => (rows: Rows) =>
    toComputed(toMatrix(rows).subRowVector(mean).mmul(weights));
  return {
    correlations: diagonal.slice(0, count).map((value) => Math.min(1, value)),
    first: scores(a.mean, u),
    second: scores(b.mean, v),
  };
}

/** The lower triangular root of a covariance. */
function lowerRoot(table: Matrix, over: number): Matrix {
  const covariance = table.transpose().mmul(table).div(over);
  const added = (RIDGE * covariance.trace()) / covariance.rows || RIDGE;
  for (let i = 0; i < covariance.rows; i++) covariance.set(i, i, covariance.get(i, i) + added);
  return new CholeskyDecomposition(covariance).lowerTriangularMatrix;
}
