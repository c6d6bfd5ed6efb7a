import type { GraphLike, SparseLike } from './types';

/** Sums over the nodes and edges of a graph for one column of numbers, x, of mean m. */
export interface ColumnSums {
  mean: number;
  /** Of (x - m)² over nodes. */
  squares: number;
  /** Of weight x_i x_j over edges. */
  products: number;
  /** Of weight (x_i + x_j) over edges. */
  sums: number;
  /** Of weight (x_i² + x_j²) over edges. */
  squareSums: number;
}

/** Stored values sorted by columns: column c has those from starts[c] on, with their rows. */
export interface SortedColumns {
  starts: Int32Array;
  rows: Int32Array;
  entries: Float64Array;
}

/** A matrix that is filled to more than this share is worked off as a dense one: there, means could cancel digits. */
const SPARSE = 0.25;

export function isSparseEnough(matrix: SparseLike): boolean {
  return matrix.indptr[matrix.rows]! <= SPARSE * matrix.rows * matrix.columns;
}

/**
 * Gives a number for each column of a matrix in compressed rows, by its sums: only nodes with a value are visited, with their edges.
 *
 * @param weights of the edges
 */
export function overSparseColumns(
  graph: GraphLike,
  weights: Float64Array,
  matrix: SparseLike,
  index: (sums: ColumnSums) => number,
): Float64Array {
  const { starts, rows, entries } = sortColumns(matrix);
  const around = weightsOfNodes(graph, weights);
  const { indptr, indices } = graph;
  const dense = new Float64Array(matrix.rows);
  return Float64Array.from({ length: matrix.columns }, (_, c) => {
    const [begin, end] = [starts[c]!, starts[c + 1]!];
    let mean = 0;
    for (let e = begin; e < end; e++) {
      dense[rows[e]!] = entries[e]!;
      mean += entries[e]! / matrix.rows;
    }
    let [squares, products, sums, squareSums] = [(matrix.rows - (end - begin)) * mean * mean, 0, 0, 0];
    for (let e = begin; e < end; e++) {
      const node = rows[e]!;
      const x = entries[e]!;
      let near = 0;
      for (let edge = indptr[node]!; edge < indptr[node + 1]!; edge++) near += weights[edge]! * dense[indices[edge]!]!;
      products += x * near;
      sums += x * around[node]!;
      squareSums += x * x * around[node]!;
      squares += (x - mean) * (x - mean);
    }
    for (let e = begin; e < end; e++) dense[rows[e]!] = 0;
    return index({ mean, squares, products, sums, squareSums });
  });
}

/** For each node the weights of the edges that it gets and of those that it sends. */
function weightsOfNodes({ nNodes, indptr, indices }: GraphLike, weights: Float64Array): Float64Array {
  const around = new Float64Array(nNodes);
  for (let i = 0; i < nNodes; i++) {
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      around[i]! += weights[e]!;
      around[indices[e]!]! += weights[e]!;
    }
  }
  return around;
}

export function sortColumns(matrix: SparseLike): SortedColumns {
  const { indptr, indices, values, columns } = matrix;
  const count = indptr[matrix.rows]!;
  const starts = new Int32Array(columns + 1);
  for (let e = 0; e < count; e++) starts[indices[e]! + 1]!++;
  for (let c = 0; c < columns; c++) starts[c + 1]! += starts[c]!;
  const next = starts.slice();
  const rows = new Int32Array(count);
  const entries = new Float64Array(count);
  for (let i = 0; i < matrix.rows; i++) {
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      const at = next[indices[e]!]!++;
      rows[at] = i;
      entries[at] = values[e]!;
    }
  }
  return { starts, rows, entries };
}
