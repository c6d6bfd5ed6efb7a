import { TissuebookError } from '../../errors';

/** Cells by number, checked. */
export interface CheckCellsOptions {
  /** Whether a cell may be named only once. Default false. */
  once?: boolean;
}

/**
 * Cells by number in the data.
 *
 * @param where the function as its user calls it, for the message
 * @param count cells of the data
 * @throws TissuebookError 'invalid-argument' for a number that is no cell, or one that occurs twice where it may not
 */
export function checkCells(
  where: string,
  count: number,
  cells: ArrayLike<number>,
  { once = false }: CheckCellsOptions = {},
): Int32Array {
  const seen = new Uint8Array(once ? count : 0);
  return Int32Array.from(cells, (cell) => {
    const wrong =
      !Number.isInteger(cell) || cell < 0 || cell >= count ? 'is no cell' : seen[cell] ? 'occurs twice' : '';
    if (wrong !== '') {
      throw new TissuebookError('invalid-argument', `${where}: ${cell} ${wrong}.`, {
        argument: 'cells',
        found: cell,
        advice: `Cells are whole numbers from 0 to ${count - 1}${once ? ', each once' : ''}.`,
      });
    }
    if (once) seen[cell] = 1;
    return cell;
  });
}

/** 1 at the given places, those below 0 left out. */
export function marked(size: number, places: ArrayLike<number>): Uint8Array {
  const mask = new Uint8Array(size);
  for (let i = 0; i < places.length; i++) if (places[i]! >= 0) mask[places[i]!] = 1;
  return mask;
}

/** The places that are not marked, rising. */
export const unmarked = (mask: Uint8Array): Int32Array =>
  Int32Array.from(mask.keys()).filter((place) => mask[place] === 0);
