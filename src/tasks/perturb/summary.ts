import type { AnnData } from '../../data';
import type { PerturbOptions } from './options';

/** One run: a place, a change and its control, as one model sees them. Cells are numbers of the data. */
export interface PerturbationRun {
  /** Which of the models. */
  readonly model: number;
  readonly seed: number;
  /** The tissue that the model was shown. */
  readonly field: Int32Array;
  /** Cells that the change alters or takes out, and those of the control. */
  readonly changed: Int32Array;
  readonly controls: Int32Array;
  /** Positions of cells that were put in. */
  readonly places: readonly (readonly number[])[];
  /** Cells beside a changed one: the conditions below are theirs. */
  readonly watched: Int32Array;
  /** Types of the measured cells, called as those of the conditions are; only where the read-out is the cell type. */
  readonly measured?: readonly string[];
  /** Token, or called type, in each condition. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly control: readonly string[];
  /** Called types after the change and in the control, had plain averages of the cells within reach answered. */
  readonly averaged?: { readonly after: readonly string[]; readonly control: readonly string[] };
  /** How far each moved from before, in the model's vectors: of the embedding, or of the inferred expression. */
  readonly shift: Float64Array;
  readonly controlShift: Float64Array;
}

export interface PerturbationSummary {
  readonly options: PerturbOptions;
  readonly readOut: 'token' | 'cell type';
  readonly models: readonly { readonly name: string; readonly config: Readonly<Record<string, unknown>> }[];
  /** What the control is. */
  readonly controlWords: string;
  /** Type of every cell of the data, where labels were given. */
  readonly types: readonly (string | null)[] | undefined;
  readonly runs: readonly PerturbationRun[];
  readonly adata: AnnData;
  /** What the trainings of the models warned of. */
  readonly notices: readonly string[];
}

/** A mean over runs with its 95% interval (Student's t); without an interval for a single run. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** How the share of one token or type among the watched cells differs between conditions. */
export interface LabelChange {
  readonly label: string;
  /** Mean share as measured (types only), and before. */
  readonly measured: number;
  readonly before: number;
  /** After less before, control less before, after less control. */
  readonly after: Estimate;
  readonly control: Estimate;
  readonly beyondControl: Estimate;
  /** After less control as plain averages of the cells within reach have it (types only). */
  readonly averaged?: Estimate;
}

/** A value for each cell of the data under a name, as spatialView takes it for a color; null or NaN where nothing was read. */
export interface NamedLabels {
  name: string;
  values: (string | null)[];
}
export interface NamedNumbers {
  name: string;
  values: number[];
}
