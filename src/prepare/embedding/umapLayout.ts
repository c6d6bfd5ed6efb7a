import type { SparseMatrix } from '../../data';
import type { Random } from '../../random';
import type { UmapCurve } from './umapCurve';
import { powerTable } from './powerTable';

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
  readonly #power: (x: number) => number;
  readonly #epochs: number;
  readonly #draws: Random;
  /** How many of the edges' places are taken. */
  #edges = 0;
  readonly #to: Int32Array;
  readonly #from: Int32Array;
  /** Epochs from one use of an edge to the next, and the epoch of the next use; the same of its pushes. */
  readonly #every: Float64Array;
  readonly #next: Float64Array;
  readonly #nextPush: Float64Array;

  constructor(graph: SparseMatrix, start: Float64Array, curve: UmapCurve, epochs: number, draws: Random) {
    this.points = start;
    this.#curve = curve;
    this.#power = powerTable(curve.b);
    this.#epochs = epochs;
    this.#draws = draws;
    let most = 0;
    for (const weight of graph.values) most = Math.max(most, weight);
    this.#to = new Int32Array(graph.stored);
    this.#from = new Int32Array(graph.stored);
    this.#every = new Float64Array(graph.stored);
    for (let i = 0; i < graph.rows; i++) {
      for (let e = graph.indptr[i]!; e < graph.indptr[i + 1]!; e++) {
        // An edge that would not be used once in all epochs is left out.
        if (graph.values[e]! < most / epochs || graph.indices[e] === i) continue;
        this.#to[this.#edges] = i;
        this.#from[this.#edges] = graph.indices[e]!;
        this.#every[this.#edges++] = most / graph.values[e]!;
      }
    }
    this.#next = this.#every.slice();
    this.#nextPush = this.#every.map((gap) => gap / PUSHES);
  }

  /** One epoch: every edge whose turn it is pulls its ends together and pushes random points away. */
  step(): void {
    const now = ++this.epoch;
    const rate = 1 - (now - 1) / this.#epochs;
    const [next, every, nextPush] = [this.#next, this.#every, this.#nextPush];
    for (let e = 0; e < this.#edges; e++) {
      if (next[e]! > now) continue;
      const i = this.#to[e]!;
      this.#pull(i, this.#from[e]!, rate);
      next[e]! += every[e]!;
      const gap = every[e]! / PUSHES;
      const pushes = Math.floor((now - nextPush[e]!) / gap);
      this.#push(i, pushes, rate);
      nextPush[e]! += pushes * gap;
    }
  }

  #pull(i: number, j: number, rate: number): void {
    const { points } = this;
    const { a, b } = this.#curve;
    const x = points[2 * i]! - points[2 * j]!;
    const y = points[2 * i + 1]! - points[2 * j + 1]!;
    const square = x * x + y * y;
    if (square === 0) return;
    const power = this.#power(square);
    const force = (-2 * a * b * power) / (square * (a * power + 1));
    const stepX = rate * clipped(force * x);
    const stepY = rate * clipped(force * y);
    points[2 * i]! += stepX;
    points[2 * i + 1]! += stepY;
    points[2 * j]! -= stepX;
    points[2 * j + 1]! -= stepY;
  }

  /** Pushes a point away from random ones. */
  #push(i: number, pushes: number, rate: number): void {
    const { points } = this;
    const { a, b } = this.#curve;
    const [draws, power, count] = [this.#draws, this.#power, points.length / 2];
    let [ownX, ownY] = [points[2 * i]!, points[2 * i + 1]!];
    for (let p = 0; p < pushes; p++) {
      const k = draws.integer(0, count);
      if (k === i) continue;
      const x = ownX - points[2 * k]!;
      const y = ownY - points[2 * k + 1]!;
      const square = x * x + y * y;
      if (square === 0) continue;
      const force = (2 * b) / ((0.001 + square) * (a * power(square) + 1));
      ownX += rate * clipped(force * x);
      ownY += rate * clipped(force * y);
    }
    points[2 * i] = ownX;
    points[2 * i + 1] = ownY;
  }
}

function clipped(value: number): number {
  return value > LONGEST ? LONGEST : value < -LONGEST ? -LONGEST : value;
}
