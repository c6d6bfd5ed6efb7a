import type { ModelState } from '../training/modelState';
import type { CellplmConfig } from './config';
import type { CellplmValues } from './samples';

/** What a network learned to say: expression, classes, or what perturbations do. */
export type CellplmTask = 'expression' | 'classes' | 'perturbations';

/** What training fixes beside the weights. */
export interface CellplmState extends ModelState {
  readonly config: CellplmConfig;
  readonly task: CellplmTask;
  readonly values: CellplmValues;
  /** What counts add up to before the logarithm; 0 for logarithms, and for the layout 'official'. */
  readonly scale: number;
  /** Names of the batches that the decoder has a row for. */
  readonly batches: readonly string[];
  /** Rows of the covariate tables of the layout 'official'. */
  readonly covariates: { readonly batches: number; readonly datasets: number };
  /** Of 'classes'. */
  readonly classes: readonly string[];
  /** Genes whose rows training never moved. */
  readonly untrained: readonly string[];
}
