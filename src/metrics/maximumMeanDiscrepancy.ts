import { exactMath } from '../exactMath';
import { checkOptions, listOf, number } from '../options';
import { checkMatrix, checkSameColumns } from './checks';
import { meanOverPairs, squaredDistance } from './distances';
import type { MatrixLike } from './types';

export interface MaximumMeanDiscrepancyOptions {
  /** Widths of the kernels exp(-gamma |a - b|^2), over which the mean is taken. 2, 1, 0.5, 0.1, 0.01, 0.005. */
  gammas?: readonly number[];
}

/**
 * The squared maximum mean discrepancy of two samples of points under Gaussian kernels:
 * mean k(X, X) + mean k(Y, Y) - 2 mean k(X, Y), a point with itself included (Gretton et al. 2012, equation 5).
 *
 * @param x points [n, d]
 * @param y points [m, d]
 * @throws TissuebookError 'shape-mismatch'
 */
export function maximumMeanDiscrepancy(
  x: MatrixLike,
  y: MatrixLike,
  options: MaximumMeanDiscrepancyOptions = {},
): number {
  checkMatrix('maximumMeanDiscrepancy', 'x', x);
  checkMatrix('maximumMeanDiscrepancy', 'y', y);
  checkOptions('maximumMeanDiscrepancy', options, { gammas: listOf(number(0)) });
  const { gammas = [2, 1, 0.5, 0.1, 0.01, 0.005] } = options;
  checkSameColumns('maximumMeanDiscrepancy', x, y);
  const mean = (a: MatrixLike, b: MatrixLike): number =>
    meanOverPairs(a, b, (i, j) => {
      const square = squaredDistance(a, i, b, j);
      let sum = 0;
      for (const gamma of gammas) sum += exactMath.exp(-gamma * square);
      return sum / gammas.length;
    });
  return mean(x, x) + mean(y, y) - 2 * mean(x, y);
}
