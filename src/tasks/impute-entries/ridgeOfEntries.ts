import { inverse, Matrix } from 'ml-matrix';
import { DenseMatrix } from '../../data';
import { columnMeans, crossProduct, penalized } from '../../linalg';
import { geneMeans, type KnownEntries, withFilled } from './entryBaselines';

/** Multiplications above which the answer is left out: some minutes (ours). */
const MOST_WORK = 5e10;

/** Whether the regression is small enough to be made unasked. */
export function ridgeIsCheap({ rows, columns }: DenseMatrix, beside: boolean): boolean {
  const width = beside ? 2 * columns : columns;
  return rows * width * (width / 2 + columns) + width ** 3 < MOST_WORK;
}

/**
 * Each gene by ridge regression on a cell's other genes, and on further values of the cell if given, such as means of the nearest
 * cells (equal to a linear model of its neighborhood). Hidden entries stand at their gene's mean; a gene is fitted to the cells in
 * which it is known. The penalty is the mean variance of the columns times columns / cells (ours).
 *
 * All genes share one covariance matrix C: the coefficients of gene j on the others follow from row j of the inverse of
 * C + penalty, as in any Gaussian model, so no gene needs an equation of its own.
 *
 * @param beside [cells, genes], without hidden entries
 */
export function ridgeOfEntries(known: KnownEntries, beside?: DenseMatrix): DenseMatrix {
  const { rows, columns } = known.x;
  const filled = withFilled(known, geneMeans(known));
  const x = beside ? sideBySide(filled, beside) : filled;
  const means = columnMeans(x);
  const values = Float64Array.from(x.values, (value, at) => value - means[at % x.columns]!);
  const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  const precision = precisionOf(values, rows, x.columns, Math.max(1e-9, (variance * x.columns) / rows));
  const shares = knownShares(known);
  const out = new DenseMatrix(rows, columns, new Float32Array(rows * columns));
  const coefficients = new Float64Array(x.columns);
  for (let j = 0; j < columns; j++) {
    const own = precision.get(j, j) * Math.max(1 / rows, shares[j]!);
    for (let k = 0; k < x.columns; k++) coefficients[k] = k === j ? 0 : -precision.get(j, k) / own;
    for (let i = 0; i < rows; i++) {
      let sum = means[j]!;
      for (let k = 0; k < x.columns; k++) sum += coefficients[k]! * values[i * x.columns + k]!;
      out.values[i * columns + j] = sum;
    }
  }
  return out;
}

/**
 * The inverse of the covariance with `penalty` added to its diagonal. Where there are fewer rows than columns, by the inverse of a
 * matrix of rows (Woodbury's identity).
 */
function precisionOf(values: Float64Array, rows: number, columns: number, penalty: number): Matrix {
  const x = new Matrix(Array.from({ length: rows }, (_, i) => Array.from(values.subarray(i * columns, (i + 1) * columns)))); // prettier-ignore
  if (columns <= rows) {
    const covariance = crossProduct(values, rows, columns).map((sum) => sum / rows);
    return inverse(penalized(covariance, columns, penalty));
  }
  const transposed = Float64Array.from(x.transpose().to1DArray());
  const gram = crossProduct(transposed, columns, rows).map((sum) => sum / rows);
  const inner = inverse(penalized(gram, rows, penalty));
  return Matrix.eye(columns, columns).sub(x.transpose().mmul(inner).mmul(x).div(rows)).div(penalty);
}

/** The share of the cells in which each gene is known: hidden entries at the mean take as much off every covariance. */
function knownShares({ x: { rows, columns }, hidden }: KnownEntries): Float64Array {
  const shares = new Float64Array(columns).fill(1);
  hidden.forEach((one, at) => (shares[at % columns]! -= one / rows));
  return shares;
}

function sideBySide(a: DenseMatrix, b: DenseMatrix): DenseMatrix {
  const columns = a.columns + b.columns;
  const out = new DenseMatrix(a.rows, columns, new Float32Array(a.rows * columns));
  for (let i = 0; i < a.rows; i++) {
    out.row(i).set(a.row(i));
    out.row(i).set(b.row(i), a.columns);
  }
  return out;
}
