import type { EncodedArray } from '../view/encodedArray';

/** Labels of a column of the cells: which group each cell is in. */
export interface CellGroups {
  /** The column, as selectCells finds it in the data. */
  column: string;
  /** [nCells]: the place of the cell's label among the labels of the view; -1 for none of them. */
  codes: EncodedArray;
}

/** Which cells the marks of a view stand for, so that it shows a selection made elsewhere, and selects in turn. */
export interface LinkedCells {
  /** As in CellSet. */
  key: string;
  count: number;
  /** Bars, violins, or the rows of a heat map. */
  groups: CellGroups;
  /** The columns of a heat map. */
  columns?: CellGroups;
}
