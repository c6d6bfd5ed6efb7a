import { TissuebookError } from '../errors';
import { checkOptions, oneOf } from '../options';
import { checkGraph, checkPaired, checkValues } from './checks';
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
  return overColumns('moransI', graph, values, ({ deviations, squares, width }) => {
    const sums = sumProducts(graph, weights, deviations, width);
    return sums.map((sum, c) => (squares[c] === 0 ? NaN : ((graph.nNodes / total) * sum) / squares[c]!));
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
  return overColumns('gearysC', graph, values, ({ deviations, squares, width }) => {
    const sums = sumSquares(graph, weights, deviations, width);
    return sums.map((sum, c) => (squares[c] === 0 ? NaN : ((graph.nNodes - 1) * sum) / (2 * total * squares[c]!)));
  });
}

/** Some columns less their means [nodes, width], row-major, and the sums of their squares. */
interface Columns {
  deviations: Float64Array;
  squares: Float64Array;
  width: number;
}

function overColumns(
  where: string,
  graph: GraphLike,
  values: ArrayLike<number> | MatrixLike | SparseLike,
  index: (columns: Columns) => Float64Array,
): number | Float64Array {
  if (!('rows' in values)) {
    checkPaired(where, { length: graph.nNodes }, values);
    return index(centered(Float64Array.from(values), 1))[0]!;
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
  const out = new Float64Array(values.columns);
  const reader = new ColumnReader(values);
  for (let first = 0; first < values.columns; first += TOGETHER) {
    const width = Math.min(TOGETHER, values.columns - first);
    out.set(index(centered(reader.take(first, width), width)), first);
  }
  return out;
}

/** Columns of a matrix, some of them at a time; one in compressed rows is sorted by columns once. */
class ColumnReader {
  private readonly starts: Int32Array | undefined;
  private readonly rows: Int32Array | undefined;
  private readonly entries: Float64Array | undefined;

  constructor(private readonly matrix: MatrixLike | SparseLike) {
    if (!('indptr' in matrix)) return;
    const { indptr, indices, values } = matrix;
    const count = indptr[matrix.rows]!;
    const starts = new Int32Array(matrix.columns + 1);
    for (let e = 0; e < count; e++) starts[indices[e]! + 1]!++;
    for (let c = 0; c < matrix.columns; c++) starts[c + 1]! += starts[c]!;
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
    [this.starts, this.rows, this.entries] = [starts, rows, entries];
  }

  /** [rows, width], row-major. */
  take(first: number, width: number): Float64Array {
    const { rows, columns, values } = this.matrix;
    const out = new Float64Array(rows * width);
    if (!this.starts) {
      for (let i = 0; i < rows; i++) {
        for (let c = 0; c < width; c++) out[i * width + c] = values[i * columns + first + c]!;
      }
      return out;
    }
    for (let c = 0; c < width; c++) {
      const end = this.starts[first + c + 1]!;
      for (let e = this.starts[first + c]!; e < end; e++) out[this.rows![e]! * width + c] = this.entries![e]!;
    }
    return out;
  }
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
