import type { AnnData } from '../annData';
import { checkOptions, anything, integer } from '../../options';
import { Table } from '../table';
import type { BackedAnnData } from './backedAnnData';
import { eachStored, Moments } from './moments';

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
