import type { ColumnName, LabelName } from '../../names';

export interface BiomarkerOptions {
  /** Column of obs with the slide of a cell. */
  slide: ColumnName;
  /** Column of obs with the patient of a cell: no patient is on both sides of a fold. The slide, where each patient has one. */
  patient?: ColumnName;
  /** Column of obs with the class of the slide. */
  by: ColumnName;
  /** The class that is to be found, and the one that it is told from; slides of other classes are left out. */
  high: LabelName<'by'>;
  low: LabelName<'by'>;
  /** Parts into which patients are dealt. 5 (ours). */
  folds?: number;
  /** Each deals the patients anew: what differs between them is the standard deviation beside a score. [0, 1, 2, 3] (SPATIA: 3 to 4). */
  seeds?: readonly number[];
  /** Slides with fewer cells are left out. 50 (ours). */
  minCells?: number;
  /** How often the classes are shuffled among the patients to see what chance gives. 20 (ours). */
  shuffles?: number;
  /** Weight of the squared coefficients of the logistic regression. 1. */
  penalty?: number;
}
