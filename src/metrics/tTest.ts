import { TissuebookError } from '../errors';
import { deviation, mean } from '../statistics';
import { checkNumbers } from './checks';
import { studentTails } from './special';

/** Welch's t-test of two samples, which may vary differently. */
export interface TTest {
  /** Above 0 where the first sample has the larger mean; NaN where neither varies. */
  t: number;
  /** Degrees of freedom (Welch 1947). */
  freedom: number;
  /** Two-sided. */
  p: number;
}

/**
 * Whether two samples have the same mean, two-sided, without the assumption that they vary alike. As scipy.stats.ttest_ind with
 * equal_var=False.
 *
 * @throws TissuebookError 'invalid-argument' (fewer than two values in a sample)
 */
export function tTest(a: ArrayLike<number>, b: ArrayLike<number>): TTest {
  checkNumbers('tTest', 'a', a);
  checkNumbers('tTest', 'b', b);
  if (a.length < 2 || b.length < 2) {
    throw new TissuebookError('invalid-argument', `tTest: samples of ${a.length} and ${b.length}; it takes two or more.`, {
      argument: a.length < 2 ? 'a' : 'b',
      found: Math.min(a.length, b.length),
    }); // prettier-ignore
  }
  const [ofA, ofB] = [deviation(a) ** 2 / a.length, deviation(b) ** 2 / b.length];
  const freedom = (ofA + ofB) ** 2 / (ofA ** 2 / (a.length - 1) + ofB ** 2 / (b.length - 1));
  const apart = mean(a) - mean(b);
  const t = apart / Math.sqrt(ofA + ofB);
  return { t, freedom, p: Number.isFinite(t) ? studentTails(t, freedom) : apart === 0 ? NaN : 0 };
}
