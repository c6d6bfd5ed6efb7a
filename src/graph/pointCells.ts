import type { DenseMatrix } from '../data';

/** Cells for each point at most; beyond it memory goes into empty cells. */
const MOST_CELLS = 2;
/** Nodes whose rows are written together: what the rows take, a few MB, stays in a processor's cache. */
const NODES_AT_A_TIME = 2 ** 16;

/** The box around points of the plane. */
export interface Extent {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Points of the plane in the order of the square cells they lie in. */
export class PointCells {
  readonly side: number;
  /** Cells in a row, and rows. */
  readonly across: number;
  readonly down: number;
  readonly left: number;
  readonly top: number;
  /** The first place of each cell, row by row. */
  readonly starts: Int32Array;
  /** Points in the order of their cells; those of a cell in rising order. */
  readonly ids: Int32Array;
  readonly x: Float64Array;
  readonly y: Float64Array;

  /**
   * @param members the rows of `points` that take part
   * @param side wanted for a cell; wider where it would make too many cells
   */
  constructor(points: DenseMatrix, members: Int32Array, extent: Extent, side: number) {
    const { left, right, top, bottom } = extent;
    this.side = Math.max(side, Math.sqrt(((right - left) * (bottom - top)) / (MOST_CELLS * members.length)));
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

  /** How many points share a point's cell, on average. */
  crowd(): number {
    let sum = 0;
    for (let c = 1; c < this.starts.length; c++) sum += (this.starts[c]! - this.starts[c - 1]!) ** 2;
    return sum / this.size;
  }

  /** Calls back with the place of each point, and the column and the row of its cell: cell by cell, for some nodes at a time. */
  walk(visit: (place: number, column: number, row: number) => void): void {
    const order = this.#byNodes();
    const { across, left, top, side } = this;
    for (let o = 0; o < this.size; o++) {
      const place = order ? order[o]! : o;
      const column = Math.min(across - 1, Math.floor((this.x[place]! - left) / side));
      visit(place, column, Math.min(this.down - 1, Math.floor((this.y[place]! - top) / side)));
    }
  }

  /** Places by ranges of nodes, in each range in their order; undefined where there is one range. */
  #byNodes(): Int32Array | undefined {
    const { ids } = this;
    let last = 0;
    for (let p = 0; p < ids.length; p++) last = Math.max(last, ids[p]!);
    const ranges = Math.floor(last / NODES_AT_A_TIME) + 1;
    if (ranges === 1) return undefined;
    const next = new Int32Array(ranges + 1);
    for (let p = 0; p < ids.length; p++) next[Math.floor(ids[p]! / NODES_AT_A_TIME) + 1]!++;
    for (let r = 1; r <= ranges; r++) next[r]! += next[r - 1]!;
    const order = new Int32Array(ids.length);
    for (let p = 0; p < ids.length; p++) order[next[Math.floor(ids[p]! / NODES_AT_A_TIME)]!++] = p;
    return order;
  }

  #fill(values: ArrayLike<number>, members: Int32Array): void {
    const { across, down, left, top, side, starts } = this;
    const cells = new Int32Array(members.length);
    for (let i = 0; i < members.length; i++) {
      const at = 2 * members[i]!;
      const column = Math.min(across - 1, Math.floor((values[at]! - left) / side));
      const row = Math.min(down - 1, Math.floor((values[at + 1]! - top) / side));
      cells[i] = row * across + column;
      starts[cells[i]! + 1]!++;
    }
    for (let c = 1; c < starts.length; c++) starts[c]! += starts[c - 1]!;
    const next = starts.slice();
    for (let i = 0; i < members.length; i++) {
      const place = next[cells[i]!]!++;
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
