import type { AnnData } from '../annData';
import { DenseMatrix } from '../denseMatrix';
import { checkOptions, anything, integer } from '../../options';
import type { Matrix } from '../sparseMatrix';
import { Table } from '../table';
import type { BackedAnnData } from './backedAnnData';

export interface SummarizeBlocksOptions {
  /**
   * What is done with each block before it is counted, as `(block) => log1p(normalizeTotal(block, { targetSum: 1e4 }))`.
   * It must treat each cell by itself and keep cells and features. Nothing.
   */
  prepare?: (block: AnnData) => AnnData | Promise<AnnData>;
  /** Cells of a block. As `BackedAnnData.blocks`. */
  rows?: number;
  /** Is told how many cells were read. */
  onProgress?: (cells: number) => void;
  signal?: AbortSignal;
}

/** What one pass over all cells finds, under scanpy's names. */
export interface BlockSummary {
  /** For each cell total_counts, the sum of its values, and n_genes_by_counts, how many of them are not 0. */
  obs: Table;
  /**
   * For each feature total_counts, n_cells_by_counts (cells in which it is not 0), means, and variances with n - 1 in
   * the denominator: what highly variable genes are chosen by.
   */
  var: Table;
}

/**
 * Totals, counts, means and variances of the values of X, in one pass over blocks: what filters of cells and genes and
 * the choice of variable genes need, for data larger than memory.
 *
 * @throws TissuebookError 'missing-key' (no X), 'aborted', and as `BackedMatrix.readRows`
 */
export async function summarizeBlocks(
  data: BackedAnnData,
  options: SummarizeBlocksOptions = {},
): Promise<BlockSummary> {
  const checks = { prepare: anything, rows: integer(1), onProgress: anything, signal: anything };
  checkOptions('summarizeBlocks', options, checks);
  const { prepare = (block: AnnData) => block, rows, onProgress, signal } = options;
  const cells = { totals: new Float64Array(data.nObs), counts: new Float64Array(data.nObs) };
  const moments = new Moments(data.nVars);
  for await (const { from, to, data: block } of data.blocks(rows, { ...(signal && { signal }) })) {
    const x = (await prepare(block)).matrix();
    eachStored(x, (row, _, value) => {
      cells.totals[from + row]! += value;
      if (value !== 0) cells.counts[from + row]!++;
    });
    moments.add(x);
    onProgress?.(to);
  }
  return {
    obs: new Table(data.obs.index, [
      ['total_counts', cells.totals],
      ['n_genes_by_counts', [...cells.counts]],
    ]),
    var: moments.table(data.var.index),
  };
}

/** Sums over cells for each feature, joined block by block (Chan, Golub and LeVeque 1983, equation 1.5b). */
class Moments {
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
    eachStored(x, (_, column, value) => {
      totals[column]! += value;
      if (value !== 0) this.#counts[column]!++;
    });
    // Squares of deviations: of what is stored, then of the zeros that are not.
    const squares = new Float64Array(x.columns);
    const stored = new Float64Array(x.columns);
    eachStored(x, (_, column, value) => {
      squares[column]! += (value - totals[column]! / x.rows) ** 2;
      stored[column]!++;
    });
    for (let j = 0; j < x.columns; j++) {
      const inBlock = squares[j]! + (x.rows - stored[j]!) * (totals[j]! / x.rows) ** 2;
      const apart = this.#cells > 0 ? this.#totals[j]! / this.#cells - totals[j]! / x.rows : 0;
      this.#squares[j]! += inBlock + (apart ** 2 * this.#cells * x.rows) / (this.#cells + x.rows);
      this.#totals[j]! += totals[j]!;
    }
    this.#cells += x.rows;
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
function eachStored(x: Matrix, use: (row: number, column: number, value: number) => void): void {
  for (let i = 0; i < x.rows; i++) {
    if (x instanceof DenseMatrix) {
      for (let j = 0, e = i * x.columns; j < x.columns; j++, e++) use(i, j, x.values[e]!);
    } else {
      for (let e = x.indptr[i]!; e < x.indptr[i + 1]!; e++) use(i, x.indices[e]!, x.values[e]!);
    }
  }
}
