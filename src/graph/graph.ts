import { type FloatArray, SparseMatrix } from '../data';

/**
 * A directed graph in compressed rows: the neighbors of node i are `indices` from `indptr[i]` up to, not including,
 * `indptr[i + 1]`, in rising order. An undirected graph holds every edge both ways. Message passing sums into i
 * what its neighbors send.
 */
export class Graph {
  readonly nNodes: number;
  readonly indptr: Int32Array;
  readonly indices: Int32Array;
  /** One number for each edge: a length in the unit of the coordinates, or a weight; undefined for a plain graph. */
  readonly weights: FloatArray | undefined;

  /** @throws TissuebookError 'corrupt' when pointers fall or an index is outside */
  constructor(nNodes: number, indptr: Int32Array, indices: Int32Array, weights?: FloatArray) {
    const checked = new SparseMatrix(nNodes, nNodes, {
      indptr,
      indices,
      values: weights ?? new Float32Array(indices.length).fill(1),
    });
    this.nNodes = nNodes;
    this.indptr = checked.indptr;
    this.indices = checked.indices;
    this.weights = weights && checked.values;
  }

  /** The number of directed edges. */
  get nEdges(): number {
    return this.indices.length;
  }

  /** The neighbors of a node, a view. */
  neighbors(node: number): Int32Array {
    return this.indices.subarray(this.indptr[node]!, this.indptr[node + 1]!);
  }

  /** The number of neighbors of every node. */
  degrees(): Int32Array {
    return Int32Array.from({ length: this.nNodes }, (_, i) => this.indptr[i + 1]! - this.indptr[i]!);
  }

  /** The edges as two lists: `to[e]` receives from `from[e]`; sorted by `to`, then `from`. */
  edges(): { to: Int32Array; from: Int32Array } {
    const to = new Int32Array(this.nEdges);
    for (let i = 0; i < this.nNodes; i++) to.fill(i, this.indptr[i]!, this.indptr[i + 1]!);
    return { to, from: this.indices };
  }

  /** The adjacency as a sparse matrix; ones where the graph has no weights. As obsp keeps it. */
  toMatrix(): SparseMatrix {
    return new SparseMatrix(this.nNodes, this.nNodes, {
      indptr: this.indptr,
      indices: this.indices,
      values: this.weights ?? new Float32Array(this.nEdges).fill(1),
    });
  }
}
