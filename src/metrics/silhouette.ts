import { TissuebookError } from '../errors';
import { checkList, checkMatrix, checkNoneMissing, checkPaired } from './checks';
import { encodeLabels } from './contingency';
import { squaredDistance } from './distances';
import type { Labels, MatrixLike } from './types';

/**
 * Rousseeuw's silhouette (1987) of each row: (b - a) / max(a, b), with a the mean distance to its own group and b that to
 * the nearest other group; 0 for the only member of a group. Euclidean; the time grows with the square of the rows.
 *
 * @throws TissuebookError 'shape-mismatch', 'invalid-argument' for less than two groups
 */
export function silhouetteSamples(x: MatrixLike, labels: Labels): Float64Array {
  checkMatrix('silhouetteSamples', 'x', x);
  checkList('silhouetteSamples', 'labels', labels);
  checkPaired('silhouette', { length: x.rows }, labels);
  checkNoneMissing('silhouette', labels, 'labels');
  const { codes, size } = encodeLabels(labels);
  if (size < 2) {
    throw new TissuebookError('invalid-argument', 'silhouette: there is one group only.', {
      argument: 'labels',
      found: size,
      advice: 'It compares groups with each other: two or more are needed.',
    });
  }
  const members = new Float64Array(size);
  for (const code of codes) members[code]!++;
  return Float64Array.from({ length: x.rows }, (_, i) => {
    const sums = new Float64Array(size);
    for (let j = 0; j < x.rows; j++) sums[codes[j]!]! += Math.sqrt(squaredDistance(x, i, x, j));
    const own = codes[i]!;
    if (members[own] === 1) return 0;
    const inside = sums[own]! / (members[own]! - 1);
    const outside = sums.reduce(
      (least, sum, code) => (code === own ? least : Math.min(least, sum / members[code]!)),
      Infinity,
    );
    const larger = Math.max(inside, outside);
    return larger === 0 ? 0 : (outside - inside) / larger;
  });
}

/** The mean silhouette of all rows: near 1 for compact groups far apart, below 0 for mixed ones. */
export function silhouette(x: MatrixLike, labels: Labels): number {
  checkMatrix('silhouette', 'x', x);
  checkList('silhouette', 'labels', labels);
  const samples = silhouetteSamples(x, labels);
  return samples.reduce((sum, value) => sum + value, 0) / samples.length;
}
