import { checkNumbers } from './checks';
import { TissuebookError } from '../errors';
import { checkOptions, oneOf } from '../options';
import { ranks, tieTerm } from './ranks';
import { normalTails } from './special';

/** Wilcoxon's rank-sum test of two samples by its normal approximation, without corrections. As scipy.stats.ranksums. */
export function rankSum(a: ArrayLike<number>, b: ArrayLike<number>): { z: number; p: number } {
  checkNumbers('rankSum', 'a', a);
  checkNumbers('rankSum', 'b', b);
  const { sum, n, m } = rankSumOf('rankSum', a, b);
  const z = (sum - (n * (n + m + 1)) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
  return { z, p: normalTails(z) };
}

export interface MannWhitneyOptions {
  /**
   * 'asymptotic': the normal approximation, corrected for ties and for continuity; 'exact': all orders counted, which takes values without ties;
   * 'auto', as scipy: exact where a sample has 8 values or fewer and none are equal. 'asymptotic'.
   */
  method?: 'asymptotic' | 'exact' | 'auto';
}

/** Additions that counting all orders may take (ours): some tenths of a second. */
const MOST_ADDITIONS = 3e8;

/**
 * The Mann-Whitney U test, two-sided, by its normal approximation unless told otherwise. As scipy.stats.mannwhitneyu with the same method.
 *
 * @throws TissuebookError 'invalid-argument' (an empty sample; too many values to count all orders of)
 */
export function mannWhitney(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: MannWhitneyOptions = {},
): { u: number; p: number } {
  checkNumbers('mannWhitney', 'a', a);
  checkNumbers('mannWhitney', 'b', b);
  checkOptions('mannWhitney', options, { method: oneOf('asymptotic', 'exact', 'auto') });
  const { method = 'asymptotic' } = options;
  const { sum, n, m, ties } = rankSumOf('mannWhitney', a, b);
  const u = sum - (n * (n + 1)) / 2;
  const all = n + m;
  if (
    method === 'exact' ||
    (method === 'auto' && Math.min(n, m) <= 8 && ties === 0 && additions(n, m) <= MOST_ADDITIONS)
  ) {
    return { u, p: exactTails(Math.max(u, n * m - u), n, m) };
  }
  const deviation = Math.sqrt(((n * m) / 12) * (all + 1 - ties / (all * (all - 1))));
  const away = Math.max(u, n * m - u) - (n * m) / 2 - 0.5;
  return {
    u,
    p: deviation === 0 ? 1 : away < 0 ? Math.min(1, 2 - normalTails(away / deviation)) : normalTails(away / deviation),
  };
}

/** About how many additions it takes to count all orders of n and m values. */
const additions = (n: number, m: number): number => n * m * Math.min(n, m) * (n + m);

/** Twice the share of all orders of n and m values whose U is at least this, at most 1 (Mann and Whitney 1947). */
function exactTails(u: number, n: number, m: number): number {
  if (additions(n, m) > MOST_ADDITIONS) {
    throw new TissuebookError('invalid-argument', `mannWhitney: ${n} and ${m} values have too many orders to count.`, {
      argument: 'method',
      found: n + m,
      advice: "The normal approximation is close enough for so many: method 'asymptotic'.",
    });
  }
  const [few, many] = [Math.min(n, m), Math.max(n, m)];
  // ways[i][at]: of so many values so far, i of the smaller sample, how many orders have U = at.
  const ways = Array.from({ length: few + 1 }, () => new Float64Array(few * many + 1));
  ways[0]![0] = 1;
  for (let value = 1; value <= few + many; value++) {
    for (let i = Math.min(value, few); i > 0; i--) {
      // As the i-th of its sample the value stands above so many of the other.
      const above = value - i;
      const [before, own] = [ways[i - 1]!, ways[i]!];
      for (let at = own.length - 1 - above; at >= 0; at--) own[at + above]! += before[at]!;
    }
  }
  const counts = ways[few]!;
  const all = counts.reduce((sum, count) => sum + count, 0);
  const tail = counts.subarray(Math.ceil(u)).reduce((sum, count) => sum + count, 0);
  return Math.min(1, (2 * tail) / all);
}

/** The p of the rank-sum test corrected for ties and not for continuity; 1 where nothing varies. For tables of many genes. */
export function rankSumTies(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const { sum, n, m, ties } = rankSumOf('rankSum', a, b);
  const all = n + m;
  const variance = ((n * m) / 12) * (all + 1 - ties / all / (all - 1));
  return variance > 0 ? normalTails((sum - (n * (all + 1)) / 2) / Math.sqrt(variance)) : 1;
}

function rankSumOf(
  where: string,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): { sum: number; n: number; m: number; ties: number } {
  if (a.length === 0 || b.length === 0) throw new TissuebookError('invalid-argument', `${where}: a sample is empty.`);
  const both = new Float64Array(a.length + b.length);
  both.set(a as ArrayLike<number>);
  both.set(b as ArrayLike<number>, a.length);
  const place = ranks(both);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += place[i]!;
  return { sum, n: a.length, m: b.length, ties: tieTerm(both) };
}

/**
 * Probabilities corrected for many tests so that the share of false discoveries is held (Benjamini and Hochberg 1995), in
 * the order of the given ones.
 */
export function benjaminiHochberg(p: ArrayLike<number>): Float64Array {
  checkNumbers('benjaminiHochberg', 'p', p);
  const order = Uint32Array.from(p, (_, i) => i).sort((i, j) => p[i]! - p[j]!);
  const out = new Float64Array(p.length);
  let least = 1;
  for (let rank = order.length; rank > 0; rank--) {
    least = Math.min(least, (p[order[rank - 1]!]! * p.length) / rank);
    out[order[rank - 1]!] = least;
  }
  return out;
}
