import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { TissuebookError } from '../../errors';
import { Draws } from '../../random';

/** A symmetric matrix known by what it does: writes its product with `vector` into `out`. */
export type SymmetricProduct = (vector: Float64Array, out: Float64Array) => void;

/** Eigenpairs, the largest value first; `vectors[i]` has length 1. */
export interface Eigenpairs {
  values: Float64Array;
  vectors: Float64Array[];
}

/** A new direction shorter than this part of the largest value is rounding: the space is exhausted. */
const NOTHING = 1e-13;

/**
 * The largest eigenvalues of a symmetric matrix and their vectors, by Lanczos's method with full reorthogonalisation
 * (Golub and Van Loan 2013, chapter 10): exact to rounding, for a few products with the matrix.
 *
 * @param size rows of the matrix
 * @param count how many pairs, at most `size`
 * @param seed of the first direction
 * @param tolerance a pair is found when what its vector misses is this small a part of the largest value
 * @throws TissuebookError 'not-finite' when a product is not finite
 */
export function largestEigenpairs(
  product: SymmetricProduct,
  size: number,
  count: number,
  seed: number,
  tolerance = 1e-9,
): Eigenpairs {
  const draws = new Draws(seed);
  const basis: Float64Array[] = [randomDirection(size, [], draws)];
  const diagonal: number[] = [];
  const beside: number[] = [];
  let scale = 0;
  for (let next = Math.min(size, 2 * count + 20); ; next = Math.min(size, Math.ceil(1.4 * next))) {
    while (diagonal.length < next) {
      const step = extend(product, basis, draws, NOTHING * scale);
      diagonal.push(step.along);
      beside.push(step.beyond);
      scale = Math.max(scale, Math.abs(step.along), step.beyond);
      if (!Number.isFinite(scale)) throw notFinite();
    }
    const found = ofTridiagonal(diagonal, beside);
    const missed = (i: number): number => Math.abs(beside[next - 1]! * found.vectors.get(next - 1, i));
    const limit = tolerance * Math.max(Math.abs(found.values[0]!), Number.MIN_VALUE);
    if (next === size || Array.from({ length: count }, (_, i) => missed(i)).every((miss) => miss <= limit)) {
      return toPairs(found, basis, size, count);
    }
  }
}

/** Takes one more direction into the basis; gives the row of the tridiagonal matrix that belongs to the last one. */
function extend(
  product: SymmetricProduct,
  basis: Float64Array[],
  draws: Draws,
  nothing: number,
): { along: number; beyond: number } {
  const last = basis.at(-1)!;
  const fresh = new Float64Array(last.length);
  product(last, fresh);
  const along = dot(last, fresh);
  const beyond = orthogonalize(fresh, basis);
  if (basis.length === last.length) return { along, beyond: 0 };
  if (beyond > nothing) {
    for (let i = 0; i < fresh.length; i++) fresh[i]! /= beyond;
    basis.push(fresh);
    return { along, beyond };
  }
  basis.push(randomDirection(last.length, basis, draws));
  return { along, beyond: 0 };
}

/** Takes the parts along the basis off a vector, twice because of rounding; returns the length of what is left. */
function orthogonalize(vector: Float64Array, basis: readonly Float64Array[]): number {
  for (let round = 0; round < 2; round++) {
    for (const direction of basis) {
      const along = dot(vector, direction);
      for (let i = 0; i < vector.length; i++) vector[i]! -= along * direction[i]!;
    }
  }
  return Math.sqrt(dot(vector, vector));
}

function randomDirection(size: number, basis: readonly Float64Array[], draws: Draws): Float64Array {
  for (;;) {
    const vector = Float64Array.from({ length: size }, () => draws.uniform() - 0.5);
    const length = orthogonalize(vector, basis);
    if (length > 1e-6) return vector.map((value) => value / length);
  }
}

function ofTridiagonal(diagonal: number[], beside: number[]): { values: number[]; vectors: Matrix } {
  const n = diagonal.length;
  const matrix = Matrix.zeros(n, n);
  for (let i = 0; i < n; i++) {
    matrix.set(i, i, diagonal[i]!);
    if (i + 1 < n) {
      matrix.set(i, i + 1, beside[i]!);
      matrix.set(i + 1, i, beside[i]!);
    }
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  const order = realEigenvalues.map((_, i) => i).sort((i, j) => realEigenvalues[j]! - realEigenvalues[i]!);
  return {
    values: order.map((i) => realEigenvalues[i]!),
    vectors: eigenvectorMatrix.selection(
      Array.from({ length: n }, (_, i) => i),
      order,
    ),
  };
}

function toPairs(
  found: { values: number[]; vectors: Matrix },
  basis: readonly Float64Array[],
  size: number,
  count: number,
): Eigenpairs {
  const vectors = Array.from({ length: count }, (_, i) => {
    const vector = new Float64Array(size);
    for (let b = 0; b < found.vectors.rows; b++) {
      const weight = found.vectors.get(b, i);
      for (let r = 0; r < size; r++) vector[r]! += weight * basis[b]![r]!;
    }
    return vector;
  });
  return { values: Float64Array.from(found.values.slice(0, count)), vectors };
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function notFinite(): TissuebookError {
  return new TissuebookError('not-finite', 'The matrix holds values that are not numbers, or too large ones.', {
    argument: 'X',
    advice: 'Leave such cells or genes out first.',
  });
}
