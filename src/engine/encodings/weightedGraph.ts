/** An undirected graph in compressed rows: every edge both ways, no self loops; edges without `weights` weigh 1. */
export interface WeightedGraph {
  indptr: ArrayLike<number>;
  indices: ArrayLike<number>;
  weights?: ArrayLike<number> | undefined;
}

/** Sums of the weights at each node. */
export function weightedDegrees({ indptr, indices, weights }: WeightedGraph): Float64Array {
  const degrees = new Float64Array(indptr.length - 1);
  for (let i = 0; i < degrees.length; i++) {
    for (let e = indptr[i]; e < indptr[i + 1]; e++) degrees[indices[e]] += weights?.[e] ?? 1;
  }
  return degrees;
}
