import type { DenseMatrix } from '../data';

/** Points in a leaf: below it, looking at all of them is faster than going down further. */
const LEAF = 12;

/**
 * A k-d tree over points of two or three (or a few more) dimensions, for exact nearest neighbours and radius searches.
 * Halves are split at their median along their widest side; of points at equal distance the one of the lower index wins.
 */
export class KdTree {
  readonly #dims: number;
  /** Indices of the points, in tree order. */
  readonly #ids: Int32Array;
  /** Coordinates in tree order. */
  readonly #coords: Float64Array;
  /** The axis along which the half around each middle is split. */
  readonly #axis: Uint8Array;

  /** @param members the rows of `points` that take part */
  constructor(points: DenseMatrix, members: Int32Array) {
    this.#dims = points.columns;
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

  /**
   * The k nearest other points of every point.
   *
   * @param visit called for each point with its index and its neighbours, nearest first: indices and squared distances,
   *   of which the first `found` count; both arrays are used again
   */
  nearest(
    k: number,
    visit: (point: number, neighbours: Int32Array, squares: Float64Array, found: number) => void,
  ): void {
    const search = new NearestSearch(k);
    for (let i = 0; i < this.size; i++) {
      search.start(this.#ids[i]!);
      this.#nearest(search, i * this.#dims, 0, this.size - 1);
      visit(this.#ids[i]!, search.ids, search.squares, search.found);
    }
  }

  /** Calls `visit` with every ordered pair of points at most `radius` apart, and the square of their distance. */
  within(radius: number, visit: (point: number, neighbour: number, square: number) => void): void {
    const limit = radius * radius;
    for (let i = 0; i < this.size; i++) {
      const point = this.#ids[i]!;
      this.#within(i * this.#dims, limit, 0, this.size - 1, (neighbour, square) => {
        if (neighbour !== point) visit(point, neighbour, square);
      });
    }
  }

  #nearest(search: NearestSearch, query: number, left: number, right: number): void {
    const [coords, dims] = [this.#coords, this.#dims];
    if (right - left < LEAF) {
      for (let i = left; i <= right; i++) search.offer(this.#ids[i]!, this.#square(query, i));
      return;
    }
    const middle = (left + right) >> 1;
    const axis = this.#axis[middle]!;
    const apart = coords[query + axis]! - coords[middle * dims + axis]!;
    if (apart <= 0) this.#nearest(search, query, left, middle - 1);
    else this.#nearest(search, query, middle + 1, right);
    if (apart * apart > search.worst) return;
    search.offer(this.#ids[middle]!, this.#square(query, middle));
    if (apart <= 0) this.#nearest(search, query, middle + 1, right);
    else this.#nearest(search, query, left, middle - 1);
  }

  #within(
    query: number,
    limit: number,
    left: number,
    right: number,
    visit: (id: number, square: number) => void,
  ): void {
    if (right - left < LEAF) {
      for (let i = left; i <= right; i++) {
        const square = this.#square(query, i);
        if (square <= limit) visit(this.#ids[i]!, square);
      }
      return;
    }
    const middle = (left + right) >> 1;
    const axis = this.#axis[middle]!;
    const apart = this.#coords[query + axis]! - this.#coords[middle * this.#dims + axis]!;
    const near = apart * apart <= limit;
    if (apart <= 0 || near) this.#within(query, limit, left, middle - 1, visit);
    if (near) {
      const square = this.#square(query, middle);
      if (square <= limit) visit(this.#ids[middle]!, square);
    }
    if (apart >= 0 || near) this.#within(query, limit, middle + 1, right, visit);
  }

  #square(query: number, place: number): number {
    const [coords, dims] = [this.#coords, this.#dims];
    let sum = 0;
    for (let c = 0, at = place * dims; c < dims; c++) {
      const apart = coords[query + c]! - coords[at + c]!;
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

/** The k best candidates so far, in order. */
class NearestSearch {
  readonly ids: Int32Array;
  readonly squares: Float64Array;
  found = 0;
  /** The square of the distance beyond which nothing is wanted any more. */
  worst = Infinity;
  #self = -1;

  constructor(k: number) {
    this.ids = new Int32Array(k);
    this.squares = new Float64Array(k);
  }

  start(self: number): void {
    this.#self = self;
    this.found = 0;
    this.worst = this.ids.length > 0 ? Infinity : -1;
  }

  offer(id: number, square: number): void {
    if (square > this.worst || id === this.#self) return;
    const { ids, squares } = this;
    const full = this.found === ids.length;
    if (full && square === this.worst && id > ids[ids.length - 1]!) return;
    let at = full ? ids.length - 1 : this.found++;
    while (at > 0 && (squares[at - 1]! > square || (squares[at - 1] === square && ids[at - 1]! > id))) {
      squares[at] = squares[at - 1]!;
      ids[at] = ids[at - 1]!;
      at--;
    }
    squares[at] = square;
    ids[at] = id;
    if (this.found === ids.length) this.worst = squares[ids.length - 1]!;
  }
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
