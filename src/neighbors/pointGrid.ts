import type { DenseMatrix } from '../data';
import { NearestList } from './nearestList';
import { extentOf, PointBins } from './pointBins';
import type { GroupSearch, VisitNeighbors } from './types';

/** Points of a bin, about, in a search for the nearest. */
const POINTS_PER_BIN = 2;
/** Where a point shares its bin with more than this many on average, the points are too uneven for a grid. */
const MAX_CROWDING = 24;

/**
 * Exact searches among points of the plane in square bins: faster than a tree where points lie about evenly, as cells in
 * tissue do.
 */
export class PointGrid implements GroupSearch {
  readonly #bins: PointBins;

  private constructor(bins: PointBins) {
    this.#bins = bins;
  }

  /**
   * A grid, or undefined where the points do not suit one: not in the plane, or too uneven.
   *
   * @param radius of the searches; without it bins are made for nearest neighbors
   */
  static of(points: DenseMatrix, members: Int32Array, radius?: number): PointGrid | undefined {
    if (points.columns !== 2 || members.length < 64 || radius === 0) return undefined;
    const extent = extentOf(points, members);
    const [width, height] = [extent.right - extent.left, extent.bottom - extent.top];
    const area = width * height;
    if (!(area > 0 && area < Infinity) || Math.max(width, height) > 1e4 * Math.min(width, height)) return undefined;
    const n = members.length;
    // A little wider than a radius, so that rounding brings no point within it two bins away.
    const side = radius ? radius * (1 + 1e-9) : Math.sqrt((POINTS_PER_BIN * area) / n);
    const bins = new PointBins(points, members, extent, side);
    // How many points an even bin of a radius would hold, with some room.
    const wanted = radius ? 8 * n * Math.min(1, (radius * radius) / area) : 0;
    return bins.crowding() <= MAX_CROWDING + wanted ? new PointGrid(bins) : undefined;
  }

