import { type SharedArray, SharedArena, type EventLoopYielder } from '../wasm';
import { TissuebookError } from '../errors';
import { Random } from '../random';
import { type TridiagonalPairs, tridiagonalPairs } from './tridiagonal';
import { addScaled, dot } from './vectors';

/** A symmetric matrix known by what it does: writes its product with `vector` into `out`. */
export type SymmetricProduct = (vector: Float64Array, out: Float64Array) => void;

/** Eigenpairs, the largest value first; `vectors[i]` has length 1. */
export interface Eigenpairs {
  values: Float64Array;
  vectors: Float64Array[];
}

/** Which pairs are sought. */
export interface EigenpairsWanted {
  /** Rows of the matrix. */
  size: number;
  /** How many pairs, at most `size`. */
  count: number;
  /** Of the first direction. */
  seed: number;
  /** A pair is found when what its vector misses is this small a part of the largest value. 1e-9. */
  tolerance?: number;
}

/** A new direction shorter than this part of the largest value is rounding: the space is exhausted. */
const NOTHING = 1e-13;
/** By how much the space grows before the pairs are looked at again. */
const GROWTH = 1.15;
/** A direction that lost more than this of its length is made orthogonal again, because of rounding (Daniel et al. 1976). */
const LOST = 0.7;

/**
 * The largest eigenvalues of a symmetric matrix and their vectors, by Lanczos's method with full reorthogonalization
 * (Golub and Van Loan 2013, chapter 10): exact to rounding, for some products with the matrix.
 *
 * @throws TissuebookError 'not-finite' when a product is not finite, 'aborted'
 */
export async function largestEigenpairs(
  product: SymmetricProduct,
  { size, count, seed, tolerance = 1e-9 }: EigenpairsWanted,
  yielder: EventLoopYielder,
): Promise<Eigenpairs> {
  const basis = new Basis(size, new Random(seed));
  const diagonal: number[] = [];
  const beside: number[] = [];
  let scale = 0;
  for (let next = Math.min(size, 2 * count + 20); ; next = Math.min(size, Math.ceil(GROWTH * next))) {
    while (diagonal.length < next) {
      const step = basis.extend(product, beside.at(-1) ?? 0, NOTHING * scale);
      diagonal.push(step.along);
      beside.push(step.beyond);
      scale = Math.max(scale, Math.abs(step.along), step.beyond);
      if (!Number.isFinite(scale)) throw notFinite();
      if (yielder.due) await yielder.yieldToEventLoop(diagonal.length, next);
    }
    const { values, vectors } = await tridiagonalPairs(diagonal, beside, 'last', yielder);
    const limit = tolerance * Math.max(Math.abs(values[0]!), Number.MIN_VALUE);
    const missed = vectors.subarray(0, count).map((last) => Math.abs(beside[next - 1]! * last));
    if (next === size || missed.every((miss) => miss <= limit)) break;
  }
  return toPairs(await tridiagonalPairs(diagonal, beside, 'all', yielder), basis, count);
}

/** Directions of length 1 that are orthogonal to each other. */
class Basis {
  readonly size: number;
  readonly #arena = new SharedArena();
  readonly #draws: Random;
  readonly #directions: SharedArray<Float64Array>[] = [];

  constructor(size: number, draws: Random) {
    this.size = size;
    this.#draws = draws;
    this.#addRandom();
  }

  direction(place: number): Float64Array {
    return this.#directions.at(place)!.values;
  }

  /**
   * Takes the product with the last direction in as the next one; gives the row of the tridiagonal matrix that belongs to the
   * last one.
   *
   * @param backward the value beside the diagonal in the row before
   * @param nothing a length that is rounding
   */
  extend(product: SymmetricProduct, backward: number, nothing: number): { along: number; beyond: number } {
    const last = this.direction(-1);
    const fresh = this.#arena.f64(this.size);
    product(last, fresh.values);
    const along = dot(last, fresh.values);
    addScaled(fresh.values, last, -along);
    if (backward > 0) addScaled(fresh.values, this.direction(-2), -backward);
    const beyond = this.#orthogonalize(fresh);
    if (this.#directions.length === this.size) return { along, beyond: 0 };
    if (!(beyond > nothing)) {
      this.#addRandom(fresh);
      return { along, beyond: Number.isNaN(beyond) ? NaN : 0 };
    }
    this.#add(fresh, beyond);
    return { along, beyond };
  }

  #add(fresh: SharedArray<Float64Array>, length: number): void {
    for (let i = 0; i < this.size; i++) fresh.values[i]! /= length;
    this.#directions.push(fresh);
  }

  #addRandom(place = this.#arena.f64(this.size)): void {
    for (;;) {
      for (let i = 0; i < this.size; i++) place.values[i] = this.#draws.uniform() - 0.5;
      const length = this.#orthogonalize(place);
      if (length > 1e-6) return this.#add(place, length);
    }
  }

  /** Takes the parts along the basis off a vector, again where rounding asks for it; returns the length of what is left. */
  #orthogonalize({ at, values }: SharedArray<Float64Array>): number {
    let length = Math.sqrt(dot(values, values));
    if (this.#directions.length === 0) return length;
    const [first, second] = this.#directions;
    const stride = second ? second.at - first!.at : 0;
    for (let round = 0; round < 3; round++) {
      const before = length;
      this.#arena.kernels.orthogonalize!(at, first!.at, stride, this.#directions.length, this.size);
      length = Math.sqrt(dot(values, values));
      if (length > LOST * before) break;
    }
    return length;
  }
}

function toPairs(found: TridiagonalPairs, basis: Basis, count: number): Eigenpairs {
  const vectors = Array.from({ length: count }, (_, i) => {
    const vector = new Float64Array(basis.size);
    for (let b = 0; b < found.entries; b++) {
      addScaled(vector, basis.direction(b), found.vectors[i * found.entries + b]!);
    }
    return vector;
  });
  return { values: found.values.slice(0, count), vectors };
}

function notFinite(): TissuebookError {
  return new TissuebookError('not-finite', 'The matrix holds values that are not numbers, or too large ones.', {
    argument: 'X',
    advice: 'Leave such cells or genes out first.',
  });
}
