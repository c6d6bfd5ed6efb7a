import { exactMath } from '../../exactMath';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { DenseMatrix } from '../../data';
import { TissuebookError } from '../../errors';
import { checkOptions } from '../../options';

export interface RidgeProbeOptions {
  /**
   * Weight of the squared coefficients of standardized columns; 'auto' takes the one among 19 from 1e-3 to 1e6 times the rows with
   * the least error when each row is left out in turn, over all targets together. 'auto'.
   */
  penalty?: number | 'auto';
}

/** Penalties that 'auto' tries, by row: three a power of ten (ours). */
const TRIED = Array.from({ length: 19 }, (_, i) => exactMath.pow(10, -5 + i / 3));

/**
 * Ridge regression of several targets on standardized columns, with an intercept that is not penalized: how much of some values
 * can be read off vectors.
 *
 *     const ridge = RidgeProbe.fit(vectors.takeRows(train), genes.takeRows(train));
 *     const predicted = ridge.predict(vectors.takeRows(test)); // [test, genes]
 */
export class RidgeProbe {
  readonly penalty: number;
  /** Mean error of a target when each row is left out in turn. */
  readonly leftOutError: number;
  readonly #mean: Float64Array;
  readonly #scale: Float64Array;
  /** [columns, targets] */
  readonly #weights: Matrix;
  readonly #intercept: Float64Array;

  private constructor(parts: {
    penalty: number;
    leftOutError: number;
    mean: Float64Array;
    scale: Float64Array;
    weights: Matrix;
    intercept: Float64Array;
  }) {
    this.penalty = parts.penalty;
    this.leftOutError = parts.leftOutError;
    this.#mean = parts.mean;
    this.#scale = parts.scale;
    this.#weights = parts.weights;
    this.#intercept = parts.intercept;
  }

  /**
   * @param x [rows, columns] @param y [rows, targets]
   * @throws TissuebookError 'shape-mismatch', 'invalid-argument' (fewer than three rows)
   */
  static fit(x: DenseMatrix, y: DenseMatrix, options: RidgeProbeOptions = {}): RidgeProbe {
    checkOptions('RidgeProbe.fit', options, {
      penalty: (value) =>
        value === 'auto' || (typeof value === 'number' && value >= 0 && value < Infinity)
          ? undefined
          : "a number from 0, or 'auto'",
    });
    checkRows(x, y);
    const { mean, scale } = momentsOf(x);
    const centered = centeredMatrix(x, mean, scale);
    const { mean: intercept } = momentsOf(y);
    const targets = centeredMatrix(y, intercept);
    const parts = decompose(centered);
    const rotated = parts.left.transpose().mmul(targets);
    const { penalty = 'auto' } = options;
    const tried = penalty === 'auto' ? TRIED.map((each) => each * x.rows) : [penalty];
    const scored = tried.map((each) => ({ each, error: leftOut(parts, rotated, targets, each) }));
    const best = scored.reduce((least, one) => (one.error < least.error ? one : least));
    const shrunk = rotated.clone();
    parts.singular.forEach((s, k) => shrunk.mulRow(k, s / (s * s + best.each)));
    const weights = parts.right.mmul(shrunk);
    return new RidgeProbe({ penalty: best.each, leftOutError: best.error, mean, scale, weights, intercept });
  }

