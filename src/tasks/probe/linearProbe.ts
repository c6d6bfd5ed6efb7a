import { DenseMatrix } from '../../data';
import { TissuebookError } from '../../errors';
import { checkOptions, integer, number } from '../../options';
import { minimize } from './minimize';
import { type Scale, SoftmaxLoss } from './softmaxLoss';

export interface LinearProbeOptions {
  /** Weight of half the squared coefficients against the sum of the log-losses. 1 (scikit-learn's C = 1). */
  penalty?: number;
  /** Steps of the optimizer, at most. 100 (ours). */
  iterations?: number;
}

/** The largest slope of the mean loss at which the optimizer stops, as scikit-learn's. */
const TOLERANCE = 1e-4;

/**
 * A linear classifier: multinomial logistic regression on standardized columns. It tells how much of a label can be read off
 * vectors (linear probe), and which type inferred expression looks like.
 */
export class LinearProbe {
  /** In sorted order. */
  readonly classes: readonly string[];
  readonly #scale: Scale;
  /** [classes, columns and the intercept, filled up: see SoftmaxLoss] */
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
   * @throws TissuebookError 'shape-mismatch', 'invalid-argument' (fewer than two labels), 'out-of-memory' (more than 4 GB of
   *   values in 64 bits)
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
    const loss = new SoftmaxLoss(x, scale, classes.length);
    const code = new Map(classes.map((name, k) => [name, k]));
    const codes = Int32Array.from(labels, (label) => code.get(label)!);
    const start = new Float64Array(classes.length * loss.width);
    const weights = minimize((at) => loss.at(at, codes, penalty / x.rows, x.columns), start, {
      iterations,
      tolerance: TOLERANCE,
    });
    return new LinearProbe(classes, scale, weights);
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
    const loss = new SoftmaxLoss(x, this.#scale, this.classes.length);
    return new DenseMatrix(x.rows, this.classes.length, loss.probabilities(this.#weights));
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

function scaleOf({ rows, columns, values }: DenseMatrix): Scale {
  const mean = new Float64Array(columns);
  const squares = new Float64Array(columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) mean[j]! += values[i * columns + j]! / rows;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) squares[j]! += (values[i * columns + j]! - mean[j]!) ** 2 / rows;
  }
  return { mean, deviation: squares.map((value) => Math.sqrt(value) || 1) };
}
