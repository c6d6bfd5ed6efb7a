import { Graph } from './graph';

/**
 * Is given a node's neighbours and the squares of their distances, of which the first `found` count; both arrays are used
 * again.
 */
export type VisitNeighbours = (node: number, neighbours: Int32Array, squares: Float64Array, found: number) => void;

/** Rows longer than this are sorted by the library's sort, shorter ones by insertion. */
const SHORT = 48;

/**
 * A graph from the neighbours of each node, in any order; weights are distances.
 *
 * @param search calls back once for each node; run twice, to count and to take, where degrees are not known
 * @param degrees the number of neighbours of each node
 */
export function rowGraph(nNodes: number, search: (visit: VisitNeighbours) => void, degrees?: Int32Array): Graph {
  const indptr = new Int32Array(nNodes + 1);
  if (degrees) indptr.set(degrees, 1);
  else search((node, _, __, found) => void (indptr[node + 1] = found));
  for (let i = 0; i < nNodes; i++) indptr[i + 1]! += indptr[i]!;
  const indices = new Int32Array(indptr[nNodes]!);
  const weights = new Float64Array(indptr[nNodes]!);
  search((node, neighbours, squares, found) => {
    const from = indptr[node]!;
    if (found > SHORT) return takeLong(neighbours.subarray(0, found), squares, indices, weights, from);
    for (let e = 0; e < found; e++) {
      const id = neighbours[e]!;
      const square = squares[e]!;
      let at = from + e;
      for (; at > from && indices[at - 1]! > id; at--) {
        indices[at] = indices[at - 1]!;
        weights[at] = weights[at - 1]!;
      }
      indices[at] = id;
      weights[at] = square;
    }
  });
  for (let e = 0; e < weights.length; e++) weights[e] = Math.sqrt(weights[e]!);
  return new Graph(nNodes, indptr, indices, weights);
}

function takeLong(
  ids: Int32Array,
  squares: Float64Array,
  indices: Int32Array,
  weights: Float64Array,
  from: number,
): void {
  const order = Int32Array.from(ids, (_, e) => e).sort((a, b) => ids[a]! - ids[b]!);
  order.forEach((e, place) => {
    indices[from + place] = ids[e]!;
    weights[from + place] = squares[e]!;
  });
}

/** The graph with the reverse of every edge; where both are there, the weight of the one counts. */
export function withReverse({ nNodes, indptr, indices, weights }: Graph): Graph {
  const reverse = new Graph(nNodes, indptr, indices, weights).toMatrix().transpose();
  const pointers = new Int32Array(nNodes + 1);
  const union = new Int32Array(2 * indices.length);
  const lengths = new Float64Array(2 * indices.length);
  let at = 0;
  for (let i = 0; i < nNodes; i++) {
    let [a, b] = [indptr[i]!, reverse.indptr[i]!];
    const [endA, endB] = [indptr[i + 1]!, reverse.indptr[i + 1]!];
    while (a < endA || b < endB) {
      const own = a < endA ? indices[a]! : nNodes;
      const other = b < endB ? reverse.indices[b]! : nNodes;
      union[at] = Math.min(own, other);
      lengths[at++] = own <= other ? weights![a]! : reverse.values[b]!;
      if (own <= other) a++;
      if (other <= own) b++;
    }
    pointers[i + 1] = at;
  }
  return new Graph(nNodes, pointers, union.slice(0, at), lengths.slice(0, at));
}
