import { checkAnyMatrix, checkList, checkMatrix, checkPaired } from './checks';
import { codesOfLabels } from './labelCodes';
import type { Labels, MatrixLike, SparseLike } from './types';

/** A covariate of which less than this part is left is a combination of those before. */
const NOTHING = 1e-9;

/**
 * The share of the variance of x that covariates explain: over all principal components, their variance times R2 of a regression on
 * the covariates with an intercept (principal component regression; Büttner et al. 2019). Components are an orthogonal basis, so that the
 * sum over all of them is that over the columns of x: none is computed, and a sparse matrix stays sparse.
 *
 * @param x [cells, columns], dense or sparse @param covariates [cells, covariates]
 * @throws TissuebookError 'shape-mismatch'
 */
export function principalComponentRegression(x: MatrixLike | SparseLike, covariates: MatrixLike): number {
  checkAnyMatrix('principalComponentRegression', 'x', x);
  checkMatrix('principalComponentRegression', 'covariates', covariates);
  checkPaired('principalComponentRegression', { length: x.rows }, { length: covariates.rows });
  return explainedShare(
    x,
    covariates,
    Int32Array.from({ length: x.rows }, (_, cell) => cell),
  );
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
 * @param before log-normalized expression [cells, genes], dense or sparse @param after embedding [cells, width]
 * @param cycle [cells, 2] scores of S and G2M, or phases, one column each
 * @param batches of each cell; one batch unless given
 * @returns by batch
 * @throws TissuebookError 'shape-mismatch'
 */
export function cellCycleByBatch(
  before: MatrixLike | SparseLike,
  after: MatrixLike | SparseLike,
  cycle: MatrixLike,
  batches?: Labels,
): Map<string, CellCycleShare> {
  for (const [name, matrix] of Object.entries({ before, after })) checkAnyMatrix('cellCycleConservation', name, matrix);
  checkMatrix('cellCycleConservation', 'cycle', cycle);
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
      const [was, is] = [before, after].map((matrix) => explainedShare(matrix, cycle, cells));
      return [name, { before: was, after: is, score: was > 0 ? Math.max(0, 1 - Math.abs(is - was) / was) : NaN }];
    }),
  );
}

/** The mean score of cellCycleByBatch over batches: 1 for a cycle as strong as before. */
export function cellCycleConservation(...given: Parameters<typeof cellCycleByBatch>): number {
  const scores = [...cellCycleByBatch(...given).values()].map(({ score }) => score);
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

/** principalComponentRegression of some cells. */
function explainedShare(x: MatrixLike | SparseLike, covariates: MatrixLike, cells: Int32Array): number {
  const directions = centeredDirections(covariates, cells);
  const { columns } = x;
  const [sums, stored] = [new Float64Array(columns), new Float64Array(columns)];
  const along = directions.map(() => new Float64Array(columns));
  forEachEntry(x, cells, (i, j, value) => {
    sums[j] += value;
    stored[j]++;
    directions.forEach((direction, d) => (along[d][j] += direction[i] * value));
  });
  const means = sums.map((sum) => sum / cells.length);
  let total = means.reduce((all, mean, j) => all + (cells.length - stored[j]) * mean * mean, 0);
  forEachEntry(x, cells, (_, j, value) => (total += (value - means[j]) ** 2));
  const explained = along.reduce((all, sum) => all + sum.reduce((squares, value) => squares + value * value, 0), 0);
  return total === 0 ? 0 : explained / total;
}

/** Covariates without their means, made orthogonal and of length 1; those that are combinations of others are left out. */
function centeredDirections({ columns, values }: MatrixLike, cells: Int32Array): Float64Array[] {
  const found: Float64Array[] = [];
  for (let c = 0; c < columns; c++) {
    const given = Float64Array.from(cells, (cell) => values[cell * columns + c]);
    const mean = given.reduce((sum, value) => sum + value, 0) / given.length;
    let rest = given.map((value) => value - mean);
    for (const direction of found) {
      const shared = product(direction, rest);
      rest = rest.map((value, i) => value - shared * direction[i]);
    }
    const length = Math.sqrt(product(rest, rest));
    if (length > NOTHING * Math.sqrt(product(given, given))) found.push(rest.map((value) => value / length));
  }
  return found;
}

const product = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0);

/** All entries of some rows, or those that are stored. @param visit is given the place of a row in the list */
function forEachEntry(
  x: MatrixLike | SparseLike,
  rows: Int32Array,
  visit: (i: number, j: number, value: number) => void,
): void {
  const { columns, values } = x;
  rows.forEach((row, i) => {
    if ('indptr' in x) {
      for (let e = x.indptr[row]; e < x.indptr[row + 1]; e++) visit(i, x.indices[e], values[e]);
      return;
    }
    for (let j = 0; j < columns; j++) visit(i, j, values[row * columns + j]);
  });
}
