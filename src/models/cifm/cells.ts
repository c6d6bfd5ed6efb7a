import type { Tissue } from './tissue';

/** Places of some cells of the data among those that express anything; -1 for a void one. @param cells checked numbers */
export function placesOfCells(tissue: Tissue, cells: Int32Array): Int32Array {
  const place = new Int32Array(tissue.nObs).fill(-1);
  tissue.cells.forEach((cell, at) => (place[cell] = at));
  return cells.map((cell) => place[cell]!);
}

/** Rows of some cells of a tissue among zeros for all cells of the data [nObs, width]. */
export function scatterRows(tissue: Tissue, places: Int32Array, rows: Float32Array, width: number): Float32Array {
  const out = new Float32Array(tissue.nObs * width);
  places.forEach((at, row) => out.set(rows.subarray(row * width, (row + 1) * width), tissue.cells[at]! * width));
  return out;
}