  /** Visits each point with its k nearest others, nearest first; of equal distances the lower index wins. */
  forEachNearest(k: number, visit: VisitNeighbors): void {
    const list = new NearestList(k);
    const { ids, x, y } = this.#bins;
    this.#bins.walk((p, column, row) => {
      list.start(ids[p]!);
      this.#nearestOf(x[p]!, y[p]!, column, row, list);
      visit(ids[p]!, list.ids, list.keys, list.found);
    });
  }

  /** Fills the list with the points that are nearest to a place, which may lie outside of the grid. */
  nearestTo(place: ArrayLike<number>, list: NearestList): void {
    const [x, y] = [place[0]!, place[1]!];
    this.#nearestOf(x, y, this.#bins.columnOf(x), this.#bins.rowOf(y), list);
  }

  /** Adds to `degrees` how many others each point has at most `radius` apart; the radius is the one the grid was made for. */
  countWithin(radius: number, degrees: Int32Array): void {
    const limit = radius * radius;
    const { ids, starts, across, down } = this.#bins;
    const own = new Int32Array(ids.length);
    for (let row = 0; row < down; row++) {
      for (let column = 0; column < across; column++) {
        const bin = row * across + column;
        const right = Math.min(across - 1, column + 1);
        const below = (row + 1) * across;
        for (let p = starts[bin]!; p < starts[bin + 1]!; p++) {
          this.#countPairs(p, p + 1, starts[row * across + right + 1]!, limit, own);
          if (row + 1 === down) continue;
          this.#countPairs(p, starts[below + Math.max(0, column - 1)]!, starts[below + right + 1]!, limit, own);
        }
      }
    }
    for (let p = 0; p < ids.length; p++) degrees[ids[p]!]! += own[p]!;
  }

  /** Visits each point with all others at most `radius` apart; the radius is the one the grid was made for. */
  forEachWithin(radius: number, visit: VisitNeighbors): void {
    const limit = radius * radius;
    let [ids, squares] = [new Int32Array(64), new Float64Array(64)];
    const { starts, across, down } = this.#bins;
    this.#bins.walk((p, column, row) => {
      let found = 0;
      for (let r = Math.max(0, row - 1); r <= Math.min(down - 1, row + 1); r++) {
        const from = starts[r * across + Math.max(0, column - 1)]!;
        const to = starts[r * across + Math.min(across - 1, column + 1) + 1]!;
        if (found + to - from > ids.length) {
          ids = grown(ids, new Int32Array(2 * (found + to - from)));
          squares = grown(squares, new Float64Array(ids.length));
        }
        if (r === row) {
          found = this.#takeWithin(p, from, p, limit, ids, squares, found);
          found = this.#takeWithin(p, p + 1, to, limit, ids, squares, found);
        } else found = this.#takeWithin(p, from, to, limit, ids, squares, found);
      }
      visit(this.#bins.ids[p]!, ids, squares, found);
    });
  }

  /** Counts the pairs of a point and those of a range; in these loops a branch that is right every third time is dear. */
  #countPairs(p: number, from: number, to: number, limit: number, own: Int32Array): void {
    const { x, y } = this.#bins;
    const atX = x[p]!;
    const atY = y[p]!;
    let found = 0;
    for (let q = from; q < to; q++) {
      const right = x[q]! - atX;
      const down = y[q]! - atY;
      const near = Number(right * right + down * down <= limit);
      own[q]! += near;
      found += near;
    }
    own[p]! += found;
  }

  /** Puts those of a range that are within the limit behind what was found; the number of both. */
  #takeWithin(
    p: number,
    from: number,
    to: number,
    limit: number,
    ids: Int32Array,
    squares: Float64Array,
    found: number,
  ): number {
    const { x, y, ids: all } = this.#bins;
    const atX = x[p]!;
    const atY = y[p]!;
    for (let q = from; q < to; q++) {
      const right = x[q]! - atX;
      const down = y[q]! - atY;
      const square = right * right + down * down;
      ids[found] = all[q]!;
      squares[found] = square;
      found += Number(square <= limit);
    }
    return found;
  }

  /** Looks at rings of bins around a place until none can hold a nearer point. */
  #nearestOf(x: number, y: number, column: number, row: number, list: NearestList): void {
    const { left, top, side, across, down } = this.#bins;
    const inColumn = x - left - column * side;
    const inRow = y - top - row * side;
    const inside = Math.max(0, Math.min(inColumn, side - inColumn, inRow, side - inRow));
    const rings = Math.max(across, down);
    for (let ring = 0; ring < rings; ring++) {
      const away = ring > 0 ? inside + (ring - 1) * side : 0;
      if (away * away * (1 - 1e-9) > list.worst) break;
      this.#searchRing(x, y, column, row, ring, list);
    }
  }

  #searchRing(x: number, y: number, column: number, row: number, ring: number, list: NearestList): void {
    const { across, down } = this.#bins;
    const [low, high] = [Math.max(0, column - ring), Math.min(across - 1, column + ring)];
    for (let r = Math.max(0, row - ring); r <= Math.min(down - 1, row + ring); r++) {
      if (r === row - ring || r === row + ring) this.#offerBins(x, y, r, low, high, list);
      else {
        if (column - ring >= 0) this.#offerBins(x, y, r, column - ring, column - ring, list);
        if (column + ring < across) this.#offerBins(x, y, r, column + ring, column + ring, list);
      }
    }
  }

  /** Offers the points of neighboring bins of a row. */
  #offerBins(atX: number, atY: number, row: number, first: number, last: number, list: NearestList): void {
    const { ids, x, y, starts, across } = this.#bins;
    const end = starts[row * across + last + 1]!;
    for (let q = starts[row * across + first]!; q < end; q++) {
      const right = x[q]! - atX;
      const down = y[q]! - atY;
      const square = right * right + down * down;
      if (square <= list.worst) list.offer(ids[q]!, square);
    }
  }
}

function grown<T extends Int32Array | Float64Array>(old: T, fresh: T): T {
  fresh.set(old);
  return fresh;
}
