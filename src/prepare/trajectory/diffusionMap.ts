import { SparseMatrix } from '../../data';
import { largestEigenpairs } from '../../linalg';
import type { EventLoopYielder } from '../../wasm';

/** Coordinates of cells along the slowest diffusions. */
export interface DiffusionMap {
  /** Eigenvalues of the transitions, largest first; the first is 1. */
  readonly values: Float64Array;
  /** One vector a value [cells]. */
  readonly vectors: readonly Float64Array[];
}

/**
 * The diffusion map of a weighted graph (Coifman et al. 2005; Haghverdi et al. 2016), as scanpy.tl.diffmap: weights divided by the
 * densities of both ends, then made symmetric transitions; their largest eigenvalues.
 *
 * @param weights symmetric [cells, cells]
 */
export async function diffusionMap(
  weights: SparseMatrix,
  { components, seed }: { components: number; seed: number },
  yielder: EventLoopYielder,
): Promise<DiffusionMap> {
  const transitions = symmetricTransitions(weights);
  const { rows: size, indptr, indices, values } = transitions;
  const product = (vector: Float64Array, out: Float64Array): void => {
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let e = indptr[i]; e < indptr[i + 1]; e++) sum += values[e] * vector[indices[e]];
      // Shifted, so that the largest magnitudes are the largest values: transitions have eigenvalues from -1 to 1.
      out[i] = sum + vector[i];
    }
  };
  const found = await largestEigenpairs(product, { size, count: Math.min(components, size), seed }, yielder);
  return { values: found.values.map((value) => value - 1), vectors: found.vectors };
}

/** K = W / (q q^T), T = K / sqrt(z z^T), with q and z the sums of rows; a cell without neighbors keeps none. */
function symmetricTransitions({ rows, columns, indptr, indices, values }: SparseMatrix): SparseMatrix {
  const sums = (of: ArrayLike<number>): Float64Array => {
    const out = new Float64Array(rows);
    for (let i = 0; i < rows; i++) for (let e = indptr[i]; e < indptr[i + 1]; e++) out[i] += of[e];
    return out.map((sum) => sum || 1);
  };
  const scaled = (of: ArrayLike<number>, by: Float64Array): Float64Array => {
    const out = new Float64Array(of.length);
    for (let i = 0; i < rows; i++) {
      for (let e = indptr[i]; e < indptr[i + 1]; e++) out[e] = of[e] / (by[i] * by[indices[e]]);
    }
    return out;
  };
  const kernel = scaled(values, sums(values));
  const transitions = scaled(kernel, sums(kernel).map(Math.sqrt));
  return new SparseMatrix(rows, columns, { indptr, indices, values: transitions });
}

/** Eigenvalues from here on are those of a part of the graph at rest, as scanpy takes them. */
const AT_REST = 0.9994;

/**
 * Diffusion pseudotime (Haghverdi et al. 2016), as scanpy.tl.dpt: the distance to the root summed over walks of all lengths, divided by
 * the largest one.
 *
 * @returns [cells] from 0 to 1
 */
export function pseudotimeFrom({ values, vectors }: DiffusionMap, root: number): Float64Array {
  const distance = new Float64Array(vectors[0].length);
  vectors.forEach((vector, l) => {
    const gain = values[l] < AT_REST ? values[l] / (1 - values[l]) : 1;
    for (let i = 0; i < distance.length; i++) distance[i] += (gain * (vector[root] - vector[i])) ** 2;
  });
  const largest = Math.sqrt(distance.reduce((most, square) => Math.max(most, square), 0));
  return distance.map((square) => (largest > 0 ? Math.sqrt(square) / largest : 0));
}
