import { DenseMatrix } from '../denseMatrix';
import type { Matrix } from '../sparseMatrix';
import { Table } from '../table';

/** Sums over some cells for each feature. */
export interface MomentSums {
  readonly cells: number;
  readonly totals: Float64Array;
  /** Cells in which the value is not 0. */
  readonly counts: Float64Array;
  /** Squares of what values are apart from the mean of these cells. */
  readonly squares: Float64Array;
}

/** Sums over cells for each feature, joined block by block (Chan, Golub and LeVeque 1983, equation 1.5b). */
export class Moments {
  readonly #totals: Float64Array;
  readonly #counts: Float64Array;
  readonly #squares: Float64Array;
  #cells = 0;

  constructor(features: number) {
    this.#totals = new Float64Array(features);
    this.#counts = new Float64Array(features);
    this.#squares = new Float64Array(features);
  }

  add(x: Matrix): void {
    const totals = new Float64Array(x.columns);
    const counts = new Float64Array(x.columns);
    eachStored(x, (_, column, value) => {
      totals[column]! += value;
      if (value !== 0) counts[column]!++;
    });
    // Squares of deviations: of what is stored, then of the zeros that are not.
    const squares = new Float64Array(x.columns);
    const stored = new Float64Array(x.columns);
    eachStored(x, (_, column, value) => {
      squares[column]! += (value - totals[column]! / x.rows) ** 2;
      stored[column]!++;
    });
    for (let j = 0; j < x.columns; j++) squares[j]! += (x.rows - stored[j]!) * (totals[j]! / x.rows) ** 2;
    this.join({ cells: x.rows, totals, counts, squares });
  }

  /** Adds what was found in other cells. */
  join({ cells, totals, counts, squares }: MomentSums): void {
    for (let j = 0; j < totals.length; j++) {
      const apart = this.#cells > 0 ? this.#totals[j]! / this.#cells - totals[j]! / cells : 0;
      this.#squares[j]! += squares[j]! + (apart ** 2 * this.#cells * cells) / (this.#cells + cells);
      this.#totals[j]! += totals[j]!;
      this.#counts[j]! += counts[j]!;
    }
    this.#cells += cells;
  }

  /** What was found so far, as plain data. */
  get sums(): MomentSums {
    return { cells: this.#cells, totals: this.#totals, counts: this.#counts, squares: this.#squares };
  }

  table(index: readonly string[]): Table {
    const cells = this.#cells;
    return new Table(index, [
      ['total_counts', this.#totals],
      ['n_cells_by_counts', [...this.#counts]],
      ['means', this.#totals.map((total) => total / cells)],
      ['variances', this.#squares.map((square) => square / (cells - 1))],
    ]);
  }
}

/** Calls `use` for every value of a dense matrix, and for every stored one of a sparse matrix. */
export function eachStored(x: Matrix, use: (row: number, column: number, value: number) => void): void {
  for (let i = 0; i < x.rows; i++) {
    if (x instanceof DenseMatrix) {
      for (let j = 0, e = i * x.columns; j < x.columns; j++, e++) use(i, j, x.values[e]!);
    } else {
      for (let e = x.indptr[i]!; e < x.indptr[i + 1]!; e++) use(i, x.indices[e]!, x.values[e]!);
    }
  }
}
