import { checkArgument, objectWith } from '../options';
import { Graph } from './graph';

/** The graph without the edges of some nodes: they are nobody's neighbor and have none. @param nodes 1 marks them */
export function withoutNodes(graph: Graph, nodes: Uint8Array): Graph {
  checkArgument('withoutNodes', 'graph', graph, objectWith('nNodes', 'indptr', 'indices'));
  checkArgument('withoutNodes', 'nodes', nodes, (value) =>
    ArrayBuffer.isView(value) || Array.isArray(value) ? undefined : 'a list',
  );
  if (!nodes.includes(1)) return graph;
  const { nNodes, indices, weights } = graph;
  const indptr = new Int32Array(nNodes + 1);
  const all = new Int32Array(graph.nEdges);
  let count = 0;
  for (let i = 0; i < nNodes; i++) {
    for (let e = graph.indptr[i]!; e < graph.indptr[i + 1]!; e++)
      if (!nodes[i] && !nodes[indices[e]!]) all[count++] = e;
    indptr[i + 1] = count;
  }
  const kept = all.subarray(0, count);
  const lengths = weights && Float64Array.from(kept, (e) => weights[e]!);
  return new Graph(
    nNodes,
    indptr,
    kept.map((e) => indices[e]!),
    lengths,
  );
}
