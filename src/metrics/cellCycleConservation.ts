import { Matrix, QrDecomposition, SingularValueDecomposition } from 'ml-matrix';
import { checkList, checkMatrix, checkPaired } from './checks';
import { codesOfLabels } from './labelCodes';
import type { Labels, MatrixLike } from './types';

/** Components with a smaller part of the largest singular value are rounding. */
const NOTHING = 1e-5;

/**
 * The share of the variance of x that covariates explain: over all principal components, their variance times R2 of a regression on
 * the covariates with an intercept (principal component regression; Büttner et al. 2019).
 *
 * @param x [cells, columns] @param covariates [cells, covariates]
 * @throws TissuebookError 'shape-mismatch'
 */
export function principalComponentRegression(x: MatrixLike, covariates: MatrixLike): number {
  checkMatrix('principalComponentRegression', 'x', x);
  checkMatrix('principalComponentRegression', 'covariates', covariates);
  checkPaired('principalComponentRegression', { length: x.rows }, { length: covariates.rows });
  const centered = toMatrix(x);
  centered.subRowVector(centered.mean('column'));
  const { leftSingularVectors: u, diagonal } = new SingularValueDecomposition(centered, { autoTranspose: true });
  const design = new Matrix(x.rows, covariates.columns + 1);
  for (let i = 0; i < x.rows; i++) {
    design.set(i, 0, 1);
    for (let j = 0; j < covariates.columns; j++) design.set(i, j + 1, covariates.values[i * covariates.columns + j]);
  }
  const along = new QrDecomposition(independent(design)).orthogonalMatrix.transpose().mmul(u);
  let [explained, total] = [0, 0];
  diagonal.forEach((singular, k) => {
    if (!(singular > NOTHING * diagonal[0])) return;
    const component = u.getColumn(k);
    const mean = component.reduce((sum, value) => sum + value, 0) / x.rows;
    const r2 = along.getColumn(k).reduce((sum, value) => sum + value * value, 0) - x.rows * mean * mean;
    explained += singular * singular * Math.max(r2, 0);
    total += singular * singular;
  });
  return total === 0 ? 0 : explained / total;
}

/** What became of the cell cycle in one batch. */
export interface CellCycleShare {
  /** Share of the variance that the cycle explains, before and after. */
  readonly before: number;
  readonly after: number;
  /** 1 - |after - before| / before, not below 0; NaN where nothing of the variance is the cycle's before. */
  readonly score: number;
}

/**
 * How far an embedding keeps the cell cycle: in each batch, the variance that S and G2M scores explain in the embedding against that
 * in the expression (scib's cell_cycle, with all components).
 *
 * @param before log-normalized expression [cells, genes] @param after embedding [cells, width]
 * @param cycle [cells, 2] scores of S and G2M, or phases, one column each
 * @param batches of each cell; one batch unless given
 * @returns by batch
 * @throws TissuebookError 'shape-mismatch'
 */
export function cellCycleByBatch(
  before: MatrixLike,
  after: MatrixLike,
  cycle: MatrixLike,
  batches?: Labels,
): Map<string, CellCycleShare> {
  for (const [name, matrix] of Object.entries({ before, after, cycle }))
    checkMatrix('cellCycleConservation', name, matrix);
  for (const matrix of [after, cycle]) {
    checkPaired('cellCycleConservation', { length: before.rows }, { length: matrix.rows });
  }
  const batch = batches ?? new Int32Array(before.rows);
  checkList('cellCycleConservation', 'batches', batch);
  checkPaired('cellCycleConservation', { length: before.rows }, batch);
  const { codes, names } = codesOfLabels(batch);
  return new Map(
    names.map((name, code) => {
      const cells = Int32Array.from(codes.keys()).filter((cell) => codes[cell] === code);
      const covariates = rowsOf(cycle, cells);
      const was = principalComponentRegression(rowsOf(before, cells), covariates);
      const is = principalComponentRegression(rowsOf(after, cells), covariates);
      return [name, { before: was, after: is, score: was > 0 ? Math.max(0, 1 - Math.abs(is - was) / was) : NaN }];
    }),
  );
}

/** The mean score of cellCycleByBatch over batches: 1 for a cycle as strong as before. */
export function cellCycleConservation(...given: Parameters<typeof cellCycleByBatch>): number {
  const scores = [...cellCycleByBatch(...given).values()].map(({ score }) => score);
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

/** The columns that are no combination of those before: phases add up to the intercept. */
function independent(design: Matrix): Matrix {
  const kept: number[] = [];
  const basis: Matrix[] = [];
  for (let j = 0; j < design.columns; j++) {
    const column = design.getColumnVector(j);
    const length = column.norm();
    for (const direction of basis) column.sub(Matrix.mul(direction, direction.dot(column)));
    if (!(column.norm() > 1e-9 * length)) continue;
    basis.push(column.div(column.norm()));
    kept.push(j);
  }
  return design.subMatrixColumn(kept);
}

function toMatrix({ rows, columns, values }: MatrixLike): Matrix {
  return Matrix.from1DArray(rows, columns, Float64Array.from(values));
}

function rowsOf({ columns, values }: MatrixLike, rows: Int32Array): MatrixLike {
  const own = Float64Array.from({ length: rows.length * columns }, (_, at) => {
    return values[rows[Math.floor(at / columns)] * columns + (at % columns)];
  });
  return { rows: rows.length, columns, values: own };
}
