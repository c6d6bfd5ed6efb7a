import { type AnnData, DenseMatrix, type Matrix } from '../../data';
import { checkValues } from '../values/checkValues';

/** How expression becomes vectors whose distances mean something: fixed on some cells, applied to all. */
export interface ExpressionScale {
  /** Counts: divided by the cell's total, times 10,000, log1p. Else the values as they are. */
  readonly counts: boolean;
  /** Taken off [features]. */
  readonly mean: Float64Array;
  /** Divided by afterwards [features]; 1 for counts, whose rare features would only be noise. */
  readonly deviation: Float64Array;
}

/** What X holds, and the moments of its features over some cells. @throws TissuebookError 'not-finite', 'missing-key' */
export function expressionScale(where: string, adata: AnnData, cells: ArrayLike<number>): ExpressionScale {
  const matrix = adata.matrix();
  const { counts } = checkValues(where, adata, matrix);
  const { columns } = matrix;
  const plain = { counts, mean: new Float64Array(columns), deviation: new Float64Array(columns).fill(1) };
  const rows = expressionVectors(matrix, cells, plain);
  const mean = new Float64Array(columns);
  rows.values.forEach((value, at) => (mean[at % columns] += value / rows.rows));
  if (counts) return { ...plain, mean };
  const squares = new Float64Array(columns);
  rows.values.forEach((value, at) => (squares[at % columns] += (value - mean[at % columns]) ** 2));
  return { counts, mean, deviation: squares.map((sum) => Math.sqrt(sum / rows.rows) || 1) };
}

/** Vectors of some cells [cells.length, features]. */
export function expressionVectors(
  matrix: Matrix,
  cells: ArrayLike<number>,
  { counts, mean, deviation }: ExpressionScale,
): DenseMatrix {
  const rows = matrix.takeRows(cells).toDense();
  const out = new Float64Array(rows.values.length);
  for (let i = 0; i < rows.rows; i++) {
    const row = rows.row(i);
    let total = 0;
    for (const value of row) total += value;
    for (let j = 0; j < rows.columns; j++) {
      const value = counts ? Math.log1p(total > 0 ? (row[j] * 10_000) / total : 0) : row[j];
      out[i * rows.columns + j] = (value - mean[j]) / deviation[j];
    }
  }
  return new DenseMatrix(rows.rows, rows.columns, out);
}
