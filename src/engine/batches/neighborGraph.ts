/** What minibatches need of a graph in compressed rows: the neighbors of node i are indices[indptr[i] .. indptr[i + 1]). */
export interface NeighborGraph {
  indptr: ArrayLike<number>;
  indices: ArrayLike<number>;
}

/** A part of a graph with nodes of its own numbers, 0 to nodes.length - 1. */
export interface SampledGraph {
  /** The node of the whole graph behind each; the first ones are the seeds, in their order. */
  nodes: Int32Array;
  /** How many of the nodes are seeds: those to compute a loss on. */
  seeds: number;
  /** Messages run from src[e] to dst[e]. */
  src: Int32Array;
  dst: Int32Array;
}
