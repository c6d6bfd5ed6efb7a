import { type AnnData, type Matrix } from '../../data';
import { checkAnnData } from '../../data/checkAnnData';
import { TissuebookError } from '../../errors';
import { checkOptions, number } from '../../options';
import { median } from '../../statistics';
import { recordStep } from '../record';
import { mapStored, rowStarts } from './mapValues';
import { divideRows, normalizeRows, rowsFitBlocks, sumRows } from './valueBlocks';

export interface NormalizeTotalOptions {
  /** The total of every cell afterwards. The median of the totals of cells that have any (scanpy's default). */
  targetSum?: number;
}

/**
 * Scales each cell so that its values add up to the same total; cells without any value stay empty.
 * As scanpy.pp.normalize_total.
 *
 * @returns a new AnnData with another X
 * @throws TissuebookError 'missing-key' without X, 'not-finite' when a total is not a number or below zero
 */
export function normalizeTotal(adata: AnnData, options: NormalizeTotalOptions = {}): AnnData {
  checkAnnData('normalizeTotal', 'adata', adata);
  checkOptions('normalizeTotal', options, { targetSum: number(Number.MIN_VALUE) });
  const x = adata.matrix();
  const { targetSum } = options;
  const { values } = x;
  const inBlocks = values instanceof Float32Array && rowsFitBlocks(rowStarts(x));
  if (inBlocks && targetSum !== undefined) {
    const scaled = normalizeRows(values, rowStarts(x), targetSum);
    checkTotals(scaled.totals);
    return recorded(adata, mapStored(x, () => scaled.values), targetSum, options); // prettier-ignore
  }
  const totals = rowTotals(x);
  checkTotals(totals);
  const target = targetSum ?? medianTotal(totals);
  const divisors = totals.map((total) => (total > 0 ? total / target : 1));
  return recorded(adata, scaleRows(x, divisors), target, options);
}

function recorded(adata: AnnData, X: Matrix, target: number, options: NormalizeTotalOptions): AnnData {
  return recordStep(adata, `normalizeTotal(targetSum ${target})`, { X }, { options });
}

function medianTotal(totals: Float64Array): number {
  return median(
    totals.filter((total) => total > 0),
    1,
  );
}

function checkTotals(totals: Float64Array): void {
  const bad = totals.findIndex((total) => !Number.isFinite(total) || total < 0);
  if (bad < 0) return;
  throw new TissuebookError('not-finite', `normalizeTotal: the values of cell ${bad} add up to ${totals[bad]}.`, {
    argument: 'X',
    found: totals[bad],
    advice: 'Totals need counts: finite values, none below zero.',
  });
}

/** The sum of each row, in float64. */
export function rowTotals(matrix: Matrix): Float64Array {
  const { values } = matrix;
  const starts = rowStarts(matrix);
  if (values instanceof Float32Array && rowsFitBlocks(starts)) return sumRows(values, starts);
  return Float64Array.from({ length: matrix.rows }, (_, i) => {
    let total = 0;
    for (let e = starts[i]!; e < starts[i + 1]!; e++) total += values[e]!;
    return total;
  });
}

function scaleRows(matrix: Matrix, divisors: Float64Array): Matrix {
  return mapStored(matrix, (values) => {
    const starts = rowStarts(matrix);
    if (values instanceof Float32Array && rowsFitBlocks(starts)) return divideRows(values, starts, divisors);
    const out = values.slice();
    for (let i = 0; i < matrix.rows; i++) for (let e = starts[i]!; e < starts[i + 1]!; e++) out[e]! /= divisors[i]!;
    return out;
  });
}
