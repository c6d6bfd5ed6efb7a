import { DenseMatrix, type AnnData } from '../../data';
import type { TrainingReport } from '../../engine';
import type { CellEvaluation } from '../training/cellEvaluation';
import { lossLine, numbersUns, RunResult, runUns, type RunSummary } from '../training/describeRun';
import type { CifmConfig } from './config';

/** An error above this share of the best constant's says little of single cells (ours; on panels of imaging models reach .85 and less). */
const PLATEAU = 0.97;

/** What is known when a training run ends. */
export interface CifmSummary extends RunSummary<CifmConfig> {
  /** Reach of a cell, in the unit of the positions, and the mean number of cells in its receptive field. */
  readonly radius: number;
  readonly degree: number;
  /** Whether errors are balanced (equation B11) or plain squared errors. */
  readonly balanced: boolean;
  readonly genes: number;
  /** On the validation cells; undefined where there were none. */
  readonly validation: CellEvaluation | undefined;
}

/** What a training run found out; shows itself as text. */
export class CifmResult extends RunResult<CifmSummary> {
  get warnings(): string[] {
    const { validation } = this.summary;
    if (!validation) return ['No cells were set aside: nothing is known of how well the model predicts.'];
    const warnings: string[] = [];
    const { model, constant } = validation;
    const [own, same] = [model, constant].map((error) => error.toPrecision(3));
    if (!(model < constant)) {
      warnings.push(
        `Warning: the model is no better than one answer for all cells (error ${own}; theirs ${same}): it has learned nothing of single cells.`,
      );
    } else if (model > PLATEAU * constant) {
      warnings.push(
        `Warning: the model is on its plateau, hardly better than one answer for all cells (error ${own}; theirs ${same}): ` +
          'the neighbors tell little of these values, or more epochs are needed. Do not read single cells from it.',
      );
    }
    if (validation.model > validation.neighborhoodMean) {
      warnings.push('Warning: the mean of the neighboring cells predicts better than this model.');
    }
    return warnings;
  }

  protected lines(): string[] {
    const { config, radius, degree, balanced, genes, cells, epochs, ending, validation } = this.summary;
    const lines = [
      `CI-FM, ${ending} after ${epochs} epochs on ${cells} cells and ${genes} genes (seed ${config.seed}).`,
      `A receptive field holds ${degree.toFixed(1)} cells on average, the cell itself included, within ${radius.toPrecision(3)}.`,
      lossLine(this.summary),
    ];
    if (validation) {
      const { model, constant, neighborhoodMean } = validation;
      lines.push(
        `${balanced ? 'Balanced' : 'Mean squared'} error on ${validation.cells} cells set aside: ${model.toPrecision(3)}; mean of the neighbors ` +
          `${neighborhoodMean.toPrecision(3)}; the same for all cells ${constant.toPrecision(3)}.`,
      );
    }
    return lines;
  }
}

/** Writes obsm['X_cifm'] and uns['cifm']. */
export function writeResults(
  adata: AnnData,
  embedding: Float32Array,
  summary: CifmSummary,
  reports: readonly TrainingReport[],
): void {
  const { config, radius, degree, balanced, validation } = summary;
  adata.obsm.set('X_cifm', new DenseMatrix(adata.nObs, config.dim, embedding));
  adata.uns.set('cifm', runUns(summary, reports, { radius, degree, balanced, validation: numbersUns(validation) }));
}
