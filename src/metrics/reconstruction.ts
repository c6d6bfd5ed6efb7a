import { TissuebookError } from '../errors';
import { checkOptions, oneOf } from '../options';
import { checkMatrix, checkNumbers, checkPaired, checkSameShape } from './checks';
import type { MatrixLike } from './types';

/** The mean of the squared differences. @throws TissuebookError 'shape-mismatch' */
export function meanSquaredError(truth: ArrayLike<number>, guess: ArrayLike<number>): number {
  checkNumbers('meanSquaredError', 'truth', truth);
  checkNumbers('meanSquaredError', 'guess', guess);
  checkPaired('meanSquaredError', truth, guess);
  let sum = 0;
  for (let i = 0; i < truth.length; i++) sum += (truth[i]! - guess[i]!) ** 2;
  return sum / truth.length;
}

/** The root of the mean of the squared differences. */
export function rootMeanSquaredError(truth: ArrayLike<number>, guess: ArrayLike<number>): number {
  checkNumbers('rootMeanSquaredError', 'truth', truth);
  checkNumbers('rootMeanSquaredError', 'guess', guess);
  return Math.sqrt(meanSquaredError(truth, guess));
}

/** The mean of the differences without their sign. */
export function meanAbsoluteError(truth: ArrayLike<number>, guess: ArrayLike<number>): number {
  checkNumbers('meanAbsoluteError', 'truth', truth);
  checkNumbers('meanAbsoluteError', 'guess', guess);
  checkPaired('meanAbsoluteError', truth, guess);
  let sum = 0;
  for (let i = 0; i < truth.length; i++) sum += Math.abs(truth[i]! - guess[i]!);
  return sum / truth.length;
}

/** The cosine of the angle between two lists: 1 for the same direction; 0 where one is all zeros. */
export function cosineSimilarity(a: ArrayLike<number>, b: ArrayLike<number>): number {
  checkNumbers('cosineSimilarity', 'a', a);
  checkNumbers('cosineSimilarity', 'b', b);
  checkPaired('cosineSimilarity', a, b);
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += a[i]! * b[i]!;
    aa += a[i]! ** 2;
    bb += b[i]! ** 2;
  }
  return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa) / Math.sqrt(bb);
}

export interface R2Options {
  /** How columns count: 'uniform' alike, 'variance' by how much they vary. 'uniform'. */
  average?: 'uniform' | 'variance';
}

/**
 * The coefficient of determination of each column, 1 - residual / total sum of squares, averaged over the columns.
 * A column that does not vary counts as 1 when it is met exactly, else as 0. As sklearn.metrics.r2_score.
 *
 * @param truth [n, columns]
 * @param guess [n, columns]
 * @throws TissuebookError 'shape-mismatch', 'invalid-argument' for fewer than two rows
 */
export function r2(truth: MatrixLike, guess: MatrixLike, options: R2Options = {}): number {
  checkMatrix('r2', 'truth', truth);
  checkMatrix('r2', 'guess', guess);
  checkOptions('r2', options, { average: oneOf('uniform', 'variance') });
  checkSameShape('r2', truth, guess);
  if (truth.rows < 2)
    throw new TissuebookError('invalid-argument', 'r2: two rows or more are needed.', { found: truth.rows });
  let [sum, weights] = [0, 0];
  for (let j = 0; j < truth.columns; j++) {
    const { residual, total } = squaresOf(truth, guess, j);
    const score = total > 0 ? 1 - residual / total : residual === 0 ? 1 : 0;
    const weight = options.average === 'variance' ? total : 1;
    sum += weight * score;
    weights += weight;
  }
  return weights > 0 ? sum / weights : 1;
}

function squaresOf(truth: MatrixLike, guess: MatrixLike, column: number): { residual: number; total: number } {
  const { rows, columns } = truth;
  let mean = 0;
  for (let i = 0; i < rows; i++) mean += truth.values[i * columns + column]! / rows;
  let [residual, total] = [0, 0];
  for (let i = 0; i < rows; i++) {
    const at = i * columns + column;
    residual += (truth.values[at]! - guess.values[at]!) ** 2;
    total += (truth.values[at]! - mean) ** 2;
  }
  return { residual, total };
}
