import type { SparseMatrix } from '../../data';

/** An undirected weighted graph, each edge held both ways, without edges from a node to itself. */
export interface WeightedGraph {
  n: number;
  indptr: Int32Array;
  indices: Int32Array;
  weights: Float64Array;
  /** The sum of the weights at each node, with twice what became an edge to itself. */
  strength: Float64Array;
  /** The sum of all strengths. */
  total: number;
}

/** The graph whose nodes are the parts. */
export function aggregate(graph: WeightedGraph, part: Int32Array, count: number): WeightedGraph {
  const members = new Int32Array(graph.n);
  const start = new Int32Array(count + 1);
  for (const p of part) start[p + 1]!++;
  for (let p = 0; p < count; p++) start[p + 1]! += start[p]!;
  const next = start.slice(0, count);
  part.forEach((p, node) => (members[next[p]!++] = node));
  const indptr = new Int32Array(count + 1);
  const indices: number[] = [];
  const weights: number[] = [];
  const strength = new Float64Array(count);
  const toward = new Float64Array(count);
  for (let p = 0; p < count; p++) {
    const touched: number[] = [];
    for (const node of members.subarray(start[p], start[p + 1])) {
      strength[p]! += graph.strength[node]!;
      for (let e = graph.indptr[node]!; e < graph.indptr[node + 1]!; e++) {
        const other = part[graph.indices[e]!]!;
        if (other === p) continue;
        if (toward[other] === 0) touched.push(other);
        toward[other]! += graph.weights[e]!;
      }
    }
    for (const other of touched) {
      indices.push(other);
      weights.push(toward[other]!);
      toward[other] = 0;
    }
    indptr[p + 1] = indices.length;
  }
  return {
    n: count,
    indptr,
    indices: Int32Array.from(indices),
    weights: Float64Array.from(weights),
    strength,
    total: graph.total,
  };
}

/** The mean of the matrix and its transpose, without the diagonal. */
export function symmetric(matrix: SparseMatrix): WeightedGraph {
  const n = matrix.rows;
  const other = matrix.transpose();
  const indptr = new Int32Array(n + 1);
  const indices = new Int32Array(2 * matrix.stored);
  const weights = new Float64Array(2 * matrix.stored);
  const strength = new Float64Array(n);
  let at = 0;
  for (let i = 0; i < n; i++) {
    let [a, b] = [matrix.indptr[i]!, other.indptr[i]!];
    const [endA, endB] = [matrix.indptr[i + 1]!, other.indptr[i + 1]!];
    while (a < endA || b < endB) {
      const column = Math.min(a < endA ? matrix.indices[a]! : n, b < endB ? other.indices[b]! : n);
      let weight = 0;
      if (a < endA && matrix.indices[a] === column) weight += matrix.values[a++]! / 2;
      if (b < endB && other.indices[b] === column) weight += other.values[b++]! / 2;
      if (column === i || weight === 0) continue;
      indices[at] = column;
      weights[at++] = weight;
      strength[i]! += weight;
    }
    indptr[i + 1] = at;
  }
  const total = strength.reduce((sum, value) => sum + value, 0);
  return { n, indptr, indices: indices.slice(0, at), weights: weights.slice(0, at), strength, total };
}
