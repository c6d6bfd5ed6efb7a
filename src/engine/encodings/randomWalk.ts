import { type WeightedGraph, weightedDegrees } from './weightedGraph';

/**
 * Random-walk encoding (Dwivedi et al. 2022; Wen 2024, equation 3.9): the probabilities that a walk is back where it
 * began after 1, 2, ... `steps` steps, [nodes, steps] row-major. A node without neighbors has zeros.
 *
 * Only what a walk can reach is followed: time grows with the nodes, not with their square, on graphs of near neighbors.
 */
export function randomWalkEncoding(graph: WeightedGraph, steps: number): Float32Array {
  const { indptr, indices, weights } = graph;
  const nodes = indptr.length - 1;
  const degrees = weightedDegrees(graph);
  const result = new Float32Array(nodes * steps);
  let here = { probability: new Float64Array(nodes), reached: [] as number[] };
  let next = { probability: new Float64Array(nodes), reached: [] as number[] };
  for (let start = 0; start < nodes; start++) {
    here.probability[start] = 1;
    here.reached.push(start);
    for (let step = 0; step < steps; step++) {
      for (const node of here.reached) {
        const leaving = degrees[node] > 0 ? here.probability[node] / degrees[node] : 0;
        here.probability[node] = 0;
        if (leaving === 0) continue;
        for (let e = indptr[node]; e < indptr[node + 1]; e++) {
          const to = indices[e];
          if (next.probability[to] === 0) next.reached.push(to);
          next.probability[to] += leaving * (weights?.[e] ?? 1);
        }
      }
      here.reached.length = 0;
      [here, next] = [next, here];
      result[start * steps + step] = here.probability[start];
    }
    for (const node of here.reached) here.probability[node] = 0;
    here.reached.length = 0;
  }
  return result;
}
