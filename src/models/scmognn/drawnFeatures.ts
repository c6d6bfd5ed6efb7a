import { SparseMatrix } from '../../data';
import type { Random } from '../../random';
import type { ScmognnConfig } from './config';

/** With more features than this a step takes a part of them unless the configuration says how many (paper: those of ATAC). */
const MOST_AT_ONCE = 20_000;
/** That part (code). */
const SHARE = 0.7;

/** Features that a step takes. */
export const featuresOfStep = ({ featuresPerStep }: Pick<ScmognnConfig, 'featuresPerStep'>, features: number): number =>
  Math.min(features, featuresPerStep === 'auto' ? autoOf(features) : featuresPerStep);

const autoOf = (features: number): number => (features > MOST_AT_ONCE ? Math.round(SHARE * features) : features);

/** Features that were drawn. */
export interface DrawnFeatures {
  /** Their numbers, rising. */
  readonly places: Int32Array;
  /** How likely each was to be drawn. */
  readonly chances: Float64Array;
}

/**
 * Draws features without replacement, each as likely as its degree says: systematic sampling (Madow 1949) in random order. Exactly
 * `count` come, and a sum over them with weights 1 / chance is that over all features in the mean.
 *
 * @param degrees of all features, from 0 up @param count at most as many as there are
 */
export function drawFeatures(degrees: ArrayLike<number>, count: number, random: Random): DrawnFeatures {
  const chances = inclusionChances(degrees, count);
  const taken = new Uint8Array(degrees.length);
  let [next, sum, left] = [random.uniform(), 0, count];
  const order = random.permutation(degrees.length);
  for (const j of order) {
    sum += chances[j];
    if (next >= sum || left === 0) continue;
    taken[j] = 1;
    next++;
    left--;
  }
  // Rounding can lose the last one.
  for (let at = order.length - 1; left > 0; at--) {
    if (taken[order[at]] === 0) left--;
    taken[order[at]] = 1;
  }
  const places = Int32Array.from(taken.keys()).filter((j) => taken[j] === 1);
  return { places, chances: Float64Array.from(places, (j) => chances[j]) };
}

/** min(1, c degree), with c such that the chances add up to `count`. Features without a degree come where others do not suffice. */
function inclusionChances(degrees: ArrayLike<number>, count: number): Float64Array {
  const chances = new Float64Array(degrees.length);
  let most = 0;
  for (let j = 0; j < degrees.length; j++) most = Math.max(most, degrees[j]);
  // So small that any feature with a degree goes before.
  const least = 1e-9 * (most || 1);
  const size = (j: number): number => degrees[j] + least;
  let sum = 0;
  for (let j = 0; j < degrees.length; j++) sum += size(j);
  let left = count;
  for (let full = true; full;) {
    full = false;
    const scale = left / sum;
    for (let j = 0; j < degrees.length; j++) {
      if (chances[j] === 1) continue;
      chances[j] = Math.min(1, scale * size(j));
      if (chances[j] < 1) continue;
      // It is certain to come; the others share what is left.
      left--;
      sum -= size(j);
      full = true;
    }
  }
  return chances;
}

/** Some columns of a sparse matrix. @param columns rising */
export function onlyColumns(
  { rows, columns: width, indptr, indices, values }: SparseMatrix,
  columns: Int32Array,
): SparseMatrix {
  const place = new Int32Array(width).fill(-1);
  columns.forEach((column, at) => (place[column] = at));
  const pointers = new Int32Array(rows + 1);
  for (let i = 0, kept = 0; i < rows; i++) {
    for (let e = indptr[i]; e < indptr[i + 1]; e++) if (place[indices[e]] >= 0) kept++;
    pointers[i + 1] = kept;
  }
  return new SparseMatrix(rows, columns.length, {
    indptr: pointers,
    indices: indices.filter((column) => place[column] >= 0).map((column) => place[column]),
    values: values.filter((_, e) => place[indices[e]] >= 0),
  });
}

/** Weights over how likely their feature was to be drawn. */
export const spread = (edges: SparseMatrix, { chances }: DrawnFeatures): SparseMatrix =>
  edges.withValues(Float32Array.from(edges.values, (value, e) => value / chances[edges.indices[e]]));
