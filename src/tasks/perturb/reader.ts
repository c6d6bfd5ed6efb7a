import type { AnnData, DenseMatrix } from '../../data';
import type { Graph } from '../../graph';
import type { Condition, Profiles } from './conditions';

/** Cells that a run looks at, by number in the data and in rising order. */
export interface Context {
  /** The tissue that a model is shown. */
  readonly field: Int32Array;
  /** Cells of it that an condition alters or takes out. */
  readonly fixed: Int32Array;
  /** Cells that are looked at. */
  readonly watched: Int32Array;
  /** Where cells are put in [places, 2 or 3]; none without rows. */
  readonly places: DenseMatrix;
  /** A cell of the same section beside each place. */
  readonly beside: Int32Array;
}

/** What a model says of the watched cells. */
export interface Reading {
  /** Token, or called type, of each. */
  readonly labels: string[];
  /** Type of each as plain averages would have it; only where the read-out is the cell type. */
  readonly averaged?: string[];
  /** A vector for each [watched, width], of which the distance is how far a cell moved. */
  readonly state: DenseMatrix;
}

/** How a kind of model is asked. */
export interface Reader {
  readonly readOut: 'token' | 'cell type';
  /** Whether a reading depends on the seed. */
  readonly seeded: boolean;
  /** Whether cells that carry a changed value can be read themselves, not only those beside them. */
  readonly readsChanged: boolean;
  /** Genes that the model looks at; undefined where it does not say. */
  readonly genes: readonly string[] | undefined;
  readonly profiles: Profiles;
  /** Types of cells as measured, called as those of the conditions are; undefined where the read-out is no type. */
  measured?(cells: Int32Array): string[];
  /** Who hears whom, among points of given sections. */
  receptiveFields(points: DenseMatrix, section: Int32Array): Graph;
  /** How far around a chosen place the model must see to answer there; Infinity for whole sections. */
  readonly margin: number;
  read(adata: AnnData, context: Context, condition: Condition, seed: number): Promise<Reading>;
}

/** Row of each cell in a list of cells. */
export function rowOf(cells: ArrayLike<number>): Map<number, number> {
  return new Map(Array.from(cells, (cell, at) => [cell, at]));
}
