import type { DenseMatrix } from '../../data';

/** Cells that are put into a changeable tissue. */
export interface CellsPutIn {
  /** [cells, features of the model] as `prepare` gives them. */
  readonly expression: DenseMatrix;
  /** [cells, 2 or 3] in the unit of the data. */
  readonly locations: DenseMatrix;
  /** A cell of the data in whose section each lies. */
  readonly beside: Int32Array;
}

/** One state of a tissue: what the changed cells express, and which cells are there beside those of the data. */
export interface TissueState {
  /** Values of the changed cells as `prepare` gives them [changed, features]. */
  readonly values: DenseMatrix;
  /** None unless given. */
  readonly added?: CellsPutIn;
}

/** What is asked of a changeable tissue. */
export interface TissueQuestion {
  /** Cells by number, each once, none of them changed. */
  readonly asked: Int32Array;
  /** Cells by number whose values the states say, each once. They are never hidden. */
  readonly changed: Int32Array;
  readonly states: readonly TissueState[];
  /** Who answers: the model, or, to compare it with, the plain mean of the visible cells around. Default 'model'. */
  readonly by?: 'model' | 'neighbors';
}

/**
 * A tissue of which some cells can be changed, opened once and asked often. An answer reads only the cells that it can depend on,
 * and equals what reading the whole tissue would give.
 */
export interface ChangeableTissue {
  /** Names of the features of all answers, in their order. */
  readonly features: readonly string[];
  /** From how many steps away on the graph a cell can be reached by a change. */
  readonly steps: number;
  /** X of some cells [cells, features of the data] as the model takes it [cells, features]. */
  prepare(cells: Int32Array, x: DenseMatrix): DenseMatrix;
  /** Which cells of the data can answer otherwise when others change or are put in: rising, without the changed ones. */
  reached(changed: Int32Array, added?: Pick<CellsPutIn, 'locations' | 'beside'>): Int32Array;
  /** What is inferred of each asked cell from the cells around it, its own values hidden, for each state [asked, features]. */
  predict(question: TissueQuestion): Promise<DenseMatrix[]>;
}
