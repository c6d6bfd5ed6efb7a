import { type AnnData, DenseMatrix, type Matrix } from '../../data';
import { checkAnnData } from '../../data/checkAnnData';
import { TissuebookError } from '../../errors';
import { checkOptions, number } from '../../options';
import { median } from '../../statistics';
import { recordStep } from '../record';

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
  return recordStep(adata, `normalizeTotal(targetSum ${target})`, { X: scaled });
}

/** The sum of each row, in float64. */
export function rowTotals(matrix: Matrix): Float64Array {
  const { values } = matrix;
  const totals = new Float64Array(matrix.rows);
  for (let i = 0; i < matrix.rows; i++) {
    const [from, to] = extent(matrix, i);
    let total = 0;
    for (let e = from; e < to; e++) total += values[e]!;
    totals[i] = total;
  }
  return totals;
}

function scaleRows(matrix: Matrix, divisors: Float64Array): Matrix {
  const values = matrix.values.slice();
  for (let i = 0; i < matrix.rows; i++) {
    const [from, to] = extent(matrix, i);
    const divisor = divisors[i]!;
    for (let e = from; e < to; e++) values[e]! /= divisor;
  }
  return matrix instanceof DenseMatrix
    ? new DenseMatrix(matrix.rows, matrix.columns, values)
    : matrix.withValues(values);
}

/** Where the stored values of a row begin and end. */
function extent(matrix: Matrix, row: number): [number, number] {
  return matrix instanceof DenseMatrix
    ? [row * matrix.columns, (row + 1) * matrix.columns]
    : [matrix.indptr[row]!, matrix.indptr[row + 1]!];
}
