import type { DenseMatrix } from '../../data';
import { linearAssignment } from '../../linalg';
import { lloyd, meansOf } from './kMeans';

/**
 * Clusters that follow vectors which have moved: k-means from the means of the clusters as they were, and each new cluster gets the
 * name of the old one with which it shares the most cells, one to one (linear assignment).
 *
 * @param x [cells, columns] @param before the cluster of each cell as it was, 0 to k - 1; -1 where none is known
 * @param options.rounds of k-means at most. 300
 * @returns the cluster of each cell, 0 to k - 1
 */
export function followClusters(
  x: DenseMatrix,
  before: Int32Array,
  k: number,
  { rounds = 300 }: { rounds?: number } = {},
): Int32Array {
  const { codes } = lloyd(x, meansOf(x, before, new Float64Array(k * x.columns)), k, rounds);
  const shared = new Float64Array(k * k);
  codes.forEach((code, cell) => before[cell]! >= 0 && shared[code * k + before[cell]!]!++);
  const named = linearAssignment({ rows: k, columns: k, values: shared });
  return codes.map((code) => named[code]!);
}
