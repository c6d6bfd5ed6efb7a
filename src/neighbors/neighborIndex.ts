import type { DenseMatrix } from '../data';
import type { WorkOptions } from '../wasm';
import { KdTree } from './kdTree';
import { NearestList } from './nearestList';
import { nearestRows } from './nearestRows';
import { isApproximate, nearRowsOfMany } from './nearRowsOfMany';
import { PointGrid } from './pointGrid';
import type { GroupSearch, NearestRows, NeighborSearch, SearchMethod } from './types';

/**
 * Points by place, group by group: a grid of square bins where they lie evenly in the plane, else a k-d tree. All answers are
 * exact, and the same from either. Made by `buildIndex`.
 */
export class NeighborIndex {
  readonly #points: DenseMatrix;
  readonly #groups: Int32Array | undefined;
  readonly #members: ReadonlyMap<number, Int32Array>;
  readonly #searches = new Map<number, GroupSearch>();

  constructor(points: DenseMatrix, groups: Int32Array | undefined, members: ReadonlyMap<number, Int32Array>) {
    this.#points = points;
    this.#groups = groups;
    this.#members = members;
  }

  /**
   * The k nearest candidates of each query, nearest first, of its group [queries, k] row-major; -1 where there are fewer. Of
   * equal distances the lower row comes first. A query that is a candidate is its own nearest.
   *
   * @param queries rows of the points; they need not be candidates
   */
  nearest(queries: ArrayLike<number>, k: number): Int32Array {
    const out = new Int32Array(queries.length * k).fill(-1);
    const list = new NearestList(k, true);
    for (let q = 0; q < queries.length; q++) {
      const row = queries[q]!;
      const search = this.#searchOf(this.#groups?.[row] ?? 0);
      if (!search) continue;
      list.start(-1);
      search.nearestTo(this.#points.row(row), list);
      for (let at = 0; at < list.found; at++) out[q * k + at] = list.ids[at]!;
    }
    return out;
  }

  /** The k nearest others of each candidate, nearest first; fewer where its group has fewer. */
  nearestOthers(k: number): NeighborSearch {
    const available = (members: Int32Array): number => Math.max(0, Math.min(k, members.length - 1));
    return {
      counts: () => {
        const counts = new Int32Array(this.#points.rows);
        for (const members of this.#members.values()) for (const row of members) counts[row] = available(members);
        return counts;
      },
      forEach: (visit) => {
        for (const [code, members] of this.#members) {
          this.#searchOf(code)!.forEachNearest(available(members), visit);
          // A search for all is seldom followed by another one; large ones are not kept.
          this.#searches.delete(code);
        }
      },
    };
  }

  /**
   * The k nearest others of each candidate among points of many dimensions, where trees are no help: a WebAssembly kernel in
   * threads. -1, at infinite distance, where a group has fewer and for rows that are no candidates.
   *
   * @param work caller: the function as its user calls it, for errors; method: 'exact' unless given
   * @throws TissuebookError 'aborted', 'out-of-memory'
   */
  async nearestOthersInThreads(
    k: number,
    { caller, method = 'exact', ...options }: WorkOptions & { caller: string; method?: SearchMethod },
  ): Promise<NearestRows> {
    const { rows } = this.#points;
    const search = (points: DenseMatrix, count: number): Promise<NearestRows> =>
      isApproximate(method, points.rows)
        ? nearRowsOfMany(caller, points, count, options)
        : nearestRows(caller, points, count, options);
    const groups = [...this.#members.values()];
    if (groups[0]?.length === rows && k < rows) return search(this.#points, k);
    const indices = new Int32Array(rows * k).fill(-1);
    const distances = new Float64Array(rows * k).fill(Infinity);
    for (const members of groups) {
      const available = Math.min(k, members.length - 1);
      if (available < 1) continue;
      const near = await search(this.#points.takeRows(members), available);
      members.forEach((row, at) => {
        for (let j = 0; j < available; j++) {
          indices[row * k + j] = members[near.indices[at * available + j]!]!;
          distances[row * k + j] = near.distances[at * available + j]!;
        }
      });
    }
    return { indices, distances };
  }

  /** All others of each candidate at most `radius` apart, in the unit of the points. */
  within(radius: number): NeighborSearch {
    const groups = [...this.#members.values()];
    const grids = groups.map((members) => PointGrid.of(this.#points, members, radius));
    const searches = grids.map((grid, at) => grid ?? new KdTree(this.#points, groups[at]!));
    return {
      counts: () => {
        // In bins it is quick to count first; a tree would search twice.
        if (grids.includes(undefined)) return undefined;
        const counts = new Int32Array(this.#points.rows);
        for (const grid of grids) grid!.countWithin(radius, counts);
        return counts;
      },
      forEach: (visit) => {
        for (const search of searches) search.forEachWithin(radius, visit);
      },
    };
  }

  #searchOf(code: number): GroupSearch | undefined {
    const members = this.#members.get(code);
    if (!members) return undefined;
    let search = this.#searches.get(code);
    if (!search)
      this.#searches.set(code, (search = PointGrid.of(this.#points, members) ?? new KdTree(this.#points, members)));
    return search;
  }
}
