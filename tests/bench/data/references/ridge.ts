import { Matrix, solve } from 'ml-matrix';
import type { DenseMatrix } from '../../../../src/data';

/** Predictions [held, targets] of ridge regression with an intercept, which is not penalised. */
export function ridge(
  x: DenseMatrix,
  y: DenseMatrix,
  split: { trained: readonly number[]; held: readonly number[] },
  penalty: number,
): Matrix {
  const design = (rows: readonly number[]): Matrix => new Matrix(rows.map((i) => [...x.row(i), 1]));
  const a = design(split.trained);
  const targets = new Matrix(split.trained.map((i) => [...y.row(i)]));
  const gram = a.transpose().mmul(a);
  for (let d = 0; d < x.columns; d++) gram.set(d, d, gram.get(d, d) + penalty);
  return design(split.held).mmul(solve(gram, a.transpose().mmul(targets)));
}
