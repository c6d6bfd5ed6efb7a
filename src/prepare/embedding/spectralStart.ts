import type { SparseMatrix } from '../../data';
import type { Draws } from '../../random';
import { largestEigenpairs } from '../components/largestEigenpairs';

/** How far points are shaken, for points of magnitude 10: so that copies do not stay together; as umap-learn. */
const NOISE = 1e-4;

/**
 * Points [n, 2], row-major, from the eigenvectors of the normalised graph after the first (Belkin and Niyogi 2003). Parts
 * of the graph that are not connected are laid out each on its own, on a grid.
 */
export function spectralStart(graph: SparseMatrix, draws: Draws): Float64Array {
  const members = connectedParts(graph);
  const points = new Float64Array(2 * graph.rows);
  const perRow = Math.ceil(Math.sqrt(members.length));
  members.forEach((nodes, p) => {
    const [x, y] = layOut(graph, nodes, draws);
    const size = 8 * Math.sqrt(nodes.length / graph.rows);
    nodes.forEach((node, i) => {
      points[2 * node] = 20 * (p % perRow) + size * x[i]! + NOISE * (draws.uniform() - 0.5);
      points[2 * node + 1] = 20 * Math.floor(p / perRow) + size * y[i]! + NOISE * (draws.uniform() - 0.5);
    });
  });
  return points;
}

/** Two coordinates of magnitude 1 for the nodes of one part. */
function layOut(graph: SparseMatrix, nodes: readonly number[], draws: Draws): [ArrayLike<number>, ArrayLike<number>] {
  if (nodes.length < 5) {
    const random = (): Float64Array => Float64Array.from(nodes, () => draws.uniform() - 0.5);
    return [random(), random()];
  }
  const place = new Int32Array(graph.rows);
  nodes.forEach((node, i) => (place[node] = i));
  const root = Float64Array.from(nodes, (node) => {
    let sum = 0;
    for (let e = graph.indptr[node]!; e < graph.indptr[node + 1]!; e++) sum += graph.values[e]!;
    return Math.sqrt(sum);
  });
  const { vectors } = largestEigenpairs(
    (vector, out) => {
      nodes.forEach((node, i) => {
        let sum = root[i]! > 0 ? vector[i]! * root[i]! : 0;
        for (let e = graph.indptr[node]!; e < graph.indptr[node + 1]!; e++) {
          const j = place[graph.indices[e]!]!;
          sum += (graph.values[e]! * vector[j]!) / root[j]!;
        }
        out[i] = sum / root[i]! / 2;
      });
    },
    nodes.length,
    3,
    draws.below(2 ** 31),
    1e-4,
  );
  const scaled = (vector: Float64Array): Float64Array => {
    const most = vector.reduce((m, value) => Math.max(m, Math.abs(value)), 0);
    return vector.map((value) => value / (most || 1));
  };
  return [scaled(vectors[1]!), scaled(vectors[2]!)];
}

/** The parts of a graph between which there is no edge. */
function connectedParts(graph: SparseMatrix): number[][] {
  const part = new Int32Array(graph.rows).fill(-1);
  const members: number[][] = [];
  for (let start = 0; start < graph.rows; start++) {
    if (part[start]! >= 0) continue;
    const nodes = [start];
    part[start] = members.length;
    for (const node of nodes) {
      for (const other of graph.indices.subarray(graph.indptr[node], graph.indptr[node + 1])) {
        if (part[other]! >= 0) continue;
        part[other] = members.length;
        nodes.push(other);
      }
    }
    members.push(nodes);
  }
  return members;
}
