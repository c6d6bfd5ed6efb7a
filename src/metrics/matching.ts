import { exactMath } from '../exactMath';
import { TissuebookError } from '../errors';
import { checkMatrix, checkNumbers, checkPaired } from './checks';
import type { MatrixLike } from './types';

/**
 * The fraction of samples closer than the true match (Singh et al. 2020; scglue's foscttm): over both directions, the share of the
 * n - 1 others that lie strictly closer than the partner. 0 is best, 0.5 chance.
 *
 * @param distance of each row's cell to each column's [n, n] @param truth the column of each row's partner, a permutation
 * @throws TissuebookError 'shape-mismatch', 'invalid-argument' (no permutation)
 */
export function foscttm(distance: MatrixLike, truth: ArrayLike<number>): number {
  const back = partnersBack('foscttm', distance, truth);
  const n = distance.rows;
  let closer = 0;
  for (let i = 0; i < n; i++) {
    const [own, mirrored] = [distance.values[i * n + truth[i]], distance.values[back[i] * n + i]];
    for (let j = 0; j < n; j++) {
      if (distance.values[i * n + j] < own) closer++;
      if (distance.values[j * n + i] < mirrored) closer++;
    }
  }
  return closer / (2 * n * Math.max(1, n - 1));
}

/**
 * The mean probability of the true partners: trace / n of probabilities whose rows add up to 1 (Lance et al. 2022).
 *
 * @param probabilities [n, m] @param truth the column of each row's partner
 * @throws TissuebookError 'shape-mismatch'
 */
export function matchScore(probabilities: MatrixLike, truth: ArrayLike<number>): number {
  checkMatrix('matchScore', 'probabilities', probabilities);
  checkNumbers('matchScore', 'truth', truth);
  checkPaired('matchScore', { length: probabilities.rows }, truth);
  let sum = 0;
  for (let i = 0; i < probabilities.rows; i++) sum += probabilities.values[i * probabilities.columns + truth[i]];
  return sum / probabilities.rows;
}

/**
 * The place of each row's partner when the columns are sorted by falling similarity, 1 for the first; of equal ones the lower index is
 * first.
 *
 * @param similarity [n, m] @param truth the column of each row's partner
 */
export function partnerPlaces(similarity: MatrixLike, truth: ArrayLike<number>): Int32Array {
  checkMatrix('partnerPlaces', 'similarity', similarity);
  checkNumbers('partnerPlaces', 'truth', truth);
  checkPaired('partnerPlaces', { length: similarity.rows }, truth);
  const { rows, columns, values } = similarity;
  return Int32Array.from({ length: rows }, (_, i) => {
    const own = values[i * columns + truth[i]];
    let place = 1;
    for (let j = 0; j < columns; j++) {
      const other = values[i * columns + j];
      if (other > own || (other === own && j < truth[i])) place++;
    }
    return place;
  });
}

/** The share of rows whose partner is among the k most similar columns. */
export function recallAtK(similarity: MatrixLike, truth: ArrayLike<number>, k: number): number {
  const places = partnerPlaces(similarity, truth);
  return places.filter((place) => place <= k).length / places.length;
}

/** Softmax of each row of similarities over a temperature: probabilities that add up to 1. */
export function softmaxRows(similarity: MatrixLike, temperature = 1): MatrixLike {
  checkMatrix('softmaxRows', 'similarity', similarity);
  const { rows, columns, values } = similarity;
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    let most = -Infinity;
    for (let j = 0; j < columns; j++) most = Math.max(most, values[i * columns + j]);
    let total = 0;
    for (let j = 0; j < columns; j++) {
      total += out[i * columns + j] = exactMath.exp((values[i * columns + j] - most) / temperature);
    }
    for (let j = 0; j < columns; j++) out[i * columns + j] /= total;
  }
  return { rows, columns, values: out };
}

/**
 * The share of common indices among the k entries of largest magnitude of two lists; of equal ones the lower index counts. With fewer
 * than k entries, of all.
 */
export function topOverlap(a: ArrayLike<number>, b: ArrayLike<number>, k: number): number {
  checkNumbers('topOverlap', 'a', a);
  checkNumbers('topOverlap', 'b', b);
  checkPaired('topOverlap', a, b);
  const top = (list: ArrayLike<number>): number[] =>
    Array.from(list, (_, at) => at)
      .sort((i, j) => Math.abs(list[j]) - Math.abs(list[i]) || i - j)
      .slice(0, k);
  const own = new Set(top(a));
  return top(b).filter((at) => own.has(at)).length / Math.min(k, a.length);
}

/** The row of each column's partner. */
function partnersBack(where: string, matrix: MatrixLike, truth: ArrayLike<number>): Int32Array {
  checkMatrix(where, 'distance', matrix);
  checkNumbers(where, 'truth', truth);
  checkPaired(where, { length: matrix.rows }, truth);
  const back = new Int32Array(matrix.columns).fill(-1);
  for (let i = 0; i < truth.length; i++) if (truth[i] >= 0 && truth[i] < matrix.columns) back[truth[i]] = i;
  if (matrix.rows === matrix.columns && !back.includes(-1)) return back;
  throw new TissuebookError('invalid-argument', `${where}: every cell of either kind needs one partner.`, {
    argument: 'truth',
    found: truth.length,
  });
}
