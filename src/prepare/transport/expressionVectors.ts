import { exactMath } from '../../exactMath';
import { type AnnData, DenseMatrix, type Matrix } from '../../data';
import { checkValues } from '../values/checkValues';

/** How expression becomes vectors whose distances mean something: fixed on some cells, applied to all. */
export interface ExpressionScale {
  /** Counts: divided by the cell's total, times 10,000, log1p. Else the values as they are. */
  readonly counts: boolean;
  /** Taken off [features]. */
  readonly mean: ArrayLike<number>;
  /** Divided by afterwards [features]; 1 for counts, whose rare features would only be noise. */
  readonly deviation: ArrayLike<number>;
}

/** Cells that are dense in memory at once (ours). */
const BLOCK = 1024;

/**
 * What X holds, and the moments of its features over some cells.
 *
 * @returns the scale, and the variance of each feature before anything is divided
 * @throws TissuebookError 'not-finite', 'missing-key'
 */
export function expressionScale(
  where: string,
  adata: AnnData,
  cells: ArrayLike<number>,
): ExpressionScale & { readonly variance: Float64Array } {
  const matrix = adata.matrix();
  const { counts } = checkValues(where, adata, matrix);
  const n = cells.length;
  const mean = new Float64Array(matrix.columns);
  eachRow(matrix, cells, counts, (row) => row.forEach((value, j) => (mean[j] += value / n)));
  const variance = new Float64Array(matrix.columns);
  eachRow(matrix, cells, counts, (row) => row.forEach((value, j) => (variance[j] += (value - mean[j]) ** 2 / n)));
  return { counts, mean, deviation: variance.map((value) => (counts ? 1 : Math.sqrt(value) || 1)), variance };
}

/**
 * Vectors of some cells [cells.length, features].
 *
 * @param columns which features, all unless given; totals of cells count all of them
 */
export function expressionVectors(
  matrix: Matrix,
  cells: ArrayLike<number>,
  { counts, mean, deviation }: ExpressionScale,
  columns?: ArrayLike<number>,
): DenseMatrix {
  const width = columns?.length ?? matrix.columns;
  const out = new Float32Array(cells.length * width);
  eachRow(matrix, cells, counts, (row, i) => {
    for (let k = 0; k < width; k++) {
      const j = columns ? columns[k] : k;
      out[i * width + k] = (row[j] - mean[j]) / deviation[j];
    }
  });
  return new DenseMatrix(cells.length, width, out);
}

/** Rows one after the other on their scale before it is centered; a row is used again for the next. */
function eachRow(
  matrix: Matrix,
  cells: ArrayLike<number>,
  counts: boolean,
  use: (row: Float64Array, place: number) => void,
): void {
  const row = new Float64Array(matrix.columns);
  for (let from = 0; from < cells.length; from += BLOCK) {
    const block = Int32Array.from({ length: Math.min(BLOCK, cells.length - from) }, (_, i) => cells[from + i]);
    const dense = matrix.takeRows(block).toDense();
    for (let i = 0; i < block.length; i++) {
      const values = dense.row(i);
      let total = 0;
      for (let j = 0; j < row.length; j++) total += values[j];
      for (let j = 0; j < row.length; j++) {
        row[j] = counts ? exactMath.log1p(total > 0 ? (values[j] * 10_000) / total : 0) : values[j];
      }
      use(row, from + i);
    }
  }
}
