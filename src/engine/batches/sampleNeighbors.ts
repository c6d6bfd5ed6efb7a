import { TissuebookError } from '../../errors';
import type { Random } from '../../random';
import type { NeighborGraph, SampledGraph } from './neighborGraph';

/**
 * The part of a graph that some nodes need for a network of as many layers as there are fan-outs (GraphSAGE, Hamilton et
 * al. 2017, algorithm 2): from each node that was reached, at most `fanouts[layer]` neighbors without repetition. A
 * fan-out of Infinity takes all neighbors, and the seeds then get exactly what they get from the whole graph.
 *
 * @param seeds different nodes
 * @param fanouts one number a layer, from the seeds outwards
 * @throws TissuebookError kind 'invalid-argument' for a seed that is no node or stands there twice
 */
export function sampleNeighbors(
  graph: NeighborGraph,
  seeds: ArrayLike<number>,
  fanouts: readonly number[],
  random: Random,
): SampledGraph {
  const nodes: number[] = [];
  const placeOf = new Map<number, number>();
  const place = (node: number): number => {
    const known = placeOf.get(node);
    if (known !== undefined) return known;
    placeOf.set(node, nodes.length);
    return nodes.push(node) - 1;
  };
  for (let i = 0; i < seeds.length; i++) {
    checkSeed(graph, seeds[i], placeOf);
    place(seeds[i]);
  }
  const src: number[] = [];
  const dst: number[] = [];
  for (let layer = 0, from = 0; layer < fanouts.length; layer++) {
    const reached = nodes.length;
    for (let to = from; to < reached; to++) {
      for (const neighbor of draw(graph, nodes[to], fanouts[layer], random)) {
        src.push(place(neighbor));
        dst.push(to);
      }
    }
    from = reached;
  }
  return { nodes: Int32Array.from(nodes), seeds: seeds.length, src: Int32Array.from(src), dst: Int32Array.from(dst) };
}

function draw(graph: NeighborGraph, node: number, fanout: number, random: Random): number[] {
  const start = graph.indptr[node];
  const degree = graph.indptr[node + 1] - start;
  if (degree <= fanout) return Array.from({ length: degree }, (_, i) => graph.indices[start + i]);
  return Array.from(random.choice(degree, fanout), (i) => graph.indices[start + i]);
}

function checkSeed(graph: NeighborGraph, seed: number, known: ReadonlyMap<number, number>): void {
  const count = graph.indptr.length - 1;
  const inside = Number.isInteger(seed) && seed >= 0 && seed < count;
  if (inside && !known.has(seed)) return;
  const why = inside ? 'stands there twice' : `is none of the ${count} nodes`;
  throw new TissuebookError('invalid-argument', `The seed ${seed} ${why}.`, { argument: 'seeds', found: seed });
}
