import { TissuebookError } from '../errors';
import { checkPaired } from './checks';
import type { GraphLike, MatrixLike, SparseLike } from './types';

/** Columns that are worked off together: their values at a node and at its neighbors stay in a processor's cache. */
const TOGETHER = 64;

/**
 * Moran's I of a value over a graph: near 1 where neighbors are alike, near -1 / (n - 1) by chance, below where they
 * differ; NaN where the value does not vary (Moran 1950).
 *
 * @param values one for each node; or a matrix [nodes, columns], dense or in compressed rows, for the index of each column
 * @throws TissuebookError 'shape-mismatch'
 */
export function moransI(graph: GraphLike, values: ArrayLike<number>): number;
export function moransI(graph: GraphLike, values: MatrixLike | SparseLike): Float64Array;
export function moransI(graph: GraphLike, values: ArrayLike<number> | MatrixLike | SparseLike): number | Float64Array {
  const weight = totalWeight(graph);
  return overColumns('moransI', graph, values, ({ deviations, squares, width }) => {
    const sums = sumOverEdges(graph, deviations, width, (own, other) => own * other);
    return sums.map((sum, c) => (squares[c] === 0 ? NaN : ((graph.nNodes / weight) * sum) / squares[c]!));
  });
}

/**
 * Geary's C of a value over a graph: 1 by chance, towards 0 where neighbors are alike (Geary 1954); NaN where the value
 * does not vary.
 *
 * @param values as those of moransI
 * @throws TissuebookError 'shape-mismatch'
 */
export function gearysC(graph: GraphLike, values: ArrayLike<number>): number;
export function gearysC(graph: GraphLike, values: MatrixLike | SparseLike): Float64Array;
export function gearysC(graph: GraphLike, values: ArrayLike<number> | MatrixLike | SparseLike): number | Float64Array {
  const weight = totalWeight(graph);
  return overColumns('gearysC', graph, values, ({ deviations, squares, width }) => {
    const sums = sumOverEdges(graph, deviations, width, (own, other) => (own - other) * (own - other));
    return sums.map((sum, c) => (squares[c] === 0 ? NaN : ((graph.nNodes - 1) * sum) / (2 * weight * squares[c]!)));
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
  for (let first = 0; first < values.columns; first += TOGETHER) {
    const width = Math.min(TOGETHER, values.columns - first);
    out.set(index(centered(takeColumns(values, first, width), width)), first);
  }
  return out;
}

function takeColumns(matrix: MatrixLike | SparseLike, first: number, width: number): Float64Array {
  const out = new Float64Array(matrix.rows * width);
  const { values, columns } = matrix;
  for (let i = 0; i < matrix.rows; i++) {
    if (!('indptr' in matrix)) {
      for (let c = 0; c < width; c++) out[i * width + c] = values[i * columns + first + c]!;
      continue;
    }
    for (let e = matrix.indptr[i]!; e < matrix.indptr[i + 1]!; e++) {
      const c = matrix.indices[e]! - first;
      if (c >= 0 && c < width) out[i * width + c] = values[e]!;
    }
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

/** For each column the sum over edges of weight times a term of both ends. */
function sumOverEdges(
  { nNodes, indptr, indices, weights }: GraphLike,
  deviations: Float64Array,
  width: number,
  term: (own: number, other: number) => number,
): Float64Array {
  const sums = new Float64Array(width);
  for (let i = 0; i < nNodes; i++) {
    const own = i * width;
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      const other = indices[e]! * width;
      const weight = weights ? weights[e]! : 1;
      for (let c = 0; c < width; c++) sums[c]! += weight * term(deviations[own + c]!, deviations[other + c]!);
    }
  }
  return sums;
}

function totalWeight({ nNodes, indptr, weights }: GraphLike): number {
  const edges = indptr[nNodes]!;
  if (!weights) return edges;
  let total = 0;
  for (let e = 0; e < edges; e++) total += weights[e]!;
  return total;
}
