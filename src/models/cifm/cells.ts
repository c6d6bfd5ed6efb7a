import { TissuebookError } from '../../errors';
import type { Tissue } from './tissue';

/**
 * Places of some cells among those that express anything; -1 for a void one.
 *
 * @param cells numbers in the data
 * @throws TissuebookError 'invalid-argument' for a number that is no cell, or one that occurs twice
 */
export function placesOfCells(where: string, tissue: Tissue, cells: ArrayLike<number>): Int32Array {
  const place = new Int32Array(tissue.nObs).fill(-1);
  tissue.cells.forEach((cell, at) => (place[cell] = at));
  const seen = new Uint8Array(tissue.nObs);
  return Int32Array.from(cells, (cell) => {
    if (!Number.isInteger(cell) || cell < 0 || cell >= tissue.nObs || seen[cell]) {
      throw new TissuebookError(
        'invalid-argument',
        `${where}: ${cell} ${seen[cell] ? 'occurs twice' : 'is no cell'}.`,
        {
          argument: 'cells',
          found: cell,
          advice: `Cells are whole numbers from 0 to ${tissue.nObs - 1}, each once.`,
        },
      );
    }
    seen[cell] = 1;
    return place[cell]!;
  });
}

/** 1 at the given places, those below 0 left out. */
export function marked(size: number, places: Int32Array): Uint8Array {
  const mask = new Uint8Array(size);
  for (const at of places) if (at >= 0) mask[at] = 1;
  return mask;
}

/** Rows of some cells of a tissue among zeros for all cells of the data [nObs, width]. */
export function scatterRows(tissue: Tissue, places: Int32Array, rows: Float32Array, width: number): Float32Array {
  const out = new Float32Array(tissue.nObs * width);
  places.forEach((at, row) => out.set(rows.subarray(row * width, (row + 1) * width), tissue.cells[at]! * width));
  return out;
}
