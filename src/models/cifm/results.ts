import { DenseMatrix, numericArray, type AnnData, type Uns, type UnsValue } from '../../data';
import type { TrainingReport } from '../../engine';
import type { CifmConfig } from './config';
import type { Judgement } from './evaluate';

/** An error above this share of the best constant's counts as the plateau (ours; trained models reach .85 and less). */
const PLATEAU = 0.97;

/** What is known when a training run ends. */
export interface CifmFacts {
  readonly config: CifmConfig;
  /** Reach of a cell, in the unit of the positions, and the mean number of cells that a cell hears. */
  readonly radius: number;
  readonly degree: number;
  /** Whether errors are balanced (equation B11) or plain squared errors. */
  readonly balanced: boolean;
  readonly genes: number;
  /** Cells trained on. */
  readonly cells: number;
  readonly epochs: number;
  readonly ending: 'finished' | 'stopped' | 'interrupted';
  /** Loss terms of the first and of the last step. */
  readonly first: Readonly<Record<string, number>>;
  readonly last: Readonly<Record<string, number>>;
  /** On the validation cells; undefined where there were none. */
  readonly judgement: Judgement | undefined;
}

/** What a training run found out; shows itself as text. */
export class CifmResult {
  /** @param facts the same facts, as plain data */
  constructor(readonly facts: CifmFacts) {}

  /** What speaks against using the model, in sentences; empty when nothing does. */
  get warnings(): string[] {
    const { judgement } = this.facts;
    if (!judgement) return ['No cells were set aside: nothing is known of how well the model predicts.'];
    const warnings: string[] = [];
    if (judgement.model > PLATEAU * judgement.constant) {
      warnings.push(
        'Warning: the model predicts nearly the same for all cells (it is on its plateau). Train for more epochs, or with another seed.',
      );
    }
    if (judgement.model > judgement.neighborhoodMean) {
      warnings.push('Warning: the mean of the neighboring cells predicts better than this model.');
    }
    return warnings;
  }

  toString(): string {
    const { config, radius, degree, balanced, genes, cells, epochs, ending, first, last, judgement } = this.facts;
    const lines = [
      `CI-FM, ${ending} after ${epochs} epochs on ${cells} cells and ${genes} genes (seed ${config.seed}).`,
      `A cell hears ${degree.toFixed(1)} cells on average, itself included, within ${radius.toPrecision(3)}.`,
      `Loss: ${first.loss?.toFixed(3)} at the first step, ${last.loss?.toFixed(3)} at the last.`,
    ];
    if (judgement) {
      const { model, constant, neighborhoodMean } = judgement;
      lines.push(
        `${balanced ? 'Balanced' : 'Mean squared'} error on ${judgement.cells} cells set aside: ${model.toPrecision(3)}; mean of the neighbors ` +
          `${neighborhoodMean.toPrecision(3)}; the same for all cells ${constant.toPrecision(3)}.`,
      );
    }
    return [...lines, ...this.warnings].join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }
}

/** Writes obsm['X_cifm'] and uns['cifm']. */
export function writeResults(
  adata: AnnData,
  embedding: Float32Array,
  facts: CifmFacts,
  reports: readonly TrainingReport[],
): void {
  adata.obsm.set('X_cifm', new DenseMatrix(adata.nObs, facts.config.dim, embedding));
  adata.uns.set('cifm', describe(facts, reports));
}

function describe(facts: CifmFacts, reports: readonly TrainingReport[]): Uns {
  const terms = Object.keys(reports[0]?.losses ?? {});
  const curves = terms.map((term): [string, UnsValue] => [
    term,
    numericArray(Float32Array.from(reports, (report) => report.losses[term] ?? NaN)),
  ]);
  const judgement = Object.entries(facts.judgement ?? {}) as [string, UnsValue][];
  return new Map<string, UnsValue>([
    ['config', new Map<string, UnsValue>(Object.entries(facts.config))],
    ['radius', facts.radius],
    ['degree', facts.degree],
    ['balanced', facts.balanced],
    ['epochs', facts.epochs],
    ['ending', facts.ending],
    ['validation', new Map(judgement)],
    ['losses', new Map(curves)],
  ]);
}
