/**
 * The k nearest candidates so far: nearest first, the lower id first among equals. Compared are squares of distances, or
 * distances (`rounded`), of which more are equal: squares that differ in their last digit have the same root.
 */
export class NearestList {
  readonly ids: Int32Array;
  /** Squares of distances; distances if `rounded`. */
  readonly keys: Float64Array;
  found = 0;
  /** The squared distance beyond which nothing enters any more. */
  worst = Infinity;
  readonly #rounded: boolean;
  #excluded = -1;

  constructor(k: number, rounded = false) {
    this.ids = new Int32Array(k);
    this.keys = new Float64Array(k);
    this.#rounded = rounded;
  }

  /** Empties the list. @param excluded an id that shall not enter; -1 for none */
  start(excluded: number): void {
    this.#excluded = excluded;
    this.found = 0;
    this.worst = this.ids.length > 0 ? Infinity : -1;
  }

  offer(id: number, square: number): void {
    if (square > this.worst || id === this.#excluded) return;
    const { ids, keys } = this;
    const last = ids.length - 1;
    const key = this.#rounded ? Math.sqrt(square) : square;
    const full = this.found === ids.length;
    if (full && (key > keys[last]! || (key === keys[last] && id > ids[last]!))) return;
    let at = full ? last : this.found++;
    while (at > 0 && (keys[at - 1]! > key || (keys[at - 1] === key && ids[at - 1]! > id))) {
      keys[at] = keys[at - 1]!;
      ids[at] = ids[at - 1]!;
      at--;
    }
    keys[at] = key;
    ids[at] = id;
    // All squares whose root is the worst distance are less than a few 2^-52 away from its square.
    if (this.found === ids.length)
      this.worst = this.#rounded ? keys[last]! * keys[last]! * (1 + 2 ** -50) : keys[last]!;
  }
}
