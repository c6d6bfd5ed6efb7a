import { DenseMatrix, type AnnData } from '../../data';
import type { TrainingReport } from '../../engine';
import type { FitResult } from '../contract';
import { lossLine, runUns, type RunSummary } from '../training/describeRun';
import type { SpaformerConfig } from './config';

/** What is known when a training run ends. */
export interface SpaformerSummary extends RunSummary<SpaformerConfig> {
  /** Reach of the spatial graph, in the unit of the positions. */
  readonly radius: number;
}

/** What a training run found out; shows itself as text. */
export class SpaformerResult implements FitResult {
  /** It trained on the tissue that it fills: other cells can move an answer. */
  readonly kind = 'transductive';

  /** @param summary the same, as plain data */
  constructor(readonly summary: SpaformerSummary) {}

  get notices(): readonly string[] {
    return this.summary.notices;
  }

  toString(): string {
    const { config, ending, epochs, cells, radius } = this.summary;
    return [
      `SpaFormer, ${ending} after ${epochs} epochs on ${cells} cells (${this.kind}, seed ${config.seed}).`,
      `Spatial graph: cells within ${radius.toPrecision(3)} of each other.`,
      lossLine(this.summary),
      ...this.notices,
    ].join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }
}

/** Writes obsm['X_spaformer'] and uns['spaformer']. @param latents [cells, latent] */
export function writeResults(
  adata: AnnData,
  latents: Float32Array,
  summary: SpaformerSummary,
  reports: readonly TrainingReport[],
): void {
  adata.obsm.set('X_spaformer', new DenseMatrix(adata.nObs, summary.config.latent, latents));
  adata.uns.set('spaformer', runUns(summary, reports, { kind: 'transductive', radius: summary.radius }));
}