  /** [rows, targets]. @throws TissuebookError 'shape-mismatch' */
  predict(x: DenseMatrix): DenseMatrix {
    if (x.columns !== this.#mean.length) {
      throw new TissuebookError('shape-mismatch', `RidgeProbe: ${x.columns} columns, fitted on ${this.#mean.length}.`, {
        argument: 'x',
        found: x.columns,
      });
    }
    const said = centeredMatrix(x, this.#mean, this.#scale).mmul(this.#weights);
    const targets = this.#intercept.length;
    const values = Float64Array.from(
      { length: x.rows * targets },
      (_, at) => said.get(Math.floor(at / targets), at % targets) + this.#intercept[at % targets]!,
    );
    return new DenseMatrix(x.rows, targets, values);
  }
}

/** x = left diag(singular) right^T, without directions that x does not have. */
interface Decomposition {
  left: Matrix;
  singular: number[];
  right: Matrix;
}

/** By the eigenvectors of the smaller product of x with itself. */
function decompose(x: Matrix): Decomposition {
  const wide = x.columns > x.rows;
  const product = wide ? x.mmul(x.transpose()) : x.transpose().mmul(x);
  const { realEigenvalues: values, eigenvectorMatrix: vectors } = new EigenvalueDecomposition(product, {
    assumeSymmetric: true,
  });
  const least = 1e-10 * Math.max(...values, 0);
  const kept = values.flatMap((value, k) => (value > least ? [k] : []));
  const singular = kept.map((k) => Math.sqrt(values[k]!));
  if (kept.length === 0) {
    return { left: Matrix.zeros(x.rows, 1), singular: [0], right: Matrix.zeros(x.columns, 1) };
  }
  const own = vectors.subMatrixColumn(kept);
  const other = wide ? x.transpose().mmul(own) : x.mmul(own);
  singular.forEach((s, k) => other.mulColumn(k, 1 / s));
  return wide ? { left: own, singular, right: other } : { left: other, singular, right: own };
}

/** The mean square error of rows that are left out in turn, without fitting again: the residual over 1 - leverage. */
function leftOut({ left, singular }: Decomposition, rotated: Matrix, targets: Matrix, penalty: number): number {
  const shares = singular.map((s) => (s === 0 ? 0 : (s * s) / (s * s + penalty)));
  const shrunk = rotated.clone();
  shares.forEach((share, k) => shrunk.mulRow(k, share));
  const fitted = left.mmul(shrunk);
  let error = 0;
  for (let i = 0; i < targets.rows; i++) {
    let leverage = 1 / targets.rows;
    for (let k = 0; k < shares.length; k++) leverage += shares[k]! * left.get(i, k) ** 2;
    const rest = Math.max(1e-9, 1 - leverage);
    for (let j = 0; j < targets.columns; j++) error += ((targets.get(i, j) - fitted.get(i, j)) / rest) ** 2;
  }
  return error / (targets.rows * targets.columns);
}

function checkRows(x: DenseMatrix, y: DenseMatrix): void {
  if (x.rows !== y.rows) {
    throw new TissuebookError('shape-mismatch', `RidgeProbe.fit: ${x.rows} rows of x, ${y.rows} of y.`, {
      argument: 'y',
      found: y.rows,
    });
  }
  if (x.rows >= 3 && x.columns > 0 && y.columns > 0) return;
  throw new TissuebookError('invalid-argument', `RidgeProbe.fit: ${x.rows} rows of ${x.columns} columns are too few.`, {
    argument: 'x',
    found: x.rows,
    advice: 'It takes three rows or more.',
  });
}

/** Mean and standard deviation (n) of each column; 1 for one that does not vary. */
function momentsOf({ rows, columns, values }: DenseMatrix): { mean: Float64Array; scale: Float64Array } {
  const [mean, squares] = [new Float64Array(columns), new Float64Array(columns)];
  for (let at = 0; at < values.length; at++) mean[at % columns]! += values[at]! / rows;
  for (let at = 0; at < values.length; at++) squares[at % columns]! += (values[at]! - mean[at % columns]!) ** 2 / rows;
  const scale = squares.map((square, j) => {
    const deviation = Math.sqrt(square);
    return deviation > 1e-9 * Math.max(1e-9, Math.abs(mean[j]!)) ? deviation : 1;
  });
  return { mean, scale };
}

function centeredMatrix({ rows, columns, values }: DenseMatrix, mean: Float64Array, scale?: Float64Array): Matrix {
  const out = new Matrix(rows, columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) out.set(i, j, (values[i * columns + j]! - mean[j]!) / (scale?.[j] ?? 1));
  }
  return out;
}
