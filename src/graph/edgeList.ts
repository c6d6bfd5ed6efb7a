import { Graph } from './graph';

/** Collects edges to a node at a time, in any order, and makes a graph of them. */
export class EdgeList {
  readonly #nNodes: number;
  #to = new Int32Array(1024);
  #from = new Int32Array(1024);
  #weights = new Float64Array(1024);
  #length = 0;

  constructor(nNodes: number) {
    this.#nNodes = nNodes;
  }

  /** An edge from `from` to `to`, of a length or a weight. */
  add(to: number, from: number, weight: number): void {
    if (this.#length === this.#to.length) this.#grow();
    this.#to[this.#length] = to;
    this.#from[this.#length] = from;
    this.#weights[this.#length++] = weight;
  }

  /** The graph; where an edge was added twice, its weight counts once. */
  toGraph(): Graph {
    const order = this.#sorted();
    const indptr = new Int32Array(this.#nNodes + 1);
    const indices = new Int32Array(order.length);
    const weights = new Float64Array(order.length);
    let kept = 0;
    let [lastTo, lastFrom] = [-1, -1];
    for (const e of order) {
      const [to, from] = [this.#to[e]!, this.#from[e]!];
      if (to === lastTo && from === lastFrom) continue;
      [lastTo, lastFrom] = [to, from];
      indices[kept] = from;
      weights[kept++] = this.#weights[e]!;
      indptr[to + 1]!++;
    }
    for (let i = 0; i < this.#nNodes; i++) indptr[i + 1]! += indptr[i]!;
    return new Graph(this.#nNodes, indptr, indices.slice(0, kept), weights.slice(0, kept));
  }

  /** Edges ordered by target, then by source: two counting sorts. */
  #sorted(): Int32Array {
    const bySource = countingSort(
      Int32Array.from({ length: this.#length }, (_, e) => e),
      this.#from,
      this.#nNodes,
    );
    return countingSort(bySource, this.#to, this.#nNodes);
  }

  #grow(): void {
    const larger = <T extends Int32Array | Float64Array>(old: T, fresh: T): T => {
      fresh.set(old);
      return fresh;
    };
    const length = 2 * this.#to.length;
    this.#to = larger(this.#to, new Int32Array(length));
    this.#from = larger(this.#from, new Int32Array(length));
    this.#weights = larger(this.#weights, new Float64Array(length));
  }
}

function countingSort(order: Int32Array, key: Int32Array, n: number): Int32Array {
  const start = new Int32Array(n + 1);
  for (const e of order) start[key[e]! + 1]!++;
  for (let i = 0; i < n; i++) start[i + 1]! += start[i]!;
  const sorted = new Int32Array(order.length);
  for (const e of order) sorted[start[key[e]!]!++] = e;
  return sorted;
}
