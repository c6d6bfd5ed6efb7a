import { CholeskyDecomposition, EigenvalueDecomposition, Matrix, solve } from 'ml-matrix';
import { centered, type Computed, toComputed, toMatrix } from './matrices';
import type { Rows } from './ridge';

/** Directions that tell groups apart. */
export interface DiscriminantAnalysis {
  /** Scores of rows [rows, components]; the spread within groups is 1 along each. */
  transform(x: Rows): Computed;
}

/** Added to the variances where groups have few rows (ours). */
const SHRINKAGE = 1e-2;

/**
 * Linear discriminant analysis (Fisher 1936): directions in which the means of groups lie far apart for the spread within groups.
 *
 * @param x [rows, columns] @param codes the group of each row, 0, 1, ...
 * @param options.components at most one fewer than groups, which is the default
 * @param options.shrinkage part of the mean variance within groups that is added to each
 */
export function discriminantAnalysis(
  x: Rows,
  codes: ArrayLike<number>,
  { components = Infinity, shrinkage = SHRINKAGE }: { components?: number; shrinkage?: number } = {},
): DiscriminantAnalysis {
  const { matrix, mean } = centered(x);
  const groups = Math.max(...Array.from(codes)) + 1;
  const means = Matrix.zeros(groups, x.columns);
  const sizes = new Float64Array(groups);
  for (let i = 0; i < x.rows; i++) {
    sizes[codes[i]]++;
    for (let j = 0; j < x.columns; j++) means.set(codes[i], j, means.get(codes[i], j) + matrix.get(i, j));
  }
  for (let g = 0; g < groups; g++) means.mulRow(g, 1 / Math.max(1, sizes[g]));
  const within = Matrix.zeros(x.columns, x.columns);
  const apart = matrix.clone();
  for (let i = 0; i < x.rows; i++) apart.setRow(i, Matrix.sub(apart.getRowVector(i), means.getRowVector(codes[i])));
  within.add(apart.transpose().mmul(apart)).div(Math.max(1, x.rows - groups));
  const trace = within.trace();
  const added = trace > 0 ? (shrinkage * trace) / x.columns : SHRINKAGE;
  for (let j = 0; j < x.columns; j++) within.set(j, j, within.get(j, j) + added);
  const root = new CholeskyDecomposition(within).lowerTriangularMatrix;
  const weighted = means.clone().mulColumnVector(Array.from(sizes, (size) => Math.sqrt(size / x.rows)));
  // L^-1 B L^-T, symmetric, with the between-group spread B.
  const whitened = solve(root, weighted.transpose());
  const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(whitened.mmul(whitened.transpose()), {
    assumeSymmetric: true,
  });
  const count = Math.min(components, groups - 1, x.columns);
  const order = realEigenvalues.map((_, at) => at).sort((a, b) => realEigenvalues[b] - realEigenvalues[a]);
  const vectors = eigenvectorMatrix.subMatrixColumn(order.slice(0, count));
  const weights = solve(root.transpose(), vectors);
  return { transform: (rows) => toComputed(toMatrix(rows).subRowVector(mean).mmul(weights)) };
}
