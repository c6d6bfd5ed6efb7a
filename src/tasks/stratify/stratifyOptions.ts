import type { WorkPlace } from '../../models';

export interface StratifyOptions {
  /** Column of obs with the patient (or tumour) of a cell. */
  patient: string;
  /** Column of obs with the class of the patient. */
  by: string;
  /** The class whose tokens are sought, and the one that it is set against; patients of other classes are left out. */
  high: string;
  low: string;
  /** Column of obs that tells sections apart, where patients have several: their cells are no neighbors. The patient. */
  section?: string;
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
