import type { DenseMatrix } from '../data';

/** Bins for each point at most; beyond it memory goes into empty bins. */
const MAX_BINS = 2;
/** Points whose neighbors are visited together: what is written of them, a few MB, stays in a processor's cache. */
const POINTS_AT_A_TIME = 2 ** 16;

/** The box around points of the plane. */
export interface Extent {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Points of the plane in the order of the square bins they lie in. */
export class PointBins {
  readonly side: number;
  /** Bins in a row, and rows. */
  readonly across: number;
  readonly down: number;
  readonly left: number;
  readonly top: number;
  /** The first place of each bin, row by row. */
  readonly starts: Int32Array;
  /** Points in the order of their bins; those of a bin in rising order. */
  readonly ids: Int32Array;
  readonly x: Float64Array;
  readonly y: Float64Array;

  /**
   * @param members the rows of `points` that take part
   * @param side wanted for a bin; wider where it would make too many bins
   */
  constructor(points: DenseMatrix, members: Int32Array, extent: Extent, side: number) {
    const { left, right, top, bottom } = extent;
    this.side = Math.max(side, Math.sqrt(((right - left) * (bottom - top)) / (MAX_BINS * members.length)));
    this.left = left;
    this.top = top;
    this.across = Math.floor((right - left) / this.side) + 1;
    this.down = Math.floor((bottom - top) / this.side) + 1;
    this.starts = new Int32Array(this.across * this.down + 1);
    this.ids = new Int32Array(members.length);
    this.x = new Float64Array(members.length);
    this.y = new Float64Array(members.length);
    this.#fill(points.values, members);
  }

  get size(): number {
    return this.ids.length;
  }

  /** How many points share a point's bin, on average. */
  crowding(): number {
    let sum = 0;
    for (let c = 1; c < this.starts.length; c++) sum += (this.starts[c]! - this.starts[c - 1]!) ** 2;
    return sum / this.size;
  }

  /** The column of bins in which an x lies; the nearest one where it is outside. */
  columnOf(x: number): number {
    return Math.max(0, Math.min(this.across - 1, Math.floor((x - this.left) / this.side)));
  }

  /** The row of bins in which a y lies; the nearest one where it is outside. */
  rowOf(y: number): number {
    return Math.max(0, Math.min(this.down - 1, Math.floor((y - this.top) / this.side)));
  }

  /** Calls back with the place of each point, and the column and the row of its bin: bin by bin, for some points at a time. */
  walk(visit: (place: number, column: number, row: number) => void): void {
    const order = this.#byRange();
    for (let o = 0; o < this.size; o++) {
      const place = order ? order[o]! : o;
      visit(place, this.columnOf(this.x[place]!), this.rowOf(this.y[place]!));
    }
  }

  /** Places by ranges of points, in each range in their order; undefined where there is one range. */
  #byRange(): Int32Array | undefined {
    const { ids } = this;
    let last = 0;
    for (let p = 0; p < ids.length; p++) last = Math.max(last, ids[p]!);
    const ranges = Math.floor(last / POINTS_AT_A_TIME) + 1;
    if (ranges === 1) return undefined;
    const next = new Int32Array(ranges + 1);
    for (let p = 0; p < ids.length; p++) next[Math.floor(ids[p]! / POINTS_AT_A_TIME) + 1]!++;
    for (let r = 1; r <= ranges; r++) next[r]! += next[r - 1]!;
    const order = new Int32Array(ids.length);
    for (let p = 0; p < ids.length; p++) order[next[Math.floor(ids[p]! / POINTS_AT_A_TIME)]!++] = p;
    return order;
  }

  #fill(values: ArrayLike<number>, members: Int32Array): void {
    const { across, starts } = this;
    const bins = new Int32Array(members.length);
    for (let i = 0; i < members.length; i++) {
      const at = 2 * members[i]!;
      bins[i] = this.rowOf(values[at + 1]!) * across + this.columnOf(values[at]!);
      starts[bins[i]! + 1]!++;
    }
    for (let c = 1; c < starts.length; c++) starts[c]! += starts[c - 1]!;
    const next = starts.slice();
    for (let i = 0; i < members.length; i++) {
      const place = next[bins[i]!]!++;
      this.ids[place] = members[i]!;
      this.x[place] = values[2 * members[i]!]!;
      this.y[place] = values[2 * members[i]! + 1]!;
    }
  }
}

/** The box around some points of the plane. */
export function extentOf({ values }: DenseMatrix, members: Int32Array): Extent {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < members.length; i++) {
    const x = values[2 * members[i]!]!;
    const y = values[2 * members[i]! + 1]!;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  return { left, right, top, bottom };
}
