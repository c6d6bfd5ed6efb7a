import { DenseMatrix, type AnnData } from '../../data';
import type { TrainingReport } from '../../engine';
import { lossLine, RunResult, runUns, type RunSummary } from '../training/describeRun';
import type { CellplmConfig } from './config';
import type { CellplmTask } from './state';

/** What is known when a training run ends. */
export interface CellplmSummary extends RunSummary<CellplmConfig> {
  readonly task: CellplmTask;
  readonly genes: number;
  /** Of 'classes'. */
  readonly classes: readonly string[];
}

const LEARNED: Record<CellplmTask, string> = {
  expression: 'It fills in expression (fillGenes).',
  classes: 'It names classes (classify)',
  perturbations: 'It predicts perturbations of genes (predictGenePerturbation).',
};

/** What a training run found out; shows itself as text. */
export class CellplmResult extends RunResult<CellplmSummary> {
  /** Cells beside those asked about move an answer, and were there while it learned. */
  readonly kind = 'transductive';

  get warnings(): string[] {
    return [];
  }

  protected lines(): string[] {
    const { config, ending, epochs, cells, genes, task, classes } = this.summary;
    const { vector, width, latent } = config;
    return [
      `CellPLM, ${ending} after ${epochs} epochs on ${cells} cells x ${genes} genes (${this.kind}, seed ${config.seed}).`,
      `Vectors: ${vector === 'latent' ? `means of the latent, ${latent}` : `output of the encoder, ${width}`} wide; they depend on the company of a cell.`,
      task === 'classes' ? `${LEARNED.classes}: ${classes.join(', ')}.` : LEARNED[task],
      lossLine(this.summary),
    ];
  }
}

/** Writes obsm['X_cellplm'] and uns['cellplm']. @param vectors [cells, width of the vector] */
export function writeResults(
  adata: AnnData,
  vectors: Float32Array,
  summary: CellplmSummary,
  reports: readonly TrainingReport[],
): void {
  const { task, config } = summary;
  adata.obsm.set('X_cellplm', new DenseMatrix(adata.nObs, vectors.length / adata.nObs, vectors));
  adata.uns.set('cellplm', runUns(summary, reports, { kind: 'transductive', task, vector: config.vector }));
}
