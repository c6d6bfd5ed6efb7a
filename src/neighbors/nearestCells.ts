import type { DenseMatrix } from '../data';

/**
 * For each query cell its `k` nearest candidates in the plane, nearest first, of the same section; equal distances go
 * to the lower cell number. Exact: a grid over the candidates is searched ring by ring.
 *
 * @param points positions of all cells [cells, 2 or 3]; a third coordinate counts in the distances
 * @param section section number of each cell
 * @returns [queries, k] cell numbers, row-major; -1 where a section has fewer candidates
 */
export function nearestCells(
  points: DenseMatrix,
  section: Int32Array,
  candidates: ArrayLike<number>,
  queries: ArrayLike<number>,
  k: number,
): Int32Array {
  const out = new Int32Array(queries.length * k).fill(-1);
  const grids = new Map<number, Grid>();
  for (const [number, members] of bySection(section, candidates)) grids.set(number, new Grid(points, members));
  for (let q = 0; q < queries.length; q++) {
    const found = grids.get(section[queries[q]!]!)?.nearest(queries[q]!, k);
    if (found) out.set(found, q * k);
  }
  return out;
}

function bySection(section: Int32Array, cells: ArrayLike<number>): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (let c = 0; c < cells.length; c++) {
    const group = groups.get(section[cells[c]!]!);
    if (group) group.push(cells[c]!);
    else groups.set(section[cells[c]!]!, [cells[c]!]);
  }
  return groups;
}

/** Cells sorted into square bins of about three cells. */
class Grid {
  readonly #points: DenseMatrix;
  readonly #low: [number, number];
  readonly #side: number;
  readonly #size: [number, number];
  readonly #starts: Int32Array;
  readonly #members: Int32Array;

  constructor(points: DenseMatrix, cells: readonly number[]) {
    this.#points = points;
    const [x, y] = [0, 1].map((axis) => extent(points, cells, axis)) as [[number, number], [number, number]];
    this.#low = [x[0], y[0]];
    const [width, height] = [x[1] - x[0], y[1] - y[0]];
    const longest = Math.max(width, height);
    // On a line, or at one point, the area says nothing: then as many bins along the longest side.
    const side = Math.max(Math.sqrt((3 * width * height) / cells.length), (3 * longest) / cells.length);
    this.#side = side > 0 ? side : 1;
    this.#size = [Math.floor(width / this.#side) + 1, Math.floor(height / this.#side) + 1];
    this.#starts = new Int32Array(this.#size[0] * this.#size[1] + 1);
    const bins = Int32Array.from(cells, (cell) => this.#bin(cell, 0) + this.#size[0] * this.#bin(cell, 1));
    for (const bin of bins) this.#starts[bin + 1]!++;
    for (let b = 1; b < this.#starts.length; b++) this.#starts[b]! += this.#starts[b - 1]!;
    const next = this.#starts.slice();
    this.#members = new Int32Array(cells.length);
    cells.forEach((cell, at) => (this.#members[next[bins[at]!]!++] = cell));
  }

  #bin(cell: number, axis: 0 | 1): number {
    const bin = Math.floor((this.#points.get(cell, axis) - this.#low[axis]) / this.#side);
    return Math.min(Math.max(bin, 0), this.#size[axis] - 1);
  }

  nearest(query: number, k: number): number[] {
    const [column, row] = [this.#bin(query, 0), this.#bin(query, 1)];
    const best: { cell: number; distance: number }[] = [];
    const rings = Math.max(this.#size[0], this.#size[1]);
    for (let ring = 0; ring <= rings; ring++) {
      // Whatever lies outside of the rings so far is at least this far away.
      if (best.length === k && best[k - 1]!.distance < this.#outside(query, column, row, ring - 1)) break;
      this.#visit(column, row, ring, (cell) => offer(best, k, cell, this.#distance(query, cell)));
    }
    return best.map(({ cell }) => cell);
  }

  /** The distance from the query to the border of the square of bins up to `ring`. */
  #outside(query: number, column: number, row: number, ring: number): number {
    const [x, y] = [this.#points.get(query, 0) - this.#low[0], this.#points.get(query, 1) - this.#low[1]];
    const left = x - (column - ring) * this.#side;
    const right = (column + ring + 1) * this.#side - x;
    const below = y - (row - ring) * this.#side;
    const above = (row + ring + 1) * this.#side - y;
    return Math.min(left, right, below, above);
  }

  #visit(column: number, row: number, ring: number, each: (cell: number) => void): void {
    const [columns, rows] = this.#size;
    for (let r = Math.max(0, row - ring); r <= Math.min(rows - 1, row + ring); r++) {
      const edge = Math.abs(r - row) === ring;
      for (let c = column - ring; c <= column + ring; c += edge || ring === 0 ? 1 : 2 * ring) {
        if (c < 0 || c >= columns) continue;
        const bin = c + columns * r;
        for (let m = this.#starts[bin]!; m < this.#starts[bin + 1]!; m++) each(this.#members[m]!);
      }
    }
  }

  #distance(a: number, b: number): number {
    let squared = 0;
    for (let axis = 0; axis < this.#points.columns; axis++) {
      squared += (this.#points.get(a, axis) - this.#points.get(b, axis)) ** 2;
    }
    return Math.sqrt(squared);
  }
}

/** Keeps the k nearest, sorted by distance, then by number. */
function offer(best: { cell: number; distance: number }[], k: number, cell: number, distance: number): void {
  if (best.length === k && !before(cell, distance, best[k - 1]!)) return;
  let at = best.length === k ? k - 1 : best.length;
  while (at > 0 && before(cell, distance, best[at - 1]!)) at--;
  if (best.length === k) best.pop();
  best.splice(at, 0, { cell, distance });
}

function before(cell: number, distance: number, other: { cell: number; distance: number }): boolean {
  return distance < other.distance || (distance === other.distance && cell < other.cell);
}

function extent(points: DenseMatrix, cells: readonly number[], axis: number): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const cell of cells) {
    const value = points.get(cell, axis);
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
