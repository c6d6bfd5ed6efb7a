import { normalTails } from '../../metrics/special';

/** Rows of weights of a graph; the weights of each row add up to 1, or are none. */
export interface RowWeights {
  nNodes: number;
  indptr: Int32Array;
  indices: Int32Array;
  weights: Float64Array;
}

/** Moran's R of two values over a graph, with what it is when the places of the second are exchanged. */
export interface MoransR {
  r: number;
  /** In standard deviations of all exchanges: an exact mean and deviation, no draws. */
  z: number;
  /** That R is as large by chance, by the normal distribution of z. */
  p: number;
}

/** Values less their mean, over their standard deviation; undefined where they do not vary. */
export function standardized(values: Float64Array): Float64Array | undefined {
  let [sum, squares] = [0, 0];
  for (const value of values) sum += value;
  const mean = sum / values.length;
  for (const value of values) squares += (value - mean) ** 2;
  if (!(squares > 0)) return undefined;
  const deviation = Math.sqrt(squares / values.length);
  return values.map((value) => (value - mean) / deviation);
}

/** The weighted mean of each node's neighbors [nodes]. */
export function lagOf({ nNodes, indptr, indices, weights }: RowWeights, values: Float64Array): Float64Array {
  const out = new Float64Array(nNodes);
  for (let i = 0; i < nNodes; i++) {
    let sum = 0;
    for (let e = indptr[i]; e < indptr[i + 1]; e++) sum += weights[e] * values[indices[e]];
    out[i] = sum;
  }
  return out;
}

/** What each node sends: the sum of its values at those that it is a neighbor of, weighted [nodes]. */
export function sentOf({ nNodes, indptr, indices, weights }: RowWeights, values: Float64Array): Float64Array {
  const out = new Float64Array(nNodes);
  for (let i = 0; i < nNodes; i++) {
    for (let e = indptr[i]; e < indptr[i + 1]; e++) out[indices[e]] += weights[e] * values[i];
  }
  return out;
}

/** The sum of all weights. */
export function totalOf({ weights }: RowWeights): number {
  let sum = 0;
  for (const weight of weights) sum += weight;
  return sum;
}

/**
 * R = sum_ij w_ij x_i y_j / sum_ij w_ij of standardized values. As a sum over j of a_j y_j with a_j = sum_i w_ij x_i it is linear in y, so that over all
 * exchanges of y its mean is 0 and its variance that of sampling without replacement: sum (a_j - mean a)^2 n / (n - 1).
 *
 * @param sent a, as sentOf gives it of the first values @param y the second, standardized @param total the sum of all weights
 */
export function moransR(sent: Float64Array, y: Float64Array, total: number): MoransR {
  const n = y.length;
  let [sum, squares, product] = [0, 0, 0];
  for (let j = 0; j < n; j++) {
    sum += sent[j];
    product += sent[j] * y[j];
  }
  for (let j = 0; j < n; j++) squares += (sent[j] - sum / n) ** 2;
  const deviation = Math.sqrt((squares * n) / (n - 1));
  const z = deviation > 0 ? product / deviation : NaN;
  const tails = normalTails(z) / 2;
  return { r: product / total, z, p: z > 0 ? tails : 1 - tails };
}
