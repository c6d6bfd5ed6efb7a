import { exactMath } from '../../exactMath';
import type { DenseMatrix } from '../../data';
import { SharedArena } from '../../wasm';
import type { Point } from './minimize';

/** What taking the mean off and dividing by the deviation needs, a number for each column. */
export interface Scale {
  mean: Float64Array;
  deviation: Float64Array;
}

/** Numbers that the kernels take together: see src/wasm/kernels/dense.ts. */
const CELLS_TOGETHER = 4;
const TOGETHER = 2;

/** The log-loss of a multinomial logistic regression on standardized columns, and its probabilities. */
export class SoftmaxLoss {
  /** Columns and the intercept, filled up with a column of zeros to an even number; so are the classes. */
  readonly width: number;
  readonly #arena = new SharedArena();
  readonly #cells: number;
  readonly #padded: { cells: number; classes: number };
  readonly #rows: ReturnType<SharedArena['f64']>;
  readonly #weights: ReturnType<SharedArena['f64']>;
  readonly #shares: ReturnType<SharedArena['f64']>;
  readonly #sums: ReturnType<SharedArena['f64']>;

  constructor(
    x: DenseMatrix,
    scale: Scale,
    readonly classes: number,
  ) {
    this.#cells = x.rows;
    this.#padded = { cells: upTo(x.rows, CELLS_TOGETHER), classes: upTo(classes, TOGETHER) };
    this.width = upTo(x.columns + 1, TOGETHER);
    this.#rows = this.#arena.f64(this.#padded.cells * this.width);
    this.#weights = this.#arena.f64(this.#padded.classes * this.width);
    this.#shares = this.#arena.f64(this.#padded.cells * this.#padded.classes);
    this.#sums = this.#arena.f64(this.#padded.classes * this.width);
    standardizeInto(this.#rows.values, this.width, x, scale);
  }

  /**
   * Probabilities of the classes [cells, classes].
   *
   * @param weights [classes, width], the intercept behind the columns
   */
  probabilities(weights: Float64Array): Float64Array {
    this.#softmax(weights);
    const { classes } = this.#padded;
    const out = new Float64Array(this.#cells * this.classes);
    for (let i = 0; i < this.#cells; i++) {
      const row = this.#shares.values.subarray(i * classes, i * classes + this.classes);
      out.set(row, i * this.classes);
    }
    return out;
  }

  /** The mean log-loss with its penalty, and its gradient; intercepts are not penalized. */
  at(weights: Float64Array, codes: Int32Array, penalty: number, intercept: number): Point {
    this.#softmax(weights);
    const shares = this.#shares.values;
    const { classes } = this.#padded;
    const cells = this.#cells;
    let loss = 0;
    for (let i = 0; i < cells; i++) {
      const own = i * classes + codes[i]!;
      loss -= exactMath.log(Math.max(1e-300, shares[own]!)) / cells;
      shares[own]! -= 1;
    }
    this.#sums.values.fill(0);
    const { addProducts } = this.#arena.kernels;
    addProducts!(this.#shares.at, this.#rows.at, this.#sums.at, this.#padded.cells, classes, this.width);
    const gradient = this.#sums.values.slice(0, weights.length);
    for (let at = 0; at < gradient.length; at++) {
      gradient[at]! /= cells;
      if (at % this.width === intercept) continue;
      gradient[at]! += penalty * weights[at]!;
      loss += (penalty * weights[at]! * weights[at]!) / 2;
    }
    return { loss, gradient };
  }

  /** Writes the probabilities into the shares; those of rows and classes that only fill up are 0. */
  #softmax(weights: Float64Array): void {
    this.#weights.values.set(weights);
    const { cells, classes } = this.#padded;
    const { innerProducts } = this.#arena.kernels;
    innerProducts!(this.#rows.at, this.#weights.at, this.#shares.at, cells, classes, this.width);
    const shares = this.#shares.values;
    for (let i = 0; i < this.#cells; i++) {
      const [first, end] = [i * classes, i * classes + this.classes];
      let [highest, total] = [-Infinity, 0];
      for (let at = first; at < end; at++) highest = Math.max(highest, shares[at]!);
      for (let at = first; at < end; at++) total += shares[at] = exactMath.exp(shares[at]! - highest);
      for (let at = first; at < end; at++) shares[at]! /= total;
    }
  }
}

function standardizeInto(out: Float64Array, width: number, x: DenseMatrix, { mean, deviation }: Scale): void {
  const { rows, columns, values } = x;
  for (let i = 0; i < rows; i++) {
    const [from, to] = [i * columns, i * width];
    for (let j = 0; j < columns; j++) out[to + j] = (values[from + j]! - mean[j]!) / deviation[j]!;
    out[to + columns] = 1;
  }
}

function upTo(count: number, multiple: number): number {
  return Math.ceil(count / multiple) * multiple;
}
