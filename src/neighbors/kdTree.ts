import type { DenseMatrix } from '../data';
import { NearestList } from './nearestList';
import type { GroupSearch, VisitNeighbors } from './types';

/** Points in a leaf: below it, looking at all of them is faster than going down further. */
const LEAF = 12;

/**
 * A k-d tree over points of two or three (or a few more) dimensions, for exact nearest neighbors and radius searches.
 * Halves are split at their median along their widest side; of points at equal distance the one of the lower index wins.
 */
export class KdTree implements GroupSearch {
  readonly #dims: number;
  /** Indices of the points, in tree order. */
  readonly #ids: Int32Array;
  /** Coordinates in tree order. */
  readonly #coords: Float64Array;
  /** The axis along which the half around each middle is split. */
  readonly #axis: Uint8Array;
  /** Coordinates of the place that is searched around. */
  readonly #query: Float64Array;

  /** @param members the rows of `points` that take part */
  constructor(points: DenseMatrix, members: Int32Array) {
    this.#dims = points.columns;
    this.#query = new Float64Array(points.columns);
    this.#ids = members.slice();
    this.#coords = new Float64Array(members.length * points.columns);
    for (let i = 0; i < members.length; i++) this.#coords.set(points.row(members[i]!), i * points.columns);
    this.#axis = new Uint8Array(members.length);
    this.#build(0, members.length - 1);
  }

  /** The number of points in it. */
  get size(): number {
    return this.#ids.length;
  }

  /** Visits each point with its k nearest others, nearest first. */
  forEachNearest(k: number, visit: VisitNeighbors): void {
    const list = new NearestList(k);
    for (let i = 0; i < this.size; i++) {
      list.start(this.#ids[i]!);
      this.#startAt(i);
      this.#nearest(list, 0, this.size - 1);
      visit(this.#ids[i]!, list.ids, list.keys, list.found);
    }
  }

  /** Fills the list with the points that are nearest to a place. */
  nearestTo(place: ArrayLike<number>, list: NearestList): void {
    for (let c = 0; c < this.#dims; c++) this.#query[c] = place[c]!;
    this.#nearest(list, 0, this.size - 1);
  }

  /** Visits each point with all others at most `radius` apart. */
  forEachWithin(radius: number, visit: VisitNeighbors): void {
    const limit = radius * radius;
    let [ids, squares, found] = [new Int32Array(64), new Float64Array(64), 0];
    for (let i = 0; i < this.size; i++) {
      const point = this.#ids[i]!;
      found = 0;
      this.#startAt(i);
      this.#within(limit, 0, this.size - 1, (neighbor, square) => {
        if (neighbor === point) return;
        if (found === ids.length) {
          ids = Int32Array.from({ length: 2 * found }, (_, e) => ids[e] ?? 0);
          squares = Float64Array.from({ length: 2 * found }, (_, e) => squares[e] ?? 0);
        }
        ids[found] = neighbor;
        squares[found++] = square;
      });
      visit(point, ids, squares, found);
    }
  }

  #startAt(place: number): void {
    const from = place * this.#dims;
    for (let c = 0; c < this.#dims; c++) this.#query[c] = this.#coords[from + c]!;
  }

  #nearest(list: NearestList, left: number, right: number): void {
    if (right - left < LEAF) {
      for (let i = left; i <= right; i++) list.offer(this.#ids[i]!, this.#square(i));
      return;
    }
    const middle = (left + right) >> 1;
    const axis = this.#axis[middle]!;
    const apart = this.#query[axis]! - this.#coords[middle * this.#dims + axis]!;
    if (apart <= 0) this.#nearest(list, left, middle - 1);
    else this.#nearest(list, middle + 1, right);
    if (apart * apart > list.worst) return;
    list.offer(this.#ids[middle]!, this.#square(middle));
    if (apart <= 0) this.#nearest(list, middle + 1, right);
    else this.#nearest(list, left, middle - 1);
  }

  #within(limit: number, left: number, right: number, visit: (id: number, square: number) => void): void {
    if (right - left < LEAF) {
      for (let i = left; i <= right; i++) {
        const square = this.#square(i);
        if (square <= limit) visit(this.#ids[i]!, square);
      }
      return;
    }
    const middle = (left + right) >> 1;
    const axis = this.#axis[middle]!;
    const apart = this.#query[axis]! - this.#coords[middle * this.#dims + axis]!;
    const near = apart * apart <= limit;
    if (apart <= 0 || near) this.#within(limit, left, middle - 1, visit);
    if (near) {
      const square = this.#square(middle);
      if (square <= limit) visit(this.#ids[middle]!, square);
    }
    if (apart >= 0 || near) this.#within(limit, middle + 1, right, visit);
  }

  #square(place: number): number {
    const [query, coords, dims] = [this.#query, this.#coords, this.#dims];
    let sum = 0;
    for (let c = 0, at = place * dims; c < dims; c++) {
      const apart = query[c]! - coords[at + c]!;
      sum += apart * apart;
    }
    return sum;
  }

  #build(left: number, right: number): void {
    if (right - left < LEAF) return;
    const middle = (left + right) >> 1;
    const axis = this.#widest(left, right);
    this.#axis[middle] = axis;
    this.#select(left, right, middle, axis);
    this.#build(left, middle - 1);
    this.#build(middle + 1, right);
  }

  #widest(left: number, right: number): number {
    const [coords, dims] = [this.#coords, this.#dims];
    let [best, width] = [0, -1];
    for (let c = 0; c < dims; c++) {
      let [low, high] = [Infinity, -Infinity];
      for (let at = left * dims + c; at <= right * dims + c; at += dims) {
        const value = coords[at]!;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      if (high - low > width) [best, width] = [c, high - low];
    }
    return best;
  }

  /** Hoare's selection: afterwards no point left of `place` lies beyond it along the axis, none right of it before. */
  #select(left: number, right: number, place: number, axis: number): void {
    const [coords, dims] = [this.#coords, this.#dims];
    const value = (i: number): number => coords[i * dims + axis]!;
    while (left < right) {
      const pivot = middleOf(value(left), value((left + right) >> 1), value(right));
      let [i, j] = [left, right];
      while (i <= j) {
        while (value(i) < pivot) i++;
        while (value(j) > pivot) j--;
        if (i <= j) this.#swap(i++, j--);
      }
      if (place <= j) right = j;
      else if (place >= i) left = i;
      else return;
    }
  }

  #swap(i: number, j: number): void {
    const [ids, coords, dims] = [this.#ids, this.#coords, this.#dims];
    const id = ids[i]!;
    ids[i] = ids[j]!;
    ids[j] = id;
    for (let c = 0; c < dims; c++) {
      const value = coords[i * dims + c]!;
      coords[i * dims + c] = coords[j * dims + c]!;
      coords[j * dims + c] = value;
    }
  }
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
