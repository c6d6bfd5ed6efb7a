import type { SparseMatrix } from '../../data';
import type { Draws } from '../../random';

/** 1 / (1 + a d^2b): how much points at distance d in the picture belong together. */
export interface UmapCurve {
  a: number;
  b: number;
}

/** Random points that push a point away for each edge that pulls it; as umap-learn. */
const PUSHES = 5;
/** The longest step along an axis; as umap-learn. */
const LONGEST = 4;

/** Moves points along the edges of a graph, one epoch at a time (McInnes, Healy and Melville 2018, algorithm 5). */
export class UmapLayout {
  /** [n, 2], row-major; changed by every step. */
  readonly points: Float64Array;
  epoch = 0;
  readonly #curve: UmapCurve;
  readonly #epochs: number;
  readonly #draws: Draws;
  readonly #to: Int32Array;
  readonly #from: Int32Array;
  /** Epochs from one use of an edge to the next, and the epoch of the next use; the same of its pushes. */
  readonly #every: Float64Array;
  readonly #next: Float64Array;
  readonly #nextPush: Float64Array;

  constructor(graph: SparseMatrix, start: Float64Array, curve: UmapCurve, epochs: number, draws: Draws) {
    this.points = start;
    this.#curve = curve;
    this.#epochs = epochs;
    this.#draws = draws;
    let most = 0;
    for (const weight of graph.values) most = Math.max(most, weight);
    const to: number[] = [];
    const from: number[] = [];
    const every: number[] = [];
    for (let i = 0; i < graph.rows; i++) {
      for (let e = graph.indptr[i]!; e < graph.indptr[i + 1]!; e++) {
        // An edge that would not be used once in all epochs is left out.
        if (graph.values[e]! < most / epochs || graph.indices[e] === i) continue;
        to.push(i);
        from.push(graph.indices[e]!);
        every.push(most / graph.values[e]!);
      }
    }
    this.#to = Int32Array.from(to);
    this.#from = Int32Array.from(from);
    this.#every = Float64Array.from(every);
    this.#next = this.#every.slice();
    this.#nextPush = this.#every.map((gap) => gap / PUSHES);
  }

  /** One epoch: every edge whose turn it is pulls its ends together and pushes random points away. */
  step(): void {
    const now = ++this.epoch;
    const rate = 1 - (now - 1) / this.#epochs;
    const count = this.points.length / 2;
    for (let e = 0; e < this.#to.length; e++) {
      if (this.#next[e]! > now) continue;
      const i = this.#to[e]!;
      this.#pull(i, this.#from[e]!, rate);
      this.#next[e]! += this.#every[e]!;
      const gap = this.#every[e]! / PUSHES;
      const pushes = Math.floor((now - this.#nextPush[e]!) / gap);
      for (let p = 0; p < pushes; p++) this.#push(i, this.#draws.below(count), rate);
      this.#nextPush[e]! += pushes * gap;
    }
  }

  #pull(i: number, j: number, rate: number): void {
    const { points } = this;
    const { a, b } = this.#curve;
    const x = points[2 * i]! - points[2 * j]!;
    const y = points[2 * i + 1]! - points[2 * j + 1]!;
    const square = x * x + y * y;
    if (square === 0) return;
    const power = Math.pow(square, b);
    const force = (-2 * a * b * power) / square / (a * power + 1);
    const stepX = rate * clipped(force * x);
    const stepY = rate * clipped(force * y);
    points[2 * i]! += stepX;
    points[2 * i + 1]! += stepY;
    points[2 * j]! -= stepX;
    points[2 * j + 1]! -= stepY;
  }

  #push(i: number, k: number, rate: number): void {
    if (i === k) return;
    const { points } = this;
    const { a, b } = this.#curve;
    const x = points[2 * i]! - points[2 * k]!;
    const y = points[2 * i + 1]! - points[2 * k + 1]!;
    const square = x * x + y * y;
    if (square === 0) return;
    const force = (2 * b) / ((0.001 + square) * (a * Math.pow(square, b) + 1));
    points[2 * i]! += rate * clipped(force * x);
    points[2 * i + 1]! += rate * clipped(force * y);
  }
}

function clipped(value: number): number {
  return value > LONGEST ? LONGEST : value < -LONGEST ? -LONGEST : value;
}

/**
 * The curve that comes nearest to 1 up to `minDistance` and exp(-(d - minDistance) / spread) beyond, at 300 distances up to
 * 3 spreads: least squares by Gauss and Newton's method, damped (Levenberg 1944).
 */
export function fitCurve(spread: number, minDistance: number): UmapCurve {
  const distances = Float64Array.from({ length: 300 }, (_, i) => (3 * spread * i) / 299);
  const wanted = distances.map((d) => (d < minDistance ? 1 : Math.exp(-(d - minDistance) / spread)));
  const errorOf = (a: number, b: number): number =>
    distances.reduce((sum, d, i) => sum + (1 / (1 + a * d ** (2 * b)) - wanted[i]!) ** 2, 0);
  let [a, b, damping] = [1, 1, 1e-3];
  for (let round = 0; round < 200; round++) {
    const step = newtonStep(distances, wanted, a, b, damping);
    const better = a + step.a > 0 && b + step.b > 0 && errorOf(a + step.a, b + step.b) < errorOf(a, b);
    damping = better ? damping / 3 : damping * 5;
    if (better) [a, b] = [a + step.a, b + step.b];
    if (Math.hypot(step.a, step.b) < 1e-10) break;
  }
  return { a, b };
}

function newtonStep(distances: Float64Array, wanted: Float64Array, a: number, b: number, damping: number): UmapCurve {
  let [aa, ab, bb, ra, rb] = [0, 0, 0, 0, 0];
  distances.forEach((d, i) => {
    if (d === 0) return;
    const power = d ** (2 * b);
    const value = 1 / (1 + a * power);
    const byA = -power * value * value;
    const byB = 2 * a * Math.log(d) * byA;
    const rest = wanted[i]! - value;
    aa += byA * byA;
    ab += byA * byB;
    bb += byB * byB;
    ra += byA * rest;
    rb += byB * rest;
  });
  const [p, q] = [aa * (1 + damping), bb * (1 + damping)];
  const determinant = p * q - ab * ab;
  return { a: (ra * q - rb * ab) / determinant, b: (rb * p - ra * ab) / determinant };
}
