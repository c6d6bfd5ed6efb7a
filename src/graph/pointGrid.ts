import type { DenseMatrix } from '../data';
import { NearestSearch } from './nearestSearch';
import type { VisitNeighbours } from './rowGraph';

/** Points of a cell, about, in a search for the nearest. */
const USUAL = 2;
/** Cells for each point at most; beyond it memory goes into empty cells. */
const MOST_CELLS = 2;
/** Where a point shares its cell with more than this many on average, the points are too uneven for a grid. */
const CROWD = 24;

/**
 * Points of the plane in square cells, for exact searches: faster than a tree where points lie about evenly, as cells in
 * tissue do.
 */
export class PointGrid {
  readonly #side: number;
  readonly #across: number;
  readonly #down: number;
  readonly #left: number;
  readonly #top: number;
  /** The first place of each cell, row by row. */
  readonly #starts: Int32Array;
  /** Points in the order of their cells. */
  readonly #ids: Int32Array;
  readonly #x: Float64Array;
  readonly #y: Float64Array;

  private constructor(points: DenseMatrix, members: Int32Array, side: number | undefined) {
    const { left, right, top, bottom } = extentOf(points, members);
    const area = (right - left) * (bottom - top);
    const least = Math.sqrt(area / (MOST_CELLS * members.length));
    // A little wider than a radius, so that rounding brings no point within it two cells away.
    this.#side = Math.max(side ? side * (1 + 1e-9) : Math.sqrt((USUAL * area) / members.length), least);
    this.#left = left;
    this.#top = top;
    this.#across = Math.floor((right - left) / this.#side) + 1;
    this.#down = Math.floor((bottom - top) / this.#side) + 1;
    this.#starts = new Int32Array(this.#across * this.#down + 1);
    this.#ids = new Int32Array(members.length);
    this.#x = new Float64Array(members.length);
    this.#y = new Float64Array(members.length);
    this.#fill(points, members);
  }

  /**
   * A grid, or undefined where the points do not suit one: not in the plane, or too uneven.
   *
   * @param radius of the searches; without it cells are made for nearest neighbours
   */
  static of(points: DenseMatrix, members: Int32Array, radius?: number): PointGrid | undefined {
    if (points.columns !== 2 || members.length < 64 || radius === 0) return undefined;
    const { left, right, top, bottom } = extentOf(points, members);
    const [width, height] = [right - left, bottom - top];
    const area = width * height;
    if (!(area > 0 && area < Infinity) || Math.max(width, height) > 1e4 * Math.min(width, height)) return undefined;
    const grid = new PointGrid(points, members, radius);
    return grid.#crowd() <= CROWD + (radius === undefined ? 0 : grid.#wanted(radius, area)) ? grid : undefined;
  }

