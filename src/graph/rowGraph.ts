import type { NeighborSearch } from '../neighbors';
import { Graph } from './graph';

/** Rows up to this length are sorted by insertion, with a neighbor and its place in one number. */
const SHORT = 64;
/** More nodes than these leave no room for the place. */
const MOST_NODES = 2 ** 25;

/** A graph from the neighbors that a search finds for each node; weights are distances. */
export function rowGraph(nNodes: number, search: NeighborSearch): Graph {
  const counts = search.counts();
  if (counts) {
    // Rows go where they belong as they are found.
    const rows = new Rows(counts);
    search.forEach((node, neighbors, squares) => rows.put(node, neighbors, squares, 0));
    return rows.toGraph();
  }
  const found = new FoundRows(nNodes);
  search.forEach((node, neighbors, squares, count) => found.add(node, neighbors, squares, count));
  return found.toGraph();
}

/** Rows of a graph whose lengths are known. */
class Rows {
  readonly #indptr: Int32Array;
  readonly #indices: Int32Array;
  readonly #weights: Float64Array;
  readonly #keys = new Int32Array(SHORT);

  constructor(degrees: Int32Array) {
    const nNodes = degrees.length;
    this.#indptr = new Int32Array(nNodes + 1);
    for (let node = 0; node < nNodes; node++) this.#indptr[node + 1] = this.#indptr[node]! + degrees[node]!;
    this.#indices = new Int32Array(this.#indptr[nNodes]!);
    this.#weights = new Float64Array(this.#indptr[nNodes]!);
  }

  /** Sorts a node's neighbors, the first of which is at `from`, into its row. */
  put(node: number, ids: Int32Array, squares: Float64Array, from: number): void {
    const [indices, weights, keys] = [this.#indices, this.#weights, this.#keys];
    const at = this.#indptr[node]!;
    const length = this.#indptr[node + 1]! - at;
    if (length > SHORT || this.#indptr.length > MOST_NODES) {
      this.#putLong(at, ids.subarray(from, from + length), squares.subarray(from, from + length));
      return;
    }
    sortShort(ids, from, length, keys);
    for (let e = 0; e < length; e++) {
      indices[at + e] = keys[e]! >>> 6;
      weights[at + e] = Math.sqrt(squares[from + (keys[e]! & (SHORT - 1))]!);
    }
  }

  #putLong(at: number, ids: Int32Array, squares: Float64Array): void {
    const order = Int32Array.from(ids, (_, e) => e).sort((a, b) => ids[a]! - ids[b]!);
    order.forEach((e, place) => {
      this.#indices[at + place] = ids[e]!;
      this.#weights[at + place] = Math.sqrt(squares[e]!);
    });
  }

  toGraph(): Graph {
    return new Graph(this.#indptr.length - 1, this.#indptr, this.#indices, this.#weights);
  }
}

/** Rows one after the other as they are found: in the order of a search, which is not that of the nodes. */
class FoundRows {
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

  add(node: number, neighbors: Int32Array, squares: Float64Array, found: number): void {
    if (this.#length + found > this.#ids.length) this.#grow(this.#length + found);
    const [ids, own, from] = [this.#ids, this.#squares, this.#length];
    for (let e = 0; e < found; e++) {
      ids[from + e] = neighbors[e]!;
      own[from + e] = squares[e]!;
    }
    this.#starts[node] = from;
    this.#degrees[node] = found;
    this.#length += found;
  }

  toGraph(): Graph {
    const rows = new Rows(this.#degrees);
    for (let node = 0; node < this.#starts.length; node++) {
      rows.put(node, this.#ids, this.#squares, this.#starts[node]!);
    }
    return rows.toGraph();
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
