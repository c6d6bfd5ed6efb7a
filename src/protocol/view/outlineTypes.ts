import type { EncodedArray } from './encodedArray';

/** Outlines of the cells of a view, drawn where cells are large enough on the page. */
export interface CellOutlines {
  /** Names them to the kernel. */
  key: string;
  /** How many cells have one. */
  count: number;
  /** Corners of all together. */
  corners: number;
  /** How wide the middle one of all is, in the unit of the panels. */
  width: number;
  /** The length of a step, in the unit of the panels. */
  step: number;
  /** [cells], uint16: corners of each cell's outline, 0 where it has none. Left out with `offsets`, the kernel is asked. */
  counts?: EncodedArray;
  /** [corners, 2], int16: how many steps to the right of and below its cell's place a corner lies. */
  offsets?: EncodedArray;
}