  /** Visits each point with its k nearest others, nearest first; of equal distances the lower index wins. */
  nearest(k: number, visit: VisitNeighbours): void {
    const search = new NearestSearch(k);
    for (let row = 0; row < this.#down; row++) {
      for (let column = 0; column < this.#across; column++) {
        const cell = row * this.#across + column;
        for (let p = this.#starts[cell]!; p < this.#starts[cell + 1]!; p++)
          this.#nearestOf(p, column, row, search, visit);
      }
    }
  }

  /** Visits each point with all others at most `radius` apart; the radius is the one the grid was made for. */
  within(radius: number, visit: VisitNeighbours): void {
    const limit = radius * radius;
    let [ids, squares] = [new Int32Array(64), new Float64Array(64)];
    const [across, starts, x, y] = [this.#across, this.#starts, this.#x, this.#y];
    for (let p = 0, cell = 0; p < this.#ids.length; p++) {
      while (p >= starts[cell + 1]!) cell++;
      const column = cell % across;
      const row = (cell - column) / across;
      let found = 0;
      for (let r = Math.max(0, row - 1); r <= Math.min(this.#down - 1, row + 1); r++) {
        const from = starts[r * across + Math.max(0, column - 1)]!;
        const to = starts[r * across + Math.min(across - 1, column + 1) + 1]!;
        if (found + to - from > ids.length) {
          ids = grown(ids, new Int32Array(2 * (found + to - from)));
          squares = grown(squares, new Float64Array(ids.length));
        }
        for (let q = from; q < to; q++) {
          const [right, down] = [x[q]! - x[p]!, y[q]! - y[p]!];
          const square = right * right + down * down;
          if (square > limit || q === p) continue;
          ids[found] = this.#ids[q]!;
          squares[found++] = square;
        }
      }
      visit(this.#ids[p]!, ids, squares, found);
    }
  }

  /** Looks at rings of cells around a point until none can hold a nearer one. */
  #nearestOf(p: number, column: number, row: number, search: NearestSearch, visit: VisitNeighbours): void {
    search.start(this.#ids[p]!);
    const side = this.#side;
    const right = this.#x[p]! - this.#left - column * side;
    const down = this.#y[p]! - this.#top - row * side;
    const inside = Math.max(0, Math.min(right, side - right, down, side - down));
    const rings = Math.max(this.#across, this.#down);
    for (let ring = 0; ring < rings; ring++) {
      const away = ring > 0 ? inside + (ring - 1) * side : 0;
      if (away * away * (1 - 1e-9) > search.worst) break;
      this.#searchRing(p, column, row, ring, search);
    }
    visit(this.#ids[p]!, search.ids, search.squares, search.found);
  }

  #searchRing(p: number, column: number, row: number, ring: number, search: NearestSearch): void {
    const [low, high] = [Math.max(0, column - ring), Math.min(this.#across - 1, column + ring)];
    for (let r = Math.max(0, row - ring); r <= Math.min(this.#down - 1, row + ring); r++) {
      if (r === row - ring || r === row + ring) this.#offerCells(p, r, low, high, search);
      else {
        if (column - ring >= 0) this.#offerCells(p, r, column - ring, column - ring, search);
        if (column + ring < this.#across) this.#offerCells(p, r, column + ring, column + ring, search);
      }
    }
  }

  /** Offers the points of neighbouring cells of a row. */
  #offerCells(p: number, row: number, first: number, last: number, search: NearestSearch): void {
    const [x, y] = [this.#x, this.#y];
    const end = this.#starts[row * this.#across + last + 1]!;
    for (let q = this.#starts[row * this.#across + first]!; q < end; q++) {
      const [right, down] = [x[q]! - x[p]!, y[q]! - y[p]!];
      const square = right * right + down * down;
      if (square <= search.worst) search.offer(this.#ids[q]!, square);
    }
  }

  #fill(points: DenseMatrix, members: Int32Array): void {
    const cells = new Int32Array(members.length);
    for (let i = 0; i < members.length; i++) {
      const at = 2 * members[i]!;
      const column = Math.min(this.#across - 1, Math.floor((points.values[at]! - this.#left) / this.#side));
      const row = Math.min(this.#down - 1, Math.floor((points.values[at + 1]! - this.#top) / this.#side));
      cells[i] = row * this.#across + column;
      this.#starts[cells[i]! + 1]!++;
    }
    for (let c = 1; c < this.#starts.length; c++) this.#starts[c]! += this.#starts[c - 1]!;
    const next = this.#starts.slice();
    for (let i = 0; i < members.length; i++) {
      const place = next[cells[i]!]!++;
      this.#ids[place] = members[i]!;
      this.#x[place] = points.values[2 * members[i]!]!;
      this.#y[place] = points.values[2 * members[i]! + 1]!;
    }
  }

  /** How many points share a point's cell, on average. */
  #crowd(): number {
    let sum = 0;
    for (let c = 1; c < this.#starts.length; c++) sum += (this.#starts[c]! - this.#starts[c - 1]!) ** 2;
    return sum / this.#ids.length;
  }

  /** How many points an even cell of this side would hold, with some room. */
  #wanted(radius: number, area: number): number {
    return 8 * this.#ids.length * Math.min(1, (radius * radius) / area);
  }
}

function extentOf(points: DenseMatrix, members: Int32Array): Record<'left' | 'right' | 'top' | 'bottom', number> {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < members.length; i++) {
    const x = points.values[2 * members[i]!]!;
    const y = points.values[2 * members[i]! + 1]!;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  return { left, right, top, bottom };
}

function grown<T extends Int32Array | Float64Array>(old: T, fresh: T): T {
  fresh.set(old);
  return fresh;
}
