import { DenseMatrix, isSparse, type Matrix } from '../data';
import { buildIndex } from '../neighbors';
import type { Graph } from './graph';

/** Which cells are near which, as a graph tells it. */
export type Neighbors = Pick<Graph, 'neighbors'>;

/**
 * X_nbr: the values of each given cell plus those of its neighbors [cells.length, features], row-major. Its row sums
 * are the read depth of counts.
 *
 * @param graph may know fewer neighbors than the tissue has: held-out cells are nobody's neighbor
 */
export function neighborhoodSums(matrix: Matrix, graph: Neighbors, cells: ArrayLike<number>): Float32Array {
  const out = new Float32Array(cells.length * matrix.columns);
  for (let c = 0; c < cells.length; c++) {
    const row = out.subarray(c * matrix.columns, (c + 1) * matrix.columns);
    addRow(matrix, cells[c]!, row);
    for (const j of graph.neighbors(cells[c]!)) addRow(matrix, j, row);
  }
  return out;
}

/** The mean of each given cell's values and its neighbors' [cells.length, features], row-major. */
export function neighborhoodMeans(matrix: Matrix, graph: Neighbors, cells: ArrayLike<number>): Float32Array {
  const out = neighborhoodSums(matrix, graph, cells);
  for (let c = 0; c < cells.length; c++) {
    const members = graph.neighbors(cells[c]!).length + 1;
    for (let at = c * matrix.columns; at < (c + 1) * matrix.columns; at++) out[at]! /= members;
  }
  return out;
}

/** Which neighbors are averaged. */
export interface NeighborMeansOptions {
  /** Whether a cell counts as a neighbor; all do unless given. */
  among?: (cell: number) => boolean;
  /** The answer for a cell without any neighbor that counts [features]; zeros unless given. */
  otherwise?: ArrayLike<number>;
}

/**
 * The mean of each given cell's neighbors in a graph, without the cell itself [cells.length, features], row-major: a plain answer
 * that models are compared with.
 */
export function neighborMeans(
  matrix: Matrix,
  graph: Graph,
  cells: ArrayLike<number>,
  { among = () => true, otherwise = [] }: NeighborMeansOptions = {},
): Float32Array {
  const out = new Float32Array(cells.length * matrix.columns);
  for (let c = 0; c < cells.length; c++) {
    const near = Array.from(graph.neighbors(cells[c]!).filter(among), (cell) => matrix.row(cell));
    out.set(near.length > 0 ? meanRow(near, matrix.columns) : otherwise, c * matrix.columns);
  }
  return out;
}

/** Values and places of cells, and which section each lies in. */
export interface PlacedValues {
  readonly matrix: Matrix;
  /** [cells, 2 or 3] */
  readonly points: DenseMatrix;
  readonly section: Int32Array;
}

/**
 * The mean of the `k` nearest observed cells around each given cell, of the same section [cells.length, features]; 0 where its
 * section has none. A plain answer that models are compared with.
 *
 * @param observed the cells that may be averaged
 */
export function nearestMeans(
  { matrix, points, section }: PlacedValues,
  observed: ArrayLike<number>,
  cells: ArrayLike<number>,
  k: number,
): DenseMatrix {
  const near = buildIndex(points, { groups: section, candidates: observed }).nearest(cells, k);
  const out = DenseMatrix.zeros(cells.length, matrix.columns);
  for (let at = 0; at < cells.length; at++) {
    const found = near.subarray(at * k, (at + 1) * k).filter((cell) => cell >= 0);
    out.row(at).set(
      meanRow(
        Array.from(found, (cell) => matrix.row(cell)),
        matrix.columns,
      ),
    );
  }
  return out;
}

/** The mean of some rows [features]; zeros without any. */
export function meanRow(rows: readonly ArrayLike<number>[], features: number): Float32Array {
  const mean = new Float32Array(features);
  for (const row of rows) for (let j = 0; j < features; j++) mean[j]! += row[j]! / rows.length;
  return mean;
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
