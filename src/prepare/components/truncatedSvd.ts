import { isSparse, type Matrix } from '../../data';
import { EventLoopYielder, type WorkOptions } from '../../wasm';
import { gramProduct, placeRows } from './gramProduct';
import { project } from './project';
import { projectRows } from './projectRows';
import { dot, largestEigenpairs } from '../../linalg';

/** The leading singular vectors: matrix (with its column means taken off, if centered) ~ scores x components. */
export interface TruncatedSvd {
  /** Left singular vectors times singular values [rows, count], row-major. */
  scores: Float64Array;
  /** The right singular vectors [count, columns], row-major, each of length 1. */
  components: Float64Array;
  /** The singular values, largest first. */
  singular: Float64Array;
}

/** Up to so many columns their products with each other are formed: 128 MB. */
const MOST_COLUMNS = 4000;

/** What is to be decomposed, and how much of it. */
export interface SvdWanted {
  count: number;
  /** Of the first direction of the search. */
  seed: number;
  /** Taken off the columns; none for a plain decomposition. */
  means?: Float64Array;
  /** What a component may miss, as a part of the largest eigenvalue of the product. 1e-9: exact to rounding. */
  tolerance?: number | undefined;
}

/**
 * The largest singular values of a matrix and their vectors, from the eigenvectors of its smaller product with itself.
 * A centered matrix is never formed. Of each component the entry of largest magnitude is positive.
 *
 * @param where the function as its user calls it
 * @throws TissuebookError 'aborted', 'not-finite', 'out-of-memory'
 */
export async function truncatedSvd(
  where: string,
  matrix: Matrix,
  { count, seed, means, tolerance = 1e-9 }: SvdWanted,
  options: WorkOptions,
): Promise<TruncatedSvd> {
  const { rows, columns } = matrix;
  const yielder = new EventLoopYielder(where, options);
  const byRows = products(matrix, means);
  const components = new Float64Array(count * columns);
  const untold = options.signal ? { signal: options.signal } : {};
  const placed = isSparse(matrix) && columns <= rows && columns <= MOST_COLUMNS ? placeRows(matrix) : undefined;
  if (columns <= rows) {
    const product = placed ? await gramProduct(where, placed, means, untold) : byRows.onColumns;
    const { vectors } = await largestEigenpairs(product, { size: columns, count, seed, tolerance }, yielder);
    vectors.forEach((vector, k) => components.set(vector, k * columns));
  } else {
    const onColumns = new Float64Array(columns);
    const { vectors } = await largestEigenpairs(byRows.onRows, { size: rows, count, seed, tolerance }, yielder);
    vectors.forEach((vector, k) => {
      byRows.transposedTimes(vector, onColumns);
      components.set(unit(onColumns), k * columns);
    });
  }
  const { byColumn, offset } = settleSigns(components, means, columns, count);
  const scores = placed
    ? await projectRows(where, placed, byColumn, offset, untold)
    : await project(matrix, byColumn, offset, yielder);
  return { scores, components, singular: lengthsOf(scores, count) };
}

type Product = (vector: Float64Array, out: Float64Array) => void;

/** Products of the matrix without its means, of its transpose, and of both after each other, with a vector. */
function products(
  matrix: Matrix,
  means: Float64Array | undefined,
): Record<'times' | 'transposedTimes' | 'onRows' | 'onColumns', Product> {
  const { rows, columns } = matrix;
  const times: Product = (vector, out) => {
    out.fill(means ? -dot(means, vector) : 0);
    addProduct(matrix, vector, out);
  };
  const transposedTimes: Product = (vector, out) => {
    let total = 0;
    for (let i = 0; i < rows; i++) total += vector[i]!;
    for (let j = 0; j < columns; j++) out[j] = means ? -total * means[j]! : 0;
    addTransposedProduct(matrix, vector, out);
  };
  const between = (length: number, first: Product, second: Product): Product => {
    const held = new Float64Array(length);
    return (vector, out) => {
      first(vector, held);
      second(held, out);
    };
  };
  return {
    times,
    transposedTimes,
    onRows: between(columns, transposedTimes, times),
    onColumns: between(rows, times, transposedTimes),
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

/** Turns components whose entry of largest magnitude is below zero; gives them by column [columns, count], and what the means take off each score. */
function settleSigns(
  components: Float64Array,
  means: Float64Array | undefined,
  columns: number,
  count: number,
): { byColumn: Float64Array; offset: Float64Array } {
  const byColumn = new Float64Array(columns * count);
  const offset = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const component = components.subarray(k * columns, (k + 1) * columns);
    if (largest(component) < 0) for (let j = 0; j < columns; j++) component[j] = -component[j]!;
    for (let j = 0; j < columns; j++) byColumn[j * count + k] = component[j]!;
    if (means) offset[k] = -dot(means, component);
  }
  return { byColumn, offset };
}

/** The length of each column. */
function lengthsOf(scores: Float64Array, count: number): Float64Array {
  const squares = new Float64Array(count);
  for (let i = 0; i < scores.length; i += count) {
    for (let k = 0; k < count; k++) squares[k]! += scores[i + k]! * scores[i + k]!;
  }
  return squares.map(Math.sqrt);
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector));
  return length > 0 ? vector.map((value) => value / length) : vector.slice();
}

function largest(vector: Float64Array): number {
  let found = 0;
  for (const value of vector) if (Math.abs(value) > Math.abs(found)) found = value;
  return found;
}
