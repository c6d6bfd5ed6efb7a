import { checkOptions, integer, number } from '../options';
import { checkList, checkMatrix, checkNoneMissing, checkPaired } from './checks';
import { codesOfLabels } from './labelCodes';
import { nearestOthers } from './nearestOthers';
import { chiSquaredTail } from './special';
import type { Labels, MatrixLike } from './types';

export interface KbetOptions {
  /** Nearest other cells. 25 (ours). */
  k?: number;
  /** Cells whose probability is at least this are not rejected. 0.05. */
  alpha?: number;
}

/** What kbet says of each cell, and of all. */
export interface Kbet {
  /** Chi-squared of each cell's neighborhood. */
  readonly statistic: Float64Array;
  readonly p: Float64Array;
  /** Share of cells whose neighborhood is not rejected: 1 for mixed batches. NaN, not defined, for one batch. */
  readonly accepted: number;
}

/**
 * Whether neighborhoods hold batches in the shares of all cells: a chi-squared test for each cell (kBET; Büttner et al. 2019).
 *
 * @param x embedding [cells, width]
 * @throws TissuebookError 'shape-mismatch', 'invalid-argument' (a cell without a batch, fewer cells than neighbors)
 */
export function kbet(x: MatrixLike, batches: Labels, options: KbetOptions = {}): Kbet {
  checkMatrix('kbet', 'x', x);
  checkList('kbet', 'batches', batches);
  checkPaired('kbet', { length: x.rows }, batches);
  checkNoneMissing('kbet', batches, 'batches');
  checkOptions('kbet', options, { k: integer(1), alpha: number(0, 1) });
  const { k = 25, alpha = 0.05 } = options;
  const { codes, names } = codesOfLabels(batches);
  const expected = new Float64Array(names.length);
  for (const code of codes) expected[code] += k / codes.length;
  const { indices } = nearestOthers('kbet', x, k);
  const statistic = Float64Array.from({ length: x.rows }, (_, i) => {
    const counts = new Float64Array(names.length);
    for (const j of indices.subarray(i * k, (i + 1) * k)) counts[codes[j]]++;
    return counts.reduce((sum, count, code) => sum + (count - expected[code]) ** 2 / expected[code], 0);
  });
  if (names.length < 2) return { statistic, p: statistic.map(() => NaN), accepted: NaN };
  const p = statistic.map((value) => chiSquaredTail(value, names.length - 1));
  return { statistic, p, accepted: p.filter((value) => value >= alpha).length / p.length };
}
