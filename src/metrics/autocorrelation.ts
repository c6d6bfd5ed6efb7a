import { TissuebookError } from '../errors';
import { checkOptions, oneOf } from '../options';
import { checkGraph, checkPaired, checkValues } from './checks';
import { type ColumnSums, isSparseEnough, overSparseColumns, sortColumns, type SortedColumns } from './sparseSums';
import type { GraphLike, MatrixLike, SparseLike } from './types';

/** Columns that are worked off together: their values at a node and at its neighbors stay in a processor's cache. */
const TOGETHER = 64;

/** How edges count. */
export interface AutocorrelationOptions {
  /**
   * 'connectivities': every edge counts the same, as in the connectivities that squidpy.gr.spatial_autocorr reads.
   * 'graph': the weights of the graph, as weighEdges makes them; those that knnGraph, radiusGraph and delaunayGraph put
   * on their edges are distances, with which far neighbors would count most. 'connectivities'.
   */
  weights?: 'connectivities' | 'graph';
  /** 'row': the weights of each node's edges are divided by their sum (squidpy's transformation=True). 'none'. 'row'. */
  normalize?: 'row' | 'none';
}

/**
 * Moran's I of a value over a graph: near 1 where neighbors are alike, near -1 / (n - 1) by chance, below where they
 * differ; NaN where the value does not vary (Moran 1950). Each node's neighbors count the same and add up to 1, as in
 * squidpy, whatever numbers the graph has on its edges; the options choose otherwise.
 *
 * @param values one for each node; or a matrix [nodes, columns], dense or in compressed rows, for the index of each column
 * @throws TissuebookError 'shape-mismatch', 'invalid-argument'
 * @example
 * moransI(knnGraph(adata), adata.matrix())
 * moransI(weighEdges(knnGraph(adata), { kernel: 'gaussian' }), values, { weights: 'graph' })
 */
export function moransI(graph: GraphLike, values: ArrayLike<number>, options?: AutocorrelationOptions): number;
export function moransI(
  graph: GraphLike,
  values: MatrixLike | SparseLike,
  options?: AutocorrelationOptions,
): Float64Array;
export function moransI(
  graph: GraphLike,
  values: ArrayLike<number> | MatrixLike | SparseLike,
  options: AutocorrelationOptions = {},
): number | Float64Array {
  checkGraph('moransI', 'graph', graph);
  checkValues('moransI', 'values', values);
  const weights = edgeWeights('moransI', graph, options);
  const total = sumOf(weights);
  const indexOf = (sum: number, squares: number): number =>
    squares === 0 ? NaN : ((graph.nNodes / total) * sum) / squares;
  return overColumns('moransI', graph, values, weights, {
    dense({ deviations, squares, width }) {
      const sums = sumProducts(graph, weights, deviations, width);
      return sums.map((sum, c) => indexOf(sum, squares[c]!));
    },
    // (x_i - m)(x_j - m) = x_i x_j - m (x_i + x_j) + m²
    sparse: ({ mean, products, sums, squares }) => indexOf(products - mean * sums + mean * mean * total, squares),
  });
}

/**
 * Geary's C of a value over a graph: 1 by chance, towards 0 where neighbors are alike (Geary 1954); NaN where the value
 * does not vary. Weights as for moransI.
 *
 * @param values as those of moransI
 * @throws TissuebookError 'shape-mismatch', 'invalid-argument'
 */
export function gearysC(graph: GraphLike, values: ArrayLike<number>, options?: AutocorrelationOptions): number;
export function gearysC(
  graph: GraphLike,
  values: MatrixLike | SparseLike,
  options?: AutocorrelationOptions,
): Float64Array;
export function gearysC(
  graph: GraphLike,
  values: ArrayLike<number> | MatrixLike | SparseLike,
  options: AutocorrelationOptions = {},
): number | Float64Array {
  checkGraph('gearysC', 'graph', graph);
  checkValues('gearysC', 'values', values);
  const weights = edgeWeights('gearysC', graph, options);
  const total = sumOf(weights);
  const indexOf = (sum: number, squares: number): number =>
    squares === 0 ? NaN : ((graph.nNodes - 1) * sum) / (2 * total * squares);
  return overColumns('gearysC', graph, values, weights, {
    dense({ deviations, squares, width }) {
      const sums = sumSquares(graph, weights, deviations, width);
      return sums.map((sum, c) => indexOf(sum, squares[c]!));
    },
    // (x_i - x_j)² = x_i² + x_j² - 2 x_i x_j
    sparse: ({ products, squareSums, squares }) => indexOf(squareSums - 2 * products, squares),
  });
}

/** Some columns less their means [nodes, width], row-major, and the sums of their squares. */
interface Columns {
  deviations: Float64Array;
  squares: Float64Array;
  width: number;
}

