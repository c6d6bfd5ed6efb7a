import dagre from '@dagrejs/dagre';
import type { PipelineGraph } from './pipelineGraph';

/** Size of a node, in pixels of the page. */
export const NODE = { width: 168, height: 46 };

/** Where the nodes stand, and how the edges run between them. */
export interface PipelineLayout {
  width: number;
  height: number;
  /** Pixels that a node is wide. */
  nodeWidth: number;
  /** Upper left corners by cell. */
  nodes: Map<string, { x: number; y: number }>;
  edges: { from: string; to: string; points: { x: number; y: number }[] }[];
}

/** Lays a pipeline out from top to bottom. */
export function layoutPipeline({ nodes, edges }: PipelineGraph): PipelineLayout {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: 12, ranksep: 26, marginx: 6, marginy: 6 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of nodes) graph.setNode(id, { ...NODE });
  for (const { from, to } of edges) graph.setEdge(from, to);
  dagre.layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width,
    height,
    nodeWidth: NODE.width,
    nodes: new Map(
      nodes.map(({ id }) => {
        const { x, y } = graph.node(id) as { x: number; y: number };
        return [id, { x: x - NODE.width / 2, y: y - NODE.height / 2 }];
      }),
    ),
    edges: edges.map(({ from, to }) => ({
      from,
      to,
      points: (graph.edge(from, to) as { points: { x: number; y: number }[] }).points,
    })),
  };
}
