import type { AnnData } from '../../data';
import { anything, checkOptions, flag, integer, listOf, number, seed as seedCheck, text } from '../../options';

export interface ImputeGenesOptions {
  /** Cells, of a tissue or dissociated, in which the genes were measured; counts, as in the data. */
  reference: AnnData;
  /**
   * Genes that are predicted; the reference must have them. Those that the data have too are hidden and scored. Unless given, `share` of
   * the genes that both have are drawn.
   */
  genes?: readonly string[];
  /** Share of the shared genes that is hidden. 0.1 (ours). */
  share?: number;
  /** So many genes of each bin of sparsity in place of a share: below 75%, to 90%, to 95%, and above 95% of zeros (CellPLM: 25). */
  perBin?: number;
  /** Nearest cells of the reference that are averaged by the baseline. 50 (ours). */
  k?: number;
  /** Fixes which genes are hidden; 0. */
  seed?: number;
  /** Epochs of training; the model's own unless given. */
  epochs?: number;
  signal?: AbortSignal;
  /** Whether a notebook shows the curves of the training. Default true. */
  progress?: boolean;
}

/** @throws TissuebookError 'unknown-option', 'invalid-argument' */
export function checkImputeGenes(options: ImputeGenesOptions): void {
  checkOptions('imputeGenes', options, {
    reference: anything,
    genes: listOf(text),
    share: number(0.001, 0.9),
    perBin: integer(1, 10_000),
    k: integer(1, 10_000),
    seed: seedCheck,
    epochs: integer(1, 100_000),
    signal: anything,
    progress: flag,
  });
}
