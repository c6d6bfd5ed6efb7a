import { checkMatrix, checkSameColumns } from './checks';
import { meanOverPairs, squaredDistance } from './distances';
import type { MatrixLike } from './types';

/**
 * The energy distance of two samples of points: 2 E|X - Y| - E|X - X'| - E|Y - Y'|, means over all ordered pairs, a point
 * with itself included, without a root (Szekely and Rizzo 2013). 0 for equal samples.
 *
 * @param x points [n, d]
 * @param y points [m, d]
 * @throws TissuebookError 'shape-mismatch'
 */
export function energyDistance(x: MatrixLike, y: MatrixLike): number {
  checkMatrix('energyDistance', 'x', x);
  checkMatrix('energyDistance', 'y', y);
  checkSameColumns('energyDistance', x, y);
  const mean = (a: MatrixLike, b: MatrixLike): number =>
    meanOverPairs(a, b, (i, j) => Math.sqrt(squaredDistance(a, i, b, j)));
  return 2 * mean(x, y) - mean(x, x) - mean(y, y);
}
