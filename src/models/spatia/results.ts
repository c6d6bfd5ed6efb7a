import type { AnnData } from '../../data';
import type { TrainingReport } from '../../engine';
import { lossLine, RunResult, type RunSummary, runUns } from '../training/describeRun';
import type { Vectors } from './inference';
import type { SpatiaConfig } from './settings';
import type { Branch } from './vectors';

/** What is known when a training run ends. */
export interface SpatiaSummary extends RunSummary<SpatiaConfig> {
  /** What made the vectors; absent where only the flow was trained. */
  readonly branch?: Branch;
  readonly genes: number;
  /** A sentence on the pairs of each transition. */
  readonly pairs: readonly string[];
}

/** Branches as they are told. */
export const BRANCH_WORDS: Readonly<Record<Branch, string>> = {
  fused: 'pictures and genes',
  image: 'pictures alone',
  genes: 'genes alone',
};

/** What a training run found out; shows itself as text. */
export class SpatiaResult extends RunResult<SpatiaSummary> {
  /** Another cell does not move an answer, except through its niche. */
  readonly kind = 'inductive';

  get warnings(): string[] {
    return [];
  }

  protected lines(): string[] {
    const { config, ending, epochs, cells, branch, genes, pairs } = this.summary;
    return [
      `SPATIA, ${ending} after ${epochs} epochs on ${cells} cells and ${genes} genes (seed ${config.seed}).`,
      ...(branch ? [`Vectors are of ${BRANCH_WORDS[branch]}.`] : []),
      lossLine(this.summary),
      ...pairs,
    ];
  }
}

/** Writes obsm['X_spatia'] where there are vectors, and uns['spatia']. */
export function writeResults(
  adata: AnnData,
  vectors: Vectors | undefined,
  summary: SpatiaSummary,
  reports: readonly TrainingReport[],
): void {
  if (vectors) adata.obsm.set('X_spatia', vectors.values);
  const more = {
    kind: 'inductive',
    ...(vectors && { branch: vectors.branch }),
    ...(summary.pairs.length > 0 && { pairs: summary.pairs.join('\n') }),
  };
  adata.uns.set('spatia', runUns(summary, reports, more));
}
