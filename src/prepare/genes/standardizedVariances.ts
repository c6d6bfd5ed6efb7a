import { exactMath } from '../../exactMath';
import type { Matrix } from '../../data';
import type { ColumnMoments } from '../values/columnMoments';
import { forEachStored } from '../values/mapValues';
import { loess } from './loess';

/** Sums over some cells for each gene. */
export interface VarianceSums {
  readonly sum: Float64Array;
  readonly squares: Float64Array;
}

/**
 * Variances of counts that were standardized by what is expected at their mean, and clipped at the square root of
 * the number of cells (Stuart et al. 2019, "Feature selection for individual datasets"). The counts are added once their
 * moments are known: all of them, or block by block.
 */
export class StandardizedVariances {
  readonly #mean: Float64Array;
  readonly #deviation: Float64Array;
  readonly #limit: Float64Array;
  readonly #cells: number;
  readonly #sum: Float64Array;
  readonly #squares: Float64Array;

  /**
   * @param moments of the counts in all cells
   * @param span the share of the genes in each local fit
   */
  constructor({ mean, variance }: ColumnMoments, cells: number, span: number) {
    const deviation = expectedDeviations(mean, variance, span);
    this.#mean = mean;
    this.#deviation = deviation;
    this.#limit = mean.map((value, j) => deviation[j]! * Math.sqrt(cells) + value);
    this.#cells = cells;
    this.#sum = new Float64Array(mean.length);
    this.#squares = new Float64Array(mean.length);
  }

  /** Adds the counts of some cells. */
  add(x: Matrix): void {
    const [limit, sum, squares] = [this.#limit, this.#sum, this.#squares];
    forEachStored(x, (_, j, value) => {
      const clipped = Math.min(value, limit[j]!);
      sum[j]! += clipped;
      squares[j]! += clipped * clipped;
    });
  }

  /** Adds what was found in other cells. */
  join({ sum, squares }: VarianceSums): void {
    sum.forEach((value, j) => (this.#sum[j]! += value));
    squares.forEach((value, j) => (this.#squares[j]! += value));
  }

  /** What was found so far, as plain data. */
  get sums(): VarianceSums {
    return { sum: this.#sum, squares: this.#squares };
  }

  /** For each gene the variance; 0 where it does not vary. */
  values(): Float64Array {
    const [cells, sum, squares, deviation] = [this.#cells, this.#sum, this.#squares, this.#deviation];
    return this.#mean.map(
      (mean, j) => (cells * mean ** 2 + squares[j]! - 2 * sum[j]! * mean) / ((cells - 1) * deviation[j]! ** 2),
    );
  }
}

/** The standard deviation that is expected at each gene's mean: a curve through all genes that vary; else 1. */
function expectedDeviations(mean: Float64Array, variance: Float64Array, span: number): Float64Array {
  const varying = Int32Array.from(variance, (_, j) => j).filter((j) => variance[j]! > 0);
  const curve = loess(
    Float64Array.from(varying, (j) => exactMath.log10(mean[j]!)),
    Float64Array.from(varying, (j) => exactMath.log10(variance[j]!)),
    span,
  );
  const out = new Float64Array(mean.length).fill(1);
  varying.forEach((gene, i) => (out[gene] = Math.sqrt(exactMath.pow(10, curve[i]!))));
  return out;
}
