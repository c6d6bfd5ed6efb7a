import { Graph } from './graph';

/**
 * Is given a node's neighbours and the squares of their distances, of which the first `found` count; both arrays are used
 * again.
 */
export type VisitNeighbours = (node: number, neighbours: Int32Array, squares: Float64Array, found: number) => void;

/** Rows up to this length are sorted by insertion, with a neighbour and its place in one number. */
const SHORT = 64;
/** More nodes than these leave no room for the place. */
const MOST_NODES = 2 ** 25;

/**
 * A graph from the neighbours of each node, in any order; weights are distances.
 *
 * @param search calls back at most once for each node
 */
export function rowGraph(nNodes: number, search: (visit: VisitNeighbours) => void): Graph {
  const rows = new RowStore(nNodes);
  search((node, neighbours, squares, found) => rows.add(node, neighbours, squares, found));
  return rows.toGraph();
}

/** Rows one after the other as they are found: in the order of a search, which is not that of the nodes. */
class RowStore {
  readonly #starts: Int32Array;
  readonly #degrees: Int32Array;
  #ids: Int32Array;
  #squares: Float64Array;
  #length = 0;

  constructor(nNodes: number) {
    this.#starts = new Int32Array(nNodes);
    this.#degrees = new Int32Array(nNodes);
    this.#ids = new Int32Array(8 * nNodes);
    this.#squares = new Float64Array(8 * nNodes);
  }

  add(node: number, neighbours: Int32Array, squares: Float64Array, found: number): void {
    if (this.#length + found > this.#ids.length) this.#grow(this.#length + found);
    const [ids, own, from] = [this.#ids, this.#squares, this.#length];
    for (let e = 0; e < found; e++) {
      ids[from + e] = neighbours[e]!;
      own[from + e] = squares[e]!;
    }
    this.#starts[node] = from;
    this.#degrees[node] = found;
    this.#length += found;
  }

  toGraph(): Graph {
    const nNodes = this.#starts.length;
    const [ids, squares] = [this.#ids, this.#squares];
    const indptr = new Int32Array(nNodes + 1);
    const indices = new Int32Array(this.#length);
    const weights = new Float64Array(this.#length);
    const keys = new Int32Array(SHORT);
    for (let node = 0, at = 0; node < nNodes; node++) {
      const from = this.#starts[node]!;
      const found = this.#degrees[node]!;
      if (found > SHORT || nNodes > MOST_NODES) this.#takeLong(from, found, indices, weights, at);
      else {
        sortShort(ids, from, found, keys);
        for (let e = 0; e < found; e++) {
          indices[at + e] = keys[e]! >>> 6;
          weights[at + e] = Math.sqrt(squares[from + (keys[e]! & (SHORT - 1))]!);
        }
      }
      indptr[node + 1] = at += found;
    }
    return new Graph(nNodes, indptr, indices, weights);
  }

  #takeLong(from: number, found: number, indices: Int32Array, weights: Float64Array, at: number): void {
    const ids = this.#ids.subarray(from, from + found);
    const order = Int32Array.from(ids, (_, e) => e).sort((a, b) => ids[a]! - ids[b]!);
    order.forEach((e, place) => {
      indices[at + place] = ids[e]!;
      weights[at + place] = Math.sqrt(this.#squares[from + e]!);
    });
  }

  #grow(least: number): void {
    const length = Math.max(least, Math.ceil(1.5 * this.#ids.length));
    const [ids, squares] = [new Int32Array(length), new Float64Array(length)];
    ids.set(this.#ids);
    squares.set(this.#squares);
    [this.#ids, this.#squares] = [ids, squares];
  }
}

/** Writes id * 64 + place of each of some ids into `keys`, in rising order. */
function sortShort(ids: Int32Array, from: number, found: number, keys: Int32Array): void {
  for (let e = 0; e < found; e++) {
    const key = ids[from + e]! * SHORT + e;
    let at = e;
    for (; at > 0 && keys[at - 1]! > key; at--) keys[at] = keys[at - 1]!;
    keys[at] = key;
  }
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
