import { cube } from '../exactMath';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { checkMatrix, checkSameColumns } from './checks';
import { dot } from './distances';
import type { MatrixLike } from './types';

/**
 * The Frechet distance of two samples of features, taken as normal: |m1 - m2|^2 + tr(S1 + S2 - 2 (S1 S2)^(1/2)), with
 * covariances over n - 1 (Heusel et al. 2017). The time grows with the cube of the features.
 *
 * @param x features [n, d]
 * @param y features [m, d]
 * @throws TissuebookError 'shape-mismatch'
 */
export function frechetDistance(x: MatrixLike, y: MatrixLike): number {
  checkMatrix('frechetDistance', 'x', x);
  checkMatrix('frechetDistance', 'y', y);
  checkSameColumns('frechetDistance', x, y);
  const [a, b] = [moments(x), moments(y)];
  const apart = a.mean.reduce((sum, value, j) => sum + (value - b.mean[j]!) ** 2, 0);
  // The trace of the root of S1 S2 is the sum of the roots of the eigenvalues of the symmetric R S2 R, R the root of S1.
  const root = symmetricRoot(a.covariance);
  const values = new EigenvalueDecomposition(root.mmul(b.covariance).mmul(root), { assumeSymmetric: true })
    .realEigenvalues;
  const shared = values.reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
  return apart + a.covariance.trace() + b.covariance.trace() - 2 * shared;
}

function moments({ rows, columns, values }: MatrixLike): { mean: number[]; covariance: Matrix } {
  const data = new Matrix(rows, columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) data.set(i, j, values[i * columns + j]!);
  const mean = data.mean('column');
  const centered = data.subRowVector(mean);
  return {
    mean,
    covariance: centered
      .transpose()
      .mmul(centered)
      .div(Math.max(1, rows - 1)),
  };
}

function symmetricRoot(matrix: Matrix): Matrix {
  const { eigenvectorMatrix: vectors, realEigenvalues: values } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true,
  });
  const scaled = vectors.clone().mulRowVector(values.map((value) => Math.sqrt(Math.max(0, value))));
  return scaled.mmul(vectors.transpose());
}

/**
 * The kernel inception distance of two samples of features: the unbiased squared discrepancy under the kernel
 * (a.b / d + 1)^3 (Binkowski et al. 2018). Around 0 for equal distributions, also below.
 */
export function kernelInceptionDistance(x: MatrixLike, y: MatrixLike): number {
  checkMatrix('kernelInceptionDistance', 'x', x);
  checkMatrix('kernelInceptionDistance', 'y', y);
  checkSameColumns('kernelInceptionDistance', x, y);
  const kernel = (a: MatrixLike, i: number, b: MatrixLike, j: number): number => cube(dot(a, i, b, j) / a.columns + 1);
  const mean = (a: MatrixLike, b: MatrixLike): number => {
    const same = a === b;
    let sum = 0;
    for (let i = 0; i < a.rows; i++) for (let j = 0; j < b.rows; j++) if (!same || i !== j) sum += kernel(a, i, b, j);
    return sum / (a.rows * (same ? b.rows - 1 : b.rows));
  };
  return mean(x, x) + mean(y, y) - 2 * mean(x, y);
}
