import { type AnnData, DenseMatrix, type Matrix } from '../../data';
import { checkAnnData } from '../../data/checkAnnData';
import { TissuebookError } from '../../errors';
import { checkOptions, number } from '../../options';
import { median } from '../../statistics';
import { recordStep } from '../record';
import { mapStored } from './mapValues';
import { divideRows, rowsFitBlocks, sumRows } from './valueBlocks';

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
  const totals = rowTotals(x);
  const bad = totals.findIndex((total) => !Number.isFinite(total) || total < 0);
  if (bad >= 0) {
    throw new TissuebookError('not-finite', `normalizeTotal: the values of cell ${bad} add up to ${totals[bad]}.`, {
      argument: 'X',
      found: totals[bad],
      advice: 'Totals need counts: finite values, none below zero.',
    });
  }
  const target =
    options.targetSum ??
    median(
      totals.filter((total) => total > 0),
      1,
    );
  const scaled = scaleRows(
    x,
    totals.map((total) => (total > 0 ? total / target : 1)),
  );
  return recordStep(adata, `normalizeTotal(targetSum ${target})`, { X: scaled }, { options });
}

/** The sum of each row, in float64. */
export function rowTotals(matrix: Matrix): Float64Array {
  const { values } = matrix;
  const starts = startsOf(matrix);
  if (values instanceof Float32Array && rowsFitBlocks(starts)) return sumRows(values, starts);
  return Float64Array.from({ length: matrix.rows }, (_, i) => {
    let total = 0;
    for (let e = starts[i]!; e < starts[i + 1]!; e++) total += values[e]!;
    return total;
  });
}

function scaleRows(matrix: Matrix, divisors: Float64Array): Matrix {
  return mapStored(matrix, (values) => {
    const starts = startsOf(matrix);
    if (values instanceof Float32Array && rowsFitBlocks(starts)) return divideRows(values, starts, divisors);
    const out = values.slice();
    for (let i = 0; i < matrix.rows; i++) for (let e = starts[i]!; e < starts[i + 1]!; e++) out[e]! /= divisors[i]!;
    return out;
  });
}

/** Where the stored values of each row begin, and the last ones end. */
function startsOf(matrix: Matrix): Int32Array {
  if (!(matrix instanceof DenseMatrix)) return matrix.indptr;
  return new Int32Array(matrix.rows + 1).map((_, i) => i * matrix.columns);
}
