import { exactMath } from '../exactMath';
import { checkNumbers } from './checks';
import { TissuebookError } from '../errors';
import { checkOptions, oneOf } from '../options';

export interface KolmogorovSmirnovOptions {
  /** 'exact' counts lattice paths, 'limit' is Kolmogorov's distribution for large samples. Exact up to 10,000 values. */
  method?: 'exact' | 'limit';
}

/** Above this size of the larger sample the limit is used: counting paths takes the product of both sizes. */
const EXACT_UP_TO = 10_000;

/**
 * The two-sample Kolmogorov-Smirnov test: the largest difference of the distribution functions of two samples, and the
 * probability of one at least as large when both come from one distribution (two-sided).
 *
 * @throws TissuebookError 'invalid-argument' for an empty sample
 */
export function kolmogorovSmirnov(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: KolmogorovSmirnovOptions = {},
): { statistic: number; p: number } {
  checkNumbers('kolmogorovSmirnov', 'a', a);
  checkNumbers('kolmogorovSmirnov', 'b', b);
  checkOptions('kolmogorovSmirnov', options, { method: oneOf('exact', 'limit') });
  if (a.length === 0 || b.length === 0)
    throw new TissuebookError('invalid-argument', 'kolmogorovSmirnov: a sample is empty.');
  const steps = largestGap(a, b);
  const statistic = steps / (a.length * b.length);
  const method = options.method ?? (Math.max(a.length, b.length) <= EXACT_UP_TO ? 'exact' : 'limit');
  const p =
    method === 'exact'
      ? exactTail(a.length, b.length, steps)
      : limitTail(statistic * Math.sqrt((a.length * b.length) / (a.length + b.length)));
  return { statistic, p };
}

/** The largest difference of the distribution functions times both sizes: a whole number. */
function largestGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [Float64Array.from(a).sort(), Float64Array.from(b).sort()];
  let [i, j, gap] = [0, 0, 0];
  while (i < x.length && j < y.length) {
    const value = Math.min(x[i]!, y[j]!);
    while (i < x.length && x[i] === value) i++;
    while (j < y.length && y[j] === value) j++;
    gap = Math.max(gap, Math.abs(i * y.length - j * x.length));
  }
  return gap;
}

/** One minus the share of the paths from (0, 0) to (n, m) on which i/n and j/m are never `steps` or more apart. */
function exactTail(n: number, m: number, steps: number): number {
  const inside = (i: number, j: number): boolean => Math.abs(i * m - j * n) < steps;
  // Each entry is the probability that a random path passes (i, j) and was inside so far.
  let row = new Float64Array(m + 1);
  for (let i = 0; i <= n; i++) {
    const next = new Float64Array(m + 1);
    for (let j = 0; j <= m; j++) {
      if (!inside(i, j)) continue;
      if (i === 0 && j === 0) next[j] = 1;
      const fromLeft = j > 0 ? (next[j - 1]! * (m - j + 1)) / (n - i + m - j + 1) : 0;
      const fromBelow = i > 0 ? (row[j]! * (n - i + 1)) / (n - i + 1 + m - j) : 0;
      next[j]! += fromLeft + fromBelow;
    }
    row = next;
  }
  return Math.min(1, Math.max(0, 1 - row[m]!));
}

/** Kolmogorov's limit: 2 sum (-1)^(k-1) exp(-2 k^2 x^2). */
function limitTail(x: number): number {
  if (x < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) sum += 2 * (k % 2 ? 1 : -1) * exactMath.exp(-2 * k * k * x * x);
  return Math.min(1, Math.max(0, sum));
}
