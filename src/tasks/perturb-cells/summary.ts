import type { AnnData, DenseMatrix } from '../../data';
import type { CellChange } from './options';

/** What one training of the model inferred of the cells within reach [cells, genes], in each state. */
export interface CellReading {
  readonly before: DenseMatrix;
  readonly after: DenseMatrix;
  readonly control: DenseMatrix;
  /** The same by plain averages of the visible cells around. */
  readonly averaged: { readonly before: DenseMatrix; readonly after: DenseMatrix; readonly control: DenseMatrix };
}

/** What is known of a perturbation of cells. */
export interface CellPerturbationSummary {
  readonly changes: readonly CellChange[];
  readonly adata: AnnData;
  /** Cells of each change. */
  readonly painted: readonly Int32Array[];
  /** Where cells were put in [cells, 2 or 3]. */
  readonly places: DenseMatrix | undefined;
  /** Cells within reach, rising. */
  readonly cells: Int32Array;
  /** Genes that the model answers about. */
  readonly genes: readonly string[];
  /** The genes of each set among them. */
  readonly sets: ReadonlyMap<string, readonly string[]>;
  /** One for each training. */
  readonly readings: readonly CellReading[];
  /** From how many steps away on the model's graph a change is felt. */
  readonly steps: number;
  readonly model: string;
  readonly controlWords: string;
  /** Genes that a dose changed, and those that the control changed in their place. */
  readonly changedGenes: ReadonlySet<string>;
  readonly controlGenes: ReadonlySet<string>;
  readonly notices: readonly string[];
}

/** How a gene, or the mean of a set, answers: means over the cells within reach, in the unit of the model's values. */
export interface GeneResponse {
  readonly name: string;
  /**
   * 'changed' for a gene that a dose changed, or a set with one; 'control' for one that the control changed in its place: what
   * it answers less its control speaks of the control alone. Undefined for all others.
   */
  readonly role: 'changed' | 'control' | undefined;
  /** After less before, and control less before, means over trainings. */
  readonly change: number;
  readonly control: number;
  /** Change less control, with its 95% interval over trainings (Student's t); NaN for the ends of a single training. */
  readonly beyondControl: { readonly mean: number; readonly low: number; readonly high: number };
  /** Change less control by plain averages of the neighbors. */
  readonly averaged: number;
}