/** An index by the columns of a dense matrix, or by the sums of a sparse one's. */
interface Index {
  dense: (columns: Columns) => Float64Array;
  sparse: (sums: ColumnSums) => number;
}

function overColumns(
  where: string,
  graph: GraphLike,
  values: ArrayLike<number> | MatrixLike | SparseLike,
  weights: Float64Array,
  index: Index,
): number | Float64Array {
  if (!('rows' in values)) {
    checkPaired(where, { length: graph.nNodes }, values);
    return index.dense(centered(Float64Array.from(values), 1))[0]!;
  }
  if (values.rows !== graph.nNodes || values.rows === 0) {
    throw new TissuebookError(
      'shape-mismatch',
      `${where}: a matrix of ${values.rows} rows for ${graph.nNodes} nodes.`,
      {
        argument: 'values',
        found: values.rows,
      },
    );
  }
  if ('indptr' in values && isSparseEnough(values)) return overSparseColumns(graph, weights, values, index.sparse);
  const sorted = 'indptr' in values ? sortColumns(values) : undefined;
  const take = (first: number, width: number): Float64Array =>
    sorted ? fillColumns(sorted, values.rows, first, width) : takeColumns(values, first, width);
  const out = new Float64Array(values.columns);
  for (let first = 0; first < values.columns; first += TOGETHER) {
    const width = Math.min(TOGETHER, values.columns - first);
    out.set(index.dense(centered(take(first, width), width)), first);
  }
  return out;
}

/** Some columns [rows, width], row-major. */
function takeColumns({ rows, columns, values }: MatrixLike, first: number, width: number): Float64Array {
  const out = new Float64Array(rows * width);
  for (let i = 0; i < rows; i++) {
    for (let c = 0; c < width; c++) out[i * width + c] = values[i * columns + first + c]!;
  }
  return out;
}

/** The same of a matrix whose values are sorted by columns. */
function fillColumns(
  { starts, rows, entries }: SortedColumns,
  count: number,
  first: number,
  width: number,
): Float64Array {
  const out = new Float64Array(count * width);
  for (let c = 0; c < width; c++) {
    for (let e = starts[first + c]!; e < starts[first + c + 1]!; e++) out[rows[e]! * width + c] = entries[e]!;
  }
  return out;
}

/** Takes the means off in place. */
function centered(values: Float64Array, width: number): Columns {
  const rows = values.length / width;
  const means = new Float64Array(width);
  const squares = new Float64Array(width);
  for (let i = 0; i < rows; i++) for (let c = 0; c < width; c++) means[c]! += values[i * width + c]!;
  for (let c = 0; c < width; c++) means[c]! /= rows;
  for (let i = 0; i < rows; i++) {
    for (let c = 0; c < width; c++) {
      const apart = values[i * width + c]! - means[c]!;
      values[i * width + c] = apart;
      squares[c]! += apart * apart;
    }
  }
  return { deviations: values, squares, width };
}

// Two loops that look alike: one with a function for the term runs twenty times slower, as both callers' functions meet in it.

/** For each column the sum over edges of weight times the product of both ends. */
function sumProducts(graph: GraphLike, weights: Float64Array, deviations: Float64Array, width: number): Float64Array {
  const { nNodes, indptr, indices } = graph;
  const sums = new Float64Array(width);
  for (let i = 0; i < nNodes; i++) {
    const own = i * width;
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      const other = indices[e]! * width;
      const weight = weights[e]!;
      for (let c = 0; c < width; c++) sums[c]! += weight * deviations[own + c]! * deviations[other + c]!;
    }
  }
  return sums;
}

/** For each column the sum over edges of weight times the square of the difference of both ends. */
function sumSquares(graph: GraphLike, weights: Float64Array, deviations: Float64Array, width: number): Float64Array {
  const { nNodes, indptr, indices } = graph;
  const sums = new Float64Array(width);
  for (let i = 0; i < nNodes; i++) {
    const own = i * width;
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      const other = indices[e]! * width;
      const weight = weights[e]!;
      for (let c = 0; c < width; c++) {
        const apart = deviations[own + c]! - deviations[other + c]!;
        sums[c]! += weight * apart * apart;
      }
    }
  }
  return sums;
}

function edgeWeights(where: string, graph: GraphLike, options: AutocorrelationOptions): Float64Array {
  checkOptions(where, options, { weights: oneOf('connectivities', 'graph'), normalize: oneOf('row', 'none') });
  const { nNodes, indptr } = graph;
  const given = options.weights === 'graph' ? graph.weights : undefined;
  const weights = given ? Float64Array.from(given) : new Float64Array(indptr[nNodes]!).fill(1);
  if (options.normalize === 'none') return weights;
  for (let i = 0; i < nNodes; i++) {
    const own = weights.subarray(indptr[i], indptr[i + 1]);
    const sum = sumOf(own);
    if (sum !== 0) for (let e = 0; e < own.length; e++) own[e]! /= sum;
  }
  return weights;
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
