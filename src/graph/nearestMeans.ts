import { DenseMatrix, type Matrix } from '../data';
import { buildIndex } from '../neighbors';
import { rowsOf } from './neighborhood';

/** Values and places of cells, and which section each lies in. */
export interface PlacedCells {
  readonly matrix: Matrix;
  /** [cells, 2 or 3] */
  readonly points: DenseMatrix;
  readonly section: Int32Array;
}

/**
 * The mean of the `k` nearest observed cells around each given cell, of the same section [cells.length, features]; 0 where its
 * section has none. A plain answer that models are held against.
 *
 * @param observed the cells that may be averaged
 */
export function nearestMeans(
  { matrix, points, section }: PlacedCells,
  observed: ArrayLike<number>,
  cells: ArrayLike<number>,
  k: number,
): DenseMatrix {
  const near = buildIndex(points, { groups: section, candidates: observed }).nearest(cells, k);
  const out = DenseMatrix.zeros(cells.length, matrix.columns);
  for (let at = 0; at < cells.length; at++) {
    const found = near.subarray(at * k, (at + 1) * k).filter((cell) => cell >= 0);
    const row = out.row(at);
    rowsOf(matrix, found).forEach((value, place) => (row[place % matrix.columns]! += value / found.length));
  }
  return out;
}
