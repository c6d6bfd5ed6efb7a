import { exactMath } from '../exactMath';
import { checkOptions, number } from '../options';
import { median } from '../statistics';
import { checkList, checkMatrix, checkNoneMissing, checkPaired } from './checks';
import { nearestOthers } from './nearestOthers';
import { codesOfLabels } from './labelCodes';
import type { Labels, MatrixLike } from './types';

export interface LisiOptions {
  /** Effective number of neighbors. 30, as in the authors' package; 3 * perplexity - 1 nearest cells are looked at. */
  perplexity?: number;
}

/** Rounds of the bisection for a cell's bandwidth: exact to rounding. */
const ROUNDS = 200;

/**
 * The local inverse Simpson index of each cell: how many labels its neighborhood holds, effectively (Korsunsky et al. 2019). Neighbors
 * count exp(-beta d), with beta such that the entropy of these weights is log(perplexity).
 *
 * @param x embedding [cells, width] @param labels batches, or types
 * @throws TissuebookError 'shape-mismatch', 'invalid-argument' (a cell without a label, fewer cells than neighbors)
 */
export function lisi(x: MatrixLike, labels: Labels, options: LisiOptions = {}): Float64Array {
  checkMatrix('lisi', 'x', x);
  checkList('lisi', 'labels', labels);
  checkPaired('lisi', { length: x.rows }, labels);
  checkNoneMissing('lisi', labels, 'labels');
  checkOptions('lisi', options, { perplexity: number(1) });
  const { perplexity = 30 } = options;
  const { codes, names } = codesOfLabels(labels);
  const k = Math.floor(3 * perplexity) - 1;
  const near = nearestOthers('lisi', x, k);
  return Float64Array.from({ length: x.rows }, (_, i) => {
    const weights = weightsAt(near.distances.subarray(i * k, (i + 1) * k), exactMath.log(perplexity));
    const shares = new Float64Array(names.length);
    weights.forEach((weight, at) => (shares[codes[near.indices[i * k + at]]] += weight));
    return 1 / shares.reduce((sum, share) => sum + share * share, 0);
  });
}

/** Mixing of batches from 0 to 1: (median LISI - 1) / (batches - 1). NaN, not defined, for one batch. */
export function ilisi(x: MatrixLike, batches: Labels, options: LisiOptions = {}): number {
  checkMatrix('ilisi', 'x', x);
  checkList('ilisi', 'batches', batches);
  const count = codesOfLabels(batches).names.length;
  return count < 2 ? NaN : (median(lisi(x, batches, options)) - 1) / (count - 1);
}

/** Separation of types from 0 to 1: (types - median LISI) / (types - 1). NaN, not defined, for one type. */
export function clisi(x: MatrixLike, labels: Labels, options: LisiOptions = {}): number {
  checkMatrix('clisi', 'x', x);
  checkList('clisi', 'labels', labels);
  const count = codesOfLabels(labels).names.length;
  return count < 2 ? NaN : (count - median(lisi(x, labels, options))) / (count - 1);
}

/** Weights that add up to 1 and have a given entropy, by bisection over their bandwidth. */
function weightsAt(distances: Float64Array, wanted: number): Float64Array {
  const mean = distances.reduce((sum, d) => sum + d, 0) / distances.length;
  const nearest = distances.reduce((least, d) => Math.min(least, d), Infinity);
  let [low, high] = [0, 1e6 / (mean || 1)];
  let weights = new Float64Array(distances.length);
  for (let round = 0; round < ROUNDS; round++) {
    const beta = (low + high) / 2;
    weights = distances.map((d) => exactMath.exp(-beta * (d - nearest)));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    weights = weights.map((weight) => weight / total);
    const entropy = -weights.reduce((sum, weight) => sum + (weight > 0 ? weight * exactMath.log(weight) : 0), 0);
    if (entropy > wanted) low = beta;
    else high = beta;
  }
  return weights;
}
