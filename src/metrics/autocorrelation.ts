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
  let sum = 0;
  eachEdge(graph, (i, j, w) => (sum += w * deviations[i]! * deviations[j]!));
  return squares === 0 ? NaN : ((values.length / weight) * sum) / squares;
}

/** Geary's C of a value over a graph: 1 by chance, towards 0 where neighbours are alike (Geary 1954). */
export function gearysC(graph: GraphLike, values: ArrayLike<number>): number {
  const { squares, weight } = prepare('gearysC', graph, values);
  let sum = 0;
  eachEdge(graph, (i, j, w) => (sum += w * (values[i]! - values[j]!) ** 2));
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
  const deviations = Float64Array.from(values, (value) => value - mean);
  let weight = 0;
  eachEdge(graph, (_, __, w) => (weight += w));
  return { deviations, squares: deviations.reduce((sum, d) => sum + d * d, 0), weight };
}

function eachEdge(graph: GraphLike, visit: (i: number, j: number, weight: number) => void): void {
  const { indptr, indices, weights } = graph;
  for (let i = 0; i < graph.nNodes; i++) {
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) visit(i, indices[e]!, weights ? weights[e]! : 1);
  }
}
