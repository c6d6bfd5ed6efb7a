import { checkNumbers } from './checks';
import { TissuebookError } from '../errors';
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

/**
 * The Mann-Whitney U test by its normal approximation, corrected for ties and for continuity, two-sided. As
 * scipy.stats.mannwhitneyu with method 'asymptotic'.
 */
export function mannWhitney(a: ArrayLike<number>, b: ArrayLike<number>): { u: number; p: number } {
  checkNumbers('mannWhitney', 'a', a);
  checkNumbers('mannWhitney', 'b', b);
  const { sum, n, m, ties } = rankSumOf('mannWhitney', a, b);
  const u = sum - (n * (n + 1)) / 2;
  const all = n + m;
  const deviation = Math.sqrt(((n * m) / 12) * (all + 1 - ties / (all * (all - 1))));
  const away = Math.max(u, n * m - u) - (n * m) / 2 - 0.5;
  return {
    u,
    p: deviation === 0 ? 1 : away < 0 ? Math.min(1, 2 - normalTails(away / deviation)) : normalTails(away / deviation),
  };
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
