import { type EventLoopYielder, SharedArena, type SharedArray } from '../wasm';

/** Sweeps for an eigenvalue; three are usual. */
const MOST_SWEEPS = 60;

/** Eigenvalues of a symmetric tridiagonal matrix, largest first, and parts of their vectors. */
export interface TridiagonalPairs {
  values: Float64Array;
  /** For each eigenvalue its vector: all entries, or the last one only [count, entries], row-major. */
  vectors: Float64Array;
  entries: number;
}

/**
 * Eigenpairs by the implicit QL method (Dubrulle, Martin and Wilkinson 1968).
 *
 * @param diagonal n values
 * @param beside the values next to the diagonal; the first n - 1 count
 * @param wanted all entries of the vectors, or their last entries only, which is faster by n
 */
export async function tridiagonalPairs(
  diagonal: readonly number[],
  beside: readonly number[],
  wanted: 'all' | 'last',
  yielder: EventLoopYielder,
): Promise<TridiagonalPairs> {
  const n = diagonal.length;
  const entries = wanted === 'all' ? n : 1;
  const d = Float64Array.from(diagonal);
  const e = Float64Array.from({ length: n }, (_, i) => (i + 1 < n ? beside[i]! : 0));
  const turned = new TurnedRows(n, entries);
  const z = turned.values;
  for (let i = 0; i < n; i++) if (wanted === 'all') z[i * n + i] = 1;
  if (wanted === 'last') z[n - 1] = 1;
  for (let l = 0; l < n; l++) {
    for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      const m = splitAfter(d, e, l);
      if (m === l) break;
      sweepQl(d, e, turned, l, m);
      if (yielder.due) await yielder.yieldToEventLoop();
    }
  }
  const order = Int32Array.from(d, (_, i) => i).sort((i, j) => d[j]! - d[i]!);
  const vectors = new Float64Array(n * entries);
  order.forEach((i, place) => vectors.set(z.subarray(i * entries, (i + 1) * entries), place * entries));
  return { values: Float64Array.from(order, (i) => d[i]!), vectors, entries };
}

/** The first row from l on whose value beside the diagonal is nothing next to it. */
function splitAfter(d: Float64Array, e: Float64Array, l: number): number {
  let m = l;
  while (m < d.length - 1) {
    const size = Math.abs(d[m]!) + Math.abs(d[m + 1]!);
    if (Math.abs(e[m]!) <= Number.EPSILON * size) break;
    m++;
  }
  return m;
}

/** One implicit QL step on rows l to m, with Wilkinson's shift; turns the vectors along. */
function sweepQl(d: Float64Array, e: Float64Array, z: TurnedRows, l: number, m: number): void {
  const half = (d[l + 1]! - d[l]!) / (2 * e[l]!);
  const root = Math.hypot(half, 1);
  let g = d[m]! - d[l]! + e[l]! / (half + (half >= 0 ? root : -root));
  let [sine, cosine, shift] = [1, 1, 0];
  for (let i = m - 1; i >= l; i--) {
    const f = sine * e[i]!;
    const b = cosine * e[i]!;
    const length = Math.sqrt(f * f + g * g);
    e[i + 1] = length;
    if (length === 0) {
      d[i + 1]! -= shift;
      e[m] = 0;
      return z.turn(m - 1, m - 1 - i);
    }
    sine = f / length;
    cosine = g / length;
    const before = d[i + 1]! - shift;
    const turn = (d[i]! - before) * sine + 2 * cosine * b;
    shift = sine * turn;
    d[i + 1] = before + shift;
    g = cosine * turn - b;
    z.note(m - 1 - i, cosine, sine);
  }
  d[l]! -= shift;
  e[l] = g;
  e[m] = 0;
  z.turn(m - 1, m - l);
}

/** Rows [n, entries] that turn in neighboring pairs, those of a sweep at once. */
class TurnedRows {
  readonly #arena = new SharedArena();
  readonly #rows: SharedArray<Float64Array>;
  readonly #turns: SharedArray<Float64Array>;
  readonly #entries: number;

  constructor(n: number, entries: number) {
    this.#entries = entries;
    this.#rows = this.#arena.f64(n * entries);
    this.#turns = this.#arena.f64(2 * n);
  }

  get values(): Float64Array {
    return this.#rows.values;
  }

  note(turn: number, cosine: number, sine: number): void {
    this.#turns.values[2 * turn] = cosine;
    this.#turns.values[2 * turn + 1] = sine;
  }

  /** Turns what was noted: rows `from` and the one behind it first, then each pair before. */
  turn(from: number, count: number): void {
    if (count > 0) this.#arena.kernels['rotateRows']!(this.#rows.at, this.#turns.at, from, count, this.#entries);
  }
}
