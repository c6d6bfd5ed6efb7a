import type { DenseMatrix } from '../data';
import { NearestSearch } from './nearestSearch';
import { extentOf, PointCells } from './pointCells';
import type { VisitNeighbors } from './rowGraph';

/** Points of a cell, about, in a search for the nearest. */
const USUAL = 2;
/** Where a point shares its cell with more than this many on average, the points are too uneven for a grid. */
const CROWD = 24;

/**
 * Exact searches among points of the plane in square cells: faster than a tree where points lie about evenly, as cells in
 * tissue do.
 */
export class PointGrid {
  readonly #cells: PointCells;

  private constructor(cells: PointCells) {
    this.#cells = cells;
  }

  /**
   * A grid, or undefined where the points do not suit one: not in the plane, or too uneven.
   *
   * @param radius of the searches; without it cells are made for nearest neighbors
   */
  static of(points: DenseMatrix, members: Int32Array, radius?: number): PointGrid | undefined {
    if (points.columns !== 2 || members.length < 64 || radius === 0) return undefined;
    const extent = extentOf(points, members);
    const [width, height] = [extent.right - extent.left, extent.bottom - extent.top];
    const area = width * height;
    if (!(area > 0 && area < Infinity) || Math.max(width, height) > 1e4 * Math.min(width, height)) return undefined;
    const n = members.length;
    // A little wider than a radius, so that rounding brings no point within it two cells away.
    const side = radius ? radius * (1 + 1e-9) : Math.sqrt((USUAL * area) / n);
    const cells = new PointCells(points, members, extent, side);
    // How many points an even cell of a radius would hold, with some room.
    const wanted = radius ? 8 * n * Math.min(1, (radius * radius) / area) : 0;
    return cells.crowd() <= CROWD + wanted ? new PointGrid(cells) : undefined;
  }

  /** Visits each point with its k nearest others, nearest first; of equal distances the lower index wins. */
  nearest(k: number, visit: VisitNeighbors): void {
    const search = new NearestSearch(k);
    this.#cells.walk((p, column, row) => {
      this.#nearestOf(p, column, row, search);
      visit(this.#cells.ids[p]!, search.ids, search.squares, search.found);
    });
  }

  /** Adds to `degrees` how many others each point has at most `radius` apart; the radius is the one the grid was made for. */
  countWithin(radius: number, degrees: Int32Array): void {
    const limit = radius * radius;
    const { ids, starts, across, down } = this.#cells;
    const own = new Int32Array(ids.length);
    for (let row = 0; row < down; row++) {
      for (let column = 0; column < across; column++) {
        const cell = row * across + column;
        const right = Math.min(across - 1, column + 1);
        const below = (row + 1) * across;
        for (let p = starts[cell]!; p < starts[cell + 1]!; p++) {
          this.#countPairs(p, p + 1, starts[row * across + right + 1]!, limit, own);
          if (row + 1 === down) continue;
          this.#countPairs(p, starts[below + Math.max(0, column - 1)]!, starts[below + right + 1]!, limit, own);
        }
      }
    }
    for (let p = 0; p < ids.length; p++) degrees[ids[p]!]! += own[p]!;
  }

  /** Visits each point with all others at most `radius` apart; the radius is the one the grid was made for. */
  within(radius: number, visit: VisitNeighbors): void {
    const limit = radius * radius;
    let [ids, squares] = [new Int32Array(64), new Float64Array(64)];
    const { starts, across, down } = this.#cells;
    this.#cells.walk((p, column, row) => {
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
      visit(this.#cells.ids[p]!, ids, squares, found);
    });
  }

  /** Counts the pairs of a point and those of a range; in these loops a branch that is right every third time is dear. */
  #countPairs(p: number, from: number, to: number, limit: number, own: Int32Array): void {
    const { x, y } = this.#cells;
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
    const { x, y, ids: all } = this.#cells;
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

  /** Looks at rings of cells around a point until none can hold a nearer one. */
  #nearestOf(p: number, column: number, row: number, search: NearestSearch): void {
    const { ids, x, y, left, top, side, across, down } = this.#cells;
    search.start(ids[p]!);
    const inColumn = x[p]! - left - column * side;
    const inRow = y[p]! - top - row * side;
    const inside = Math.max(0, Math.min(inColumn, side - inColumn, inRow, side - inRow));
    const rings = Math.max(across, down);
    for (let ring = 0; ring < rings; ring++) {
      const away = ring > 0 ? inside + (ring - 1) * side : 0;
      if (away * away * (1 - 1e-9) > search.worst) break;
      this.#searchRing(p, column, row, ring, search);
    }
  }

  #searchRing(p: number, column: number, row: number, ring: number, search: NearestSearch): void {
    const { across, down } = this.#cells;
    const [low, high] = [Math.max(0, column - ring), Math.min(across - 1, column + ring)];
    for (let r = Math.max(0, row - ring); r <= Math.min(down - 1, row + ring); r++) {
      if (r === row - ring || r === row + ring) this.#offerCells(p, r, low, high, search);
      else {
        if (column - ring >= 0) this.#offerCells(p, r, column - ring, column - ring, search);
        if (column + ring < across) this.#offerCells(p, r, column + ring, column + ring, search);
      }
    }
  }

  /** Offers the points of neighboring cells of a row. */
  #offerCells(p: number, row: number, first: number, last: number, search: NearestSearch): void {
    const { ids, x, y, starts, across } = this.#cells;
    const end = starts[row * across + last + 1]!;
    for (let q = starts[row * across + first]!; q < end; q++) {
      const [right, down] = [x[q]! - x[p]!, y[q]! - y[p]!];
      const square = right * right + down * down;
      if (square <= search.worst) search.offer(ids[q]!, square);
    }
  }
}

function grown<T extends Int32Array | Float64Array>(old: T, fresh: T): T {
  fresh.set(old);
  return fresh;
}
