/**
 * The comm target under which a page tells the kernel what is selected. The page opens the comm with `{ key }`, the
 * key of the cells; the kernel closes it at once when nothing there listens to these cells.
 */
export const SELECTION_TARGET = 'tissuebook.selection';

/** What a page says after each change. The selected cells travel as a buffer, a bit a cell (packBits). */
export interface SelectionMessage {
  /** How many cells are selected. */
  size: number;
}
