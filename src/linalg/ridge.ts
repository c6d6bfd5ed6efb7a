import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { crossProduct } from './crossProduct';

/** Values in rows, row-major. */
export interface Rows {
  readonly rows: number;
  readonly columns: number;
  readonly values: ArrayLike<number>;
}

/** A linear map from the columns of one matrix to those of another. */
export interface LinearMap {
  /** [columns of x, columns of y] row-major */
  readonly coefficients: Float64Array;
  /** [columns of y] */
  readonly intercepts: Float64Array;
}

/**
 * Ridge regression of several targets at once: least squares plus `penalty` times the squared coefficients, intercepts not
 * penalized. As sklearn.linear_model.Ridge with alpha. Where there are fewer rows than columns, one equation a row is solved.
 *
 * @param penalty above 0
 */
export function ridge(x: Rows, y: Rows, penalty: number): LinearMap {
  const [p, q] = [x.columns, y.columns];
  const [meanX, meanY] = [columnMeans(x), columnMeans(y)];
  const [a, b] = [centered(x, meanX), centered(y, meanY)];
  const wide = p > x.rows;
  const system = wide ? crossProduct(flat(a.transpose()), p, x.rows) : crossProduct(flat(a), x.rows, p);
  const cholesky = new CholeskyDecomposition(penalized(system, wide ? x.rows : p, penalty));
  const solved = wide ? a.transpose().mmul(cholesky.solve(b)) : cholesky.solve(a.transpose().mmul(b));
  const coefficients = flat(solved);
  const intercepts = Float64Array.from(meanY);
  for (let j = 0; j < p; j++) {
    for (let k = 0; k < q; k++) intercepts[k]! -= meanX[j]! * coefficients[j * q + k]!;
  }
  return { coefficients, intercepts };
}

/** What a linear map makes of rows [rows, columns of y]. */
export function applyMap({ coefficients, intercepts }: LinearMap, x: Rows): Float64Array {
  const q = intercepts.length;
  const out = new Float64Array(x.rows * q);
  for (let i = 0; i < x.rows; i++) {
    const row = out.subarray(i * q, (i + 1) * q);
    row.set(intercepts);
    for (let j = 0; j < x.columns; j++) {
      const value = x.values[i * x.columns + j]!;
      if (value === 0) continue;
      for (let k = 0; k < q; k++) row[k]! += value * coefficients[j * q + k]!;
    }
  }
  return out;
}

/** The mean of each column. */
export function columnMeans({ rows, columns, values }: Rows): Float64Array {
  const means = new Float64Array(columns);
  for (let at = 0; at < rows * columns; at++) means[at % columns]! += values[at]! / rows;
  return means;
}

/** A square matrix with something added to its diagonal. @param values [size, size] row-major */
export function penalized(values: Float64Array, size: number, penalty: number): Matrix {
  const rows = Array.from({ length: size }, (_, i) => values.slice(i * size, (i + 1) * size));
  rows.forEach((row, i) => (row[i]! += penalty));
  return new Matrix(rows.map((row) => Array.from(row)));
}

function centered({ rows, columns, values }: Rows, means: Float64Array): Matrix {
  return new Matrix(
    Array.from({ length: rows }, (_, i) => Array.from(means, (mean, j) => values[i * columns + j]! - mean)),
  );
}

const flat = (matrix: Matrix): Float64Array => Float64Array.from(matrix.to1DArray());
