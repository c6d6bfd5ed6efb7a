import { DenseMatrix } from '../../data';
import { TissuebookError } from '../../errors';
import { checkOptions, integer, number } from '../../options';
import { minimize, type Point } from './minimize';

export interface LinearProbeOptions {
  /** Weight of half the squared coefficients against the sum of the log-losses. 1 (scikit-learn's C = 1). */
  penalty?: number;
  /** Steps of the optimizer, at most. 100 (ours). */
  iterations?: number;
}

/** Length of the mean gradient at which the optimizer stops. */
const TOLERANCE = 1e-4;

/**
 * A linear classifier: multinomial logistic regression on standardized columns. It tells how much of a label can be read off
 * vectors (linear probe), and which type inferred expression looks like.
 */
export class LinearProbe {
  /** In sorted order. */
  readonly classes: readonly string[];
  readonly #scale: Scale;
  /** [classes, columns + 1], the intercept last */
  readonly #weights: Float64Array;

  private constructor(classes: readonly string[], scale: Scale, weights: Float64Array) {
    this.classes = classes;
    this.#scale = scale;
    this.#weights = weights;
  }

  /**
   * Fits towards the one optimum that there is, by L-BFGS.
   *
   * @param x [cells, columns]
   * @param labels one for each cell
   * @throws TissuebookError 'shape-mismatch', 'invalid-argument' (fewer than two labels)
   */
  static fit(x: DenseMatrix, labels: readonly string[], options: LinearProbeOptions = {}): LinearProbe {
    checkOptions('LinearProbe.fit', options, { penalty: number(0), iterations: integer(1) });
    const { penalty = 1, iterations = 100 } = options;
    const classes = [...new Set(labels)].sort();
    if (labels.length !== x.rows) {
      throw new TissuebookError('shape-mismatch', `LinearProbe.fit: ${labels.length} labels for ${x.rows} rows.`, {
        argument: 'labels',
        found: labels.length,
      });
    }
    if (classes.length < 2) {
      throw new TissuebookError('invalid-argument', `LinearProbe.fit: the labels are all ${classes[0] ?? 'missing'}.`, {
        argument: 'labels',
        found: classes.length,
        advice: 'A classifier needs two labels or more.',
      });
    }
    const scale = scaleOf(x);
    const rows = standardize(x, scale);
    const codes = Int32Array.from(labels, (label) => classes.indexOf(label));
    const problem = { rows, width: x.columns + 1, codes, classes: classes.length, penalty: penalty / x.rows };
    return new LinearProbe(classes, scale, fitted(problem, iterations));
  }

  /** Probability of each class [rows, classes]. @throws TissuebookError 'shape-mismatch' */
  probabilities(x: DenseMatrix): DenseMatrix {
    const width = this.#scale.mean.length;
    if (x.columns !== width) {
      throw new TissuebookError('shape-mismatch', `LinearProbe: ${x.columns} columns, fitted on ${width}.`, {
        argument: 'x',
        found: x.columns,
      });
    }
    const out = softmaxRows(standardize(x, this.#scale), this.#weights, width + 1, this.classes.length);
    return new DenseMatrix(x.rows, this.classes.length, out);
  }

  /** The likeliest class of each row. */
  predict(x: DenseMatrix): string[] {
    const all = this.probabilities(x);
    return Array.from({ length: x.rows }, (_, i) => {
      const row = all.row(i);
      return this.classes[row.indexOf(Math.max(...row))]!;
    });
  }
}

interface Scale {
  mean: Float64Array;
  deviation: Float64Array;
}

interface Problem {
  /** [cells, width], the last column 1 */
  rows: Float64Array;
  width: number;
  codes: Int32Array;
  classes: number;
  penalty: number;
}

function scaleOf(x: DenseMatrix): Scale {
  const mean = new Float64Array(x.columns);
  const squares = new Float64Array(x.columns);
  for (let i = 0; i < x.rows; i++) x.row(i).forEach((value, j) => (mean[j]! += value / x.rows));
  for (let i = 0; i < x.rows; i++) x.row(i).forEach((value, j) => (squares[j]! += (value - mean[j]!) ** 2 / x.rows));
  return { mean, deviation: squares.map((value) => Math.sqrt(value) || 1) };
}

function standardize(x: DenseMatrix, { mean, deviation }: Scale): Float64Array {
  const width = x.columns + 1;
  const out = new Float64Array(x.rows * width).fill(1);
  for (let i = 0; i < x.rows; i++) {
    x.row(i).forEach((value, j) => (out[i * width + j] = (value - mean[j]!) / deviation[j]!));
  }
  return out;
}

function softmaxRows(rows: Float64Array, weights: Float64Array, width: number, classes: number): Float64Array {
  const cells = rows.length / width;
  const out = new Float64Array(cells * classes);
  for (let i = 0; i < cells; i++) {
    let [highest, total] = [-Infinity, 0];
    for (let k = 0; k < classes; k++) {
      let score = 0;
      for (let j = 0; j < width; j++) score += rows[i * width + j]! * weights[k * width + j]!;
      out[i * classes + k] = score;
      highest = Math.max(highest, score);
    }
    for (let k = 0; k < classes; k++) total += out[i * classes + k] = Math.exp(out[i * classes + k]! - highest);
    for (let k = 0; k < classes; k++) out[i * classes + k]! /= total;
  }
  return out;
}

/** The mean log-loss with its penalty, and its gradient; intercepts are not penalised. */
function lossAt({ rows, width, codes, classes, penalty }: Problem, weights: Float64Array): Point {
  const shares = softmaxRows(rows, weights, width, classes);
  const gradient = weights.map((weight, at) => (at % width === width - 1 ? 0 : penalty * weight));
  let loss = gradient.reduce((sum, slope, at) => sum + (slope * weights[at]!) / 2, 0);
  const cells = codes.length;
  for (let i = 0; i < cells; i++) {
    loss -= Math.log(Math.max(1e-300, shares[i * classes + codes[i]!]!)) / cells;
    for (let k = 0; k < classes; k++) {
      const off = (shares[i * classes + k]! - (codes[i] === k ? 1 : 0)) / cells;
      for (let j = 0; j < width; j++) gradient[k * width + j]! += off * rows[i * width + j]!;
    }
  }
  return { loss, gradient };
}

function fitted(problem: Problem, iterations: number): Float64Array {
  const start = new Float64Array(problem.classes * problem.width);
  return minimize((weights) => lossAt(problem, weights), start, { iterations, tolerance: TOLERANCE });
}
