import { DenseMatrix, type AnnData, type MuData } from '../../data';
import type { TrainingReport } from '../../engine';
import { lossLine, RunResult, runUns, type RunSummary } from '../training/describeRun';
import type { ScmoformerConfig } from './config';

/** What is known when a training run ends. */
export interface ScmoformerSummary extends RunSummary<ScmoformerConfig> {
  readonly genes: number;
  readonly proteins: number;
  /** Whether cells without proteins were in the graph of the training. */
  readonly kind: 'inductive' | 'transductive';
  /** Training cells that the model keeps as company. */
  readonly contextCells: number;
  /**
   * How far an answer moves when cells are answered in a graph of their own in place of among training cells: root mean square over
   * some cells and all proteins, in the unit of the proteins.
   */
  readonly companyShift: number;
  /** Root mean square error of the same cells among training cells, to hold the shift against. */
  readonly error: number;
  /** Whether those cells were set aside for validation, or trained on. */
  readonly asked: 'validation' | 'training';
}

/** A shift beyond this part of the error is warned about (ours). */
const LARGE = 0.5;

/** What a training run found out; shows itself as text. */
export class ScmoformerResult extends RunResult<ScmoformerSummary> {
  get kind(): 'inductive' | 'transductive' {
    return this.summary.kind;
  }

  get warnings(): string[] {
    const { companyShift, error } = this.summary;
    if (!(companyShift > LARGE * error)) return [];
    return [
      'Warning: in other company an answer moves by more than half of its error: ask among training cells, as is the default.',
    ];
  }

  protected lines(): string[] {
    const { config, ending, epochs, cells, genes, proteins, contextCells, companyShift, error, asked } = this.summary;
    return [
      `scMoFormer, ${ending} after ${epochs} epochs on ${cells} cells, ${genes} genes, ${proteins} proteins (${this.kind}, seed ${config.seed}).`,
      lossLine(this.summary),
      `RMSE ${error.toFixed(3)} on cells of ${asked}, each among ${contextCells} training cells; in a graph of their own answers move by ${companyShift.toFixed(3)}.`,
    ];
  }
}

/** Writes obsm['X_scmoformer'] of the RNA and uns['scmoformer']. @param vectors [cells of the RNA, width] */
export function writeResults(
  mdata: MuData,
  rna: AnnData,
  vectors: Float32Array,
  summary: ScmoformerSummary,
  reports: readonly TrainingReport[],
): void {
  rna.obsm.set('X_scmoformer', new DenseMatrix(rna.nObs, vectors.length / rna.nObs, vectors));
  const { kind, companyShift, error, contextCells } = summary;
  mdata.uns.set('scmoformer', runUns(summary, reports, { kind, companyShift, error, contextCells }));
}
