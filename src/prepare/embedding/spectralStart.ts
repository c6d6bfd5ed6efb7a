import type { SparseMatrix } from '../../data';
import type { Random } from '../../random';
import type { EventLoopYielder } from '../../wasm';
import { largestEigenpairs, type SymmetricProduct } from '../../linalg';

/** How far points are shaken, for points of magnitude 10: so that copies do not stay together; as umap-learn. */
const NOISE = 1e-4;

/**
 * Points [n, 2], row-major, from the eigenvectors of the normalized graph after the first (Belkin and Niyogi 2003). Parts
 * of the graph that are not connected are laid out each on its own, on a grid.
 */
export async function spectralStart(
  graph: SparseMatrix,
  draws: Random,
  yielder: EventLoopYielder,
): Promise<Float64Array> {
  const members = connectedParts(graph);
  const points = new Float64Array(2 * graph.rows);
  const perRow = Math.ceil(Math.sqrt(members.length));
  for (const [p, nodes] of members.entries()) {
    const [x, y] = await layOut(graph, nodes, draws, yielder);
    const size = 8 * Math.sqrt(nodes.length / graph.rows);
    nodes.forEach((node, i) => {
      points[2 * node] = 20 * (p % perRow) + size * x[i]! + NOISE * (draws.uniform() - 0.5);
      points[2 * node + 1] = 20 * Math.floor(p / perRow) + size * y[i]! + NOISE * (draws.uniform() - 0.5);
    });
  }
  return points;
}

/** Two coordinates of magnitude 1 for the nodes of one part. */
async function layOut(
  graph: SparseMatrix,
  nodes: readonly number[],
  draws: Random,
  yielder: EventLoopYielder,
): Promise<[ArrayLike<number>, ArrayLike<number>]> {
  if (nodes.length < 5) {
    const random = (): Float64Array => Float64Array.from(nodes, () => draws.uniform() - 0.5);
    return [random(), random()];
  }
  const wanted = { size: nodes.length, count: 3, seed: draws.integer(0, 2 ** 31), tolerance: 1e-4 };
  const { vectors } = await largestEigenpairs(smoothing(graph, nodes), wanted, yielder);
  const scaled = (vector: Float64Array): Float64Array => {
    const most = vector.reduce((m, value) => Math.max(m, Math.abs(value)), 0);
    return vector.map((value) => value / (most || 1));
  };
  return [scaled(vectors[1]!), scaled(vectors[2]!)];
}

/** Half of the sum of the identity and the normalized weights of one part, whose eigenvalues lie between 0 and 1. */
function smoothing(graph: SparseMatrix, nodes: readonly number[]): SymmetricProduct {
  const place = new Int32Array(graph.rows);
  nodes.forEach((node, i) => (place[node] = i));
  const part = graph.takeRows(nodes);
  const { indptr, indices, values } = part;
  const inverse = new Float64Array(nodes.length);
  for (let i = 0; i < nodes.length; i++) {
    let sum = 0;
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) sum += values[e]!;
    inverse[i] = sum > 0 ? 1 / Math.sqrt(sum) : 0;
  }
  const columns = indices.map((node) => place[node]!);
  const weights = Float64Array.from(values, (value, e) => value * inverse[columns[e]!]!);
  return (vector, out) => {
    for (let i = 0; i < out.length; i++) {
      let sum = 0;
      for (let e = indptr[i]!; e < indptr[i + 1]!; e++) sum += weights[e]! * vector[columns[e]!]!;
      out[i] = (vector[i]! + sum * inverse[i]!) / 2;
    }
  };
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
