import { isSparse, type Matrix } from '../data';
import type { Graph } from './index';

/**
 * X_nbr: the values of each given cell plus those of its neighbors [cells.length, features], row-major. Its row sums
 * are the read depth of counts.
 *
 * @param graph may know fewer neighbors than the tissue has: held-out cells are nobody's neighbor
 */
export function neighborhoodSums(matrix: Matrix, graph: Graph, cells: ArrayLike<number>): Float32Array {
  const out = new Float32Array(cells.length * matrix.columns);
  for (let c = 0; c < cells.length; c++) {
    const row = out.subarray(c * matrix.columns, (c + 1) * matrix.columns);
    addRow(matrix, cells[c]!, row);
    for (const j of graph.neighbors(cells[c]!)) addRow(matrix, j, row);
  }
  return out;
}

/** The mean of each given cell's values and its neighbors' [cells.length, features], row-major. */
export function neighborhoodMeans(matrix: Matrix, graph: Graph, cells: ArrayLike<number>): Float32Array {
  const out = neighborhoodSums(matrix, graph, cells);
  for (let c = 0; c < cells.length; c++) {
    const members = graph.neighbors(cells[c]!).length + 1;
    for (let at = c * matrix.columns; at < (c + 1) * matrix.columns; at++) out[at]! /= members;
  }
  return out;
}

/** The values of each given cell [cells.length, features], row-major. */
export function rowsOf(matrix: Matrix, cells: ArrayLike<number>): Float32Array {
  const out = new Float32Array(cells.length * matrix.columns);
  for (let c = 0; c < cells.length; c++) {
    addRow(matrix, cells[c]!, out.subarray(c * matrix.columns, (c + 1) * matrix.columns));
  }
  return out;
}

function addRow(matrix: Matrix, cell: number, to: Float32Array): void {
  if (isSparse(matrix)) {
    for (let e = matrix.indptr[cell]!; e < matrix.indptr[cell + 1]!; e++) to[matrix.indices[e]!]! += matrix.values[e]!;
    return;
  }
  const from = cell * matrix.columns;
  for (let j = 0; j < matrix.columns; j++) to[j]! += matrix.values[from + j]!;
}
