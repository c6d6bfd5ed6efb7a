import { checkNumbers, checkPaired } from './checks';
import { ranks } from './ranks';
import { incompleteBeta, studentTails } from './special';

/** A correlation and the probability of one at least as strong without any relation (two-sided). */
export interface CorrelationTest {
  r: number;
  p: number;
}

/**
 * Pearson's correlation of two lists; NaN where one of them does not vary.
 *
 * @throws TissuebookError 'shape-mismatch'
 */
export function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number {
  checkNumbers('pearson', 'a', a);
  checkNumbers('pearson', 'b', b);
  checkPaired('pearson', a, b);
  const n = a.length;
  let [meanA, meanB] = [0, 0];
  for (let i = 0; i < n; i++) {
    meanA += a[i]! / n;
    meanB += b[i]! / n;
  }
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [x, y] = [a[i]! - meanA, b[i]! - meanB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  if (aa === 0 || bb === 0) return NaN;
  return Math.max(-1, Math.min(1, ab / Math.sqrt(aa) / Math.sqrt(bb)));
}

/** Spearman's correlation: Pearson's of the ranks, in which equal values share the mean of their ranks. */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  checkNumbers('spearman', 'a', a);
  checkNumbers('spearman', 'b', b);
  checkPaired('spearman', a, b);
  return pearson(ranks(a), ranks(b));
}

/** Pearson's correlation with its two-sided probability, exact for normal values. As scipy.stats.pearsonr. */
export function pearsonTest(a: ArrayLike<number>, b: ArrayLike<number>): CorrelationTest {
  checkNumbers('pearsonTest', 'a', a);
  checkNumbers('pearsonTest', 'b', b);
  const r = pearson(a, b);
  const half = a.length / 2 - 1;
  return { r, p: a.length < 3 ? 1 : Math.min(1, 2 * incompleteBeta((1 - Math.abs(r)) / 2, half, half)) };
}

/** Spearman's correlation with its two-sided probability by Student's t. As scipy.stats.spearmanr. */
export function spearmanTest(a: ArrayLike<number>, b: ArrayLike<number>): CorrelationTest {
  checkNumbers('spearmanTest', 'a', a);
  checkNumbers('spearmanTest', 'b', b);
  const r = spearman(a, b);
  const freedom = a.length - 2;
  return { r, p: freedom < 1 ? 1 : studentTails(r * Math.sqrt(freedom / ((1 + r) * (1 - r))), freedom) };
}
