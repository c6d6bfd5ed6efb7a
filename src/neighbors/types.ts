import type { NearestList } from './nearestList';

/**
 * Is given a point's neighbors and the squares of their distances, of which the first `found` count; both arrays are used
 * again.
 */
export type VisitNeighbors = (point: number, neighbors: Int32Array, squares: Float64Array, found: number) => void;

/** The neighbors of each point of an index, without the point itself. */
export interface NeighborSearch {
  /** The number of neighbors of each point [points], 0 for those that are not in the index; undefined where that is not known before the search. */
  counts(): Int32Array | undefined;
  /** Visits each point of the index with its neighbors, in any order of points. */
  forEach(visit: VisitNeighbors): void;
}

/** The k nearest other rows of each row. */
export interface NearestRows {
  /** [rows, k] row-major, nearest first, the lower index first among equals. */
  indices: Int32Array;
  /** Euclidean distances [rows, k]. */
  distances: Float64Array;
  /** Of an approximate search: the share of the true neighbors that were found, measured on some rows. */
  recall?: number;
}

/**
 * How neighbors are searched: 'exact'; 'approximate', which may miss some; 'auto': approximate from so many rows on that comparing all pairs
 * would take minutes.
 */
export type SearchMethod = 'auto' | 'exact' | 'approximate';

/** Searches among the points of one group. */
export interface GroupSearch {
  /** Visits each point with its k nearest others, nearest first. */
  forEachNearest(k: number, visit: VisitNeighbors): void;
  /** Fills the list with the points that are nearest to a place. */
  nearestTo(place: ArrayLike<number>, list: NearestList): void;
}
