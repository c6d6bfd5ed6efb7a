import type { WorkPlace } from '../../models';
import type { ColumnName, LabelName } from '../../names';

export interface StratifyOptions {
  /** Column of obs with the patient (or tumour) of a cell. */
  patient: ColumnName;
  /** Column of obs with the class of the patient. */
  by: ColumnName;
  /** The class whose tokens are sought, and the one that it is set against; patients of other classes are left out. */
  high: LabelName<'by'>;
  low: LabelName<'by'>;
  /** Column of obs that tells sections apart, where patients have several: their cells are no neighbors. The patient. */
  section?: ColumnName;
  /** Neighbors of a cell: 8, as in SQUINT. */
  neighbors?: number;
  /** Patients with fewer cells are left out: 50 (ours). */
  minCells?: number;
  /** How often the labels are shuffled to see what chance gives: 40 (ours). */
  shuffles?: number;
  seed?: number;
  /** A cluster, whose workers read the tokens of the models side by side, and then the shuffles. */
  on?: WorkPlace;
}
