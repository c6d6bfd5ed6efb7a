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
  if (x.columns === 1) return alongALine(x.values, y.values);
  const mean = (a: MatrixLike, b: MatrixLike): number =>
    meanOverPairs(a, b, (i, j) => Math.sqrt(squaredDistance(a, i, b, j)));
  return 2 * mean(x, y) - mean(x, x) - mean(y, y);
}

/** The same of numbers: twice the area under the squared difference of their distribution functions, without a look at all pairs. */
function alongALine(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const [a, b] = [Float64Array.from(x).sort(), Float64Array.from(y).sort()];
  // What is no number comes last.
  if (Number.isNaN(a.at(-1)! + b.at(-1)!)) return NaN;
  let [i, j, area] = [0, 0, 0];
  let before = Math.min(a[0], b[0]);
  while (i < a.length || j < b.length) {
    const value = Math.min(a[i] ?? Infinity, b[j] ?? Infinity);
    area += (i / a.length - j / b.length) ** 2 * (value - before);
    before = value;
    while (a[i] === value) i++;
    while (b[j] === value) j++;
  }
  return 2 * area;
}
