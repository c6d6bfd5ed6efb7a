import { checkPaired } from './checks';
import type { GraphLike } from './types';

/**
 * Moran's I of a value over a graph: near 1 where neighbours are alike, near -1 / (n - 1) by chance, below where they
 * differ; NaN where the value does not vary (Moran 1950).
 *
 * @param values one for each node
 * @throws TissuebookError 'shape-mismatch'
 */
export function moransI(graph: GraphLike, values: ArrayLike<number>): number {
  const { deviations, squares, weight } = prepare('moransI', graph, values);
  const { indptr, indices, weights } = graph;
  let sum = 0;
  for (let i = 0; i < graph.nNodes; i++) {
    let around = 0;
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) around += (weights ? weights[e]! : 1) * deviations[indices[e]!]!;
    sum += deviations[i]! * around;
  }
  return squares === 0 ? NaN : ((values.length / weight) * sum) / squares;
}

/** Geary's C of a value over a graph: 1 by chance, towards 0 where neighbours are alike (Geary 1954). */
export function gearysC(graph: GraphLike, values: ArrayLike<number>): number {
  const { deviations, squares, weight } = prepare('gearysC', graph, values);
  const { indptr, indices, weights } = graph;
  let sum = 0;
  for (let i = 0; i < graph.nNodes; i++) {
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      sum += (weights ? weights[e]! : 1) * (deviations[i]! - deviations[indices[e]!]!) ** 2;
    }
  }
  return squares === 0 ? NaN : ((values.length - 1) * sum) / (2 * weight * squares);
}

function prepare(
  where: string,
  graph: GraphLike,
  values: ArrayLike<number>,
): { deviations: Float64Array; squares: number; weight: number } {
  checkPaired(where, { length: graph.nNodes }, values);
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += values[i]! / values.length;
  const deviations = new Float64Array(values.length);
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const apart = values[i]! - mean;
    deviations[i] = apart;
    squares += apart * apart;
  }
  return { deviations, squares, weight: totalWeight(graph) };
}

function totalWeight({ nNodes, indptr, weights }: GraphLike): number {
  const edges = indptr[nNodes]!;
  if (!weights) return edges;
  let total = 0;
  for (let e = 0; e < edges; e++) total += weights[e]!;
  return total;
}
