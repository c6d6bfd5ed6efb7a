import type { Matrix } from '../../data';
import { largestEigenpairs } from './largestEigenpairs';

/** The leading singular vectors: matrix (with its column means taken off, if centred) ~ scores x components. */
export interface TruncatedSvd {
  /** Left singular vectors times singular values [rows, count], row-major. */
  scores: Float64Array;
  /** The right singular vectors [count, columns], row-major, each of length 1. */
  components: Float64Array;
  /** The singular values, largest first. */
  singular: Float64Array;
}

/**
 * The largest singular values of a matrix and their vectors, from the eigenvectors of its smaller product with itself.
 * A centred matrix is never formed. Of each component the entry of largest magnitude is positive.
 *
 * @param means taken off the columns; none for a plain decomposition
 * @param seed of the first direction of the search
 */
export function truncatedSvd(matrix: Matrix, count: number, seed: number, means?: Float64Array): TruncatedSvd {
  const { rows, columns } = matrix;
  const byRows = products(matrix, means);
  const onRows = new Float64Array(rows);
  const onColumns = new Float64Array(columns);
  const components = new Float64Array(count * columns);
  if (columns <= rows) {
    const { vectors } = largestEigenpairs(
      (vector, out) => {
        byRows.times(vector, onRows);
        byRows.transposedTimes(onRows, out);
      },
      columns,
      count,
      seed,
    );
    vectors.forEach((vector, k) => components.set(vector, k * columns));
  } else {
    const { vectors } = largestEigenpairs(
      (vector, out) => {
        byRows.transposedTimes(vector, onColumns);
        byRows.times(onColumns, out);
      },
      rows,
      count,
      seed,
    );
    vectors.forEach((vector, k) => {
      byRows.transposedTimes(vector, onColumns);
      components.set(unit(onColumns), k * columns);
    });
  }
  return project(byRows.times, rows, columns, count, components);
}

/** Products of the matrix without its means, and of its transpose, with a vector. */
function products(
  matrix: Matrix,
  means: Float64Array | undefined,
): Record<'times' | 'transposedTimes', (vector: Float64Array, out: Float64Array) => void> {
  const { rows, columns } = matrix;
  return {
    times: (vector, out) => {
      let offset = 0;
      if (means) for (let j = 0; j < columns; j++) offset += means[j]! * vector[j]!;
      out.fill(-offset);
      addProduct(matrix, vector, out);
    },
    transposedTimes: (vector, out) => {
      let total = 0;
      for (let i = 0; i < rows; i++) total += vector[i]!;
      for (let j = 0; j < columns; j++) out[j] = means ? -total * means[j]! : 0;
      addTransposedProduct(matrix, vector, out);
    },
  };
}

function addProduct(matrix: Matrix, vector: Float64Array, out: Float64Array): void {
  const { rows, columns, values } = matrix;
  if ('indptr' in matrix) {
    const { indptr, indices } = matrix;
    for (let i = 0; i < rows; i++) {
      let sum = 0;
      for (let e = indptr[i]!; e < indptr[i + 1]!; e++) sum += values[e]! * vector[indices[e]!]!;
      out[i]! += sum;
    }
    return;
  }
  for (let i = 0, e = 0; i < rows; i++) {
    let sum = 0;
    for (let j = 0; j < columns; j++, e++) sum += values[e]! * vector[j]!;
    out[i]! += sum;
  }
}

function addTransposedProduct(matrix: Matrix, vector: Float64Array, out: Float64Array): void {
  const { rows, columns, values } = matrix;
  if ('indptr' in matrix) {
    const { indptr, indices } = matrix;
    for (let i = 0; i < rows; i++) {
      const factor = vector[i]!;
      for (let e = indptr[i]!; e < indptr[i + 1]!; e++) out[indices[e]!]! += values[e]! * factor;
    }
    return;
  }
  for (let i = 0, e = 0; i < rows; i++) {
    const factor = vector[i]!;
    for (let j = 0; j < columns; j++, e++) out[j]! += values[e]! * factor;
  }
}

/** Scores and singular values of components whose signs it settles. */
function project(
  times: (vector: Float64Array, out: Float64Array) => void,
  rows: number,
  columns: number,
  count: number,
  components: Float64Array,
): TruncatedSvd {
  const scores = new Float64Array(rows * count);
  const singular = new Float64Array(count);
  const score = new Float64Array(rows);
  for (let k = 0; k < count; k++) {
    const component = components.subarray(k * columns, (k + 1) * columns);
    if (largest(component) < 0) for (let j = 0; j < columns; j++) component[j] = -component[j]!;
    times(component, score);
    let square = 0;
    for (let i = 0; i < rows; i++) {
      scores[i * count + k] = score[i]!;
      square += score[i]! ** 2;
    }
    singular[k] = Math.sqrt(square);
  }
  return { scores, components, singular };
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length > 0 ? vector.map((value) => value / length) : vector.slice();
}

function largest(vector: Float64Array): number {
  let found = 0;
  for (const value of vector) if (Math.abs(value) > Math.abs(found)) found = value;
  return found;
}
