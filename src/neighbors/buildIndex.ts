import type { DenseMatrix } from '../data';
import { allRows, groupRows } from './groupRows';
import { NeighborIndex } from './neighborIndex';

export interface IndexOptions {
  /**
   * The group of each point (a section, an image): neighbors are of one group, and points whose group is below 0 are
   * nobody's. Default: all points are one group.
   */
  groups?: Int32Array | undefined;
  /** The points that can be neighbors, by row. Default: all. */
  candidates?: ArrayLike<number> | undefined;
}

/**
 * An index for exact neighbor searches by Euclidean distance: build it once, query it often.
 *
 * ```ts
 * const index = buildIndex(points, { groups: section, candidates: observed });
 * const near = index.nearest(masked, 16); // [masked.length, 16] rows of points
 * index.within(30).forEach((point, neighbors, squares, found) => …);
 * ```
 *
 * @param points [n, dimensions], finite
 */
export function buildIndex(points: DenseMatrix, { groups, candidates }: IndexOptions = {}): NeighborIndex {
  const rows = candidates ?? allRows(points.rows);
  const members = groups ? groupRows(groups, rows) : new Map(rows.length > 0 ? [[0, Int32Array.from(rows)]] : []);
  return new NeighborIndex(points, groups, members);
}
