import type { DenseMatrix } from '../../data';
import type { EventLoopYielder } from '../../wasm';

/** Places in a leaf: below it, looking at all pairs is faster than going down further. */
const LEAF = 24;
/** Pairs of boxes between two looks at the clock. */
const BETWEEN_LOOKS = 512;
/** Rounding of the distances of boxes, which decide for all pairs in them. */
const SLACK = 1e-12;

/**
 * How many pairs of places are nearer than each of some distances. Boxes of places whose pairs all fall between the same two distances
 * are counted at once, so that neither memory nor, in large tissues, time grows with the square of the number of places.
 *
 * @param points [n, 2] @param distances rising
 * @returns unordered pairs with a distance below each [distances]
 */
export async function pairCounts(
  points: DenseMatrix,
  distances: Float64Array,
  yielder: EventLoopYielder,
): Promise<Float64Array> {
  const boxes = new PlaceBoxes(points);
  const first = firstAbove(distances);
  const counts = new Float64Array(distances.length + 1);
  // Pairs of boxes that are still to be looked at; a box beside itself stands for the pairs within it.
  const waiting: number[] = points.rows > 0 ? [0, 0] : [];
  for (let looked = 1; waiting.length > 0; looked++) {
    const b = waiting.pop()!;
    const a = waiting.pop()!;
    const [near, far] = boxes.distances(a, b);
    const [low, high] = [first(near * (1 - SLACK)), first(far * (1 + SLACK))];
    if (low === high) counts[low]! += boxes.pairs(a, b);
    else if (boxes.isLeaf(a) && boxes.isLeaf(b)) boxes.countPairs(a, b, first, counts);
    else if (a === b) waiting.push(...boxes.halves(a).flatMap((half) => [half, half]), ...boxes.halves(a));
    else if (boxes.isLeaf(b) || (!boxes.isLeaf(a) && boxes.size(a) >= boxes.size(b))) {
      for (const half of boxes.halves(a)) waiting.push(half, b);
    } else for (const half of boxes.halves(b)) waiting.push(a, half);
    if (looked % BETWEEN_LOOKS === 0 && yielder.due) await yielder.yieldToEventLoop();
  }
  for (let at = 1; at < counts.length; at++) counts[at]! += counts[at - 1]!;
  return counts.slice(0, distances.length);
}

/** Gives the place of the first distance above a value, as many as there are for none. */
function firstAbove(distances: Float64Array): (value: number) => number {
  const last = distances.length - 1;
  const perUnit = last > 0 && distances[last]! > distances[0]! ? last / (distances[last]! - distances[0]!) : 0;
  return (value) => {
    if (value >= distances[last]!) return distances.length;
    // Distances are about even: the guess is seldom off by more than one.
    let at = Math.min(last, Math.max(0, Math.floor((value - distances[0]!) * perUnit)));
    while (at > 0 && distances[at - 1]! > value) at--;
    while (distances[at]! <= value) at++;
    return at;
  };
}

/** Places in boxes, each halved along its longer side. Box k holds the places from `#from[k]` on. */
class PlaceBoxes {
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  /** Left, right, top and bottom of each box. */
  readonly #sides: number[] = [];
  /** The first half of each box, the second lies behind it; -1 for a leaf. */
  readonly #half: number[] = [];

  constructor(points: DenseMatrix) {
    this.#x = Float64Array.from({ length: points.rows }, (_, i) => points.get(i, 0));
    this.#y = Float64Array.from({ length: points.rows }, (_, i) => points.get(i, 1));
    this.#add(0, points.rows);
    for (let box = 0; box < this.#from.length; box++) this.#split(box);
  }

  size(box: number): number {
    return this.#to[box]! - this.#from[box]!;
  }

  isLeaf(box: number): boolean {
    return this.#half[box]! < 0;
  }

  halves(box: number): [number, number] {
    return [this.#half[box]!, this.#half[box]! + 1];
  }

  pairs(a: number, b: number): number {
    return a === b ? (this.size(a) * (this.size(a) - 1)) / 2 : this.size(a) * this.size(b);
  }

  /** The least and the greatest distance that places of two boxes may have. */
  distances(a: number, b: number): [number, number] {
    const [near, far] = [
      [0, 0],
      [0, 0],
    ] as [[number, number], [number, number]];
    for (const axis of [0, 1] as const) {
      const [lowA, highA] = [this.#sides[4 * a + 2 * axis]!, this.#sides[4 * a + 2 * axis + 1]!];
      const [lowB, highB] = [this.#sides[4 * b + 2 * axis]!, this.#sides[4 * b + 2 * axis + 1]!];
      near[axis] = Math.max(0, lowB - highA, lowA - highB);
      far[axis] = Math.max(highB - lowA, highA - lowB);
    }
    return [Math.hypot(...near), Math.hypot(...far)];
  }

  countPairs(a: number, b: number, first: (value: number) => number, counts: Float64Array): void {
    const [x, y] = [this.#x, this.#y];
    for (let p = this.#from[a]!; p < this.#to[a]!; p++) {
      for (let q = a === b ? p + 1 : this.#from[b]!; q < this.#to[b]!; q++) {
        const [right, down] = [x[q]! - x[p]!, y[q]! - y[p]!];
        counts[first(Math.sqrt(right * right + down * down))]!++;
      }
    }
  }

  #add(from: number, to: number): void {
    const sides = [Infinity, -Infinity, Infinity, -Infinity];
    for (let p = from; p < to; p++) {
      sides[0] = Math.min(sides[0]!, this.#x[p]!);
      sides[1] = Math.max(sides[1]!, this.#x[p]!);
      sides[2] = Math.min(sides[2]!, this.#y[p]!);
      sides[3] = Math.max(sides[3]!, this.#y[p]!);
    }
    this.#from.push(from);
    this.#to.push(to);
    this.#sides.push(...sides);
    this.#half.push(-1);
  }

  #split(box: number): void {
    const [from, to] = [this.#from[box]!, this.#to[box]!];
    if (to - from <= LEAF) return;
    const [left, right, top, bottom] = this.#sides.slice(4 * box, 4 * box + 4);
    const middle = (from + to) >> 1;
    if (right! - left! >= bottom! - top!) selectMiddle(this.#x, this.#y, from, to - 1, middle);
    else selectMiddle(this.#y, this.#x, from, to - 1, middle);
    this.#half[box] = this.#from.length;
    this.#add(from, middle);
    this.#add(middle, to);
  }
}

/** Puts keys below that at `middle` before it and those above behind it, others along with them (Hoare's selection). */
function selectMiddle(keys: Float64Array, others: Float64Array, low: number, high: number, middle: number): void {
  while (low < high) {
    const pivot = keys[(low + high) >> 1]!;
    let [i, j] = [low, high];
    while (i <= j) {
      while (keys[i]! < pivot) i++;
      while (keys[j]! > pivot) j--;
      if (i > j) break;
      [keys[i], keys[j]] = [keys[j]!, keys[i]!];
      [others[i], others[j]] = [others[j]!, others[i]!];
      i++;
      j--;
    }
    if (j < middle) low = i;
    if (middle < i) high = j;
  }
}
