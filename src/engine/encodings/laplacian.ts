import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { TissuebookError } from '../../errors';
import { type WeightedGraph, weightedDegrees } from './weightedGraph';

/** A dense decomposition takes time with the cube of the nodes: at this size, some ten seconds (ours). */
const MOST_NODES = 1500;
/** Eigenvalues up to this are zeros: there is one for each connected part, and their vectors tell only the parts apart. */
const ZERO = 1e-6;

/** Eigenvectors and their eigenvalues, in rising order of these. */
export interface LaplacianEncoding {
  /** [nodes, values.length], row-major; columns of length 1 whose entry of largest magnitude is positive. */
  vectors: Float32Array;
  values: Float32Array;
}

/**
 * Laplacian encoding (Dwivedi et al. 2020; Wen 2024, equation 3.8): the eigenvectors of I - D^-1/2 A D^-1/2 with the
 * smallest eigenvalues above zero. Made for the graph of one field of view or section at a time.
 *
 * @param count how many; there may be fewer
 * @throws TissuebookError kind 'too-large' above 1500 nodes
 */
export function laplacianEncoding(graph: WeightedGraph, count: number): LaplacianEncoding {
  const nodes = graph.indptr.length - 1;
  if (nodes > MOST_NODES) {
    throw new TissuebookError('too-large', `A Laplacian encoding takes at most ${MOST_NODES} nodes, found ${nodes}.`, {
      argument: 'graph',
      found: nodes,
      advice: 'Make it for each field of view by itself, or use randomWalkEncoding(), which has no such limit.',
    });
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(laplacian(graph), {
    assumeSymmetric: true,
  });
  const order = realEigenvalues
    .map((value, column) => ({ value, column }))
    .filter(({ value }) => value > ZERO)
    .sort((a, b) => a.value - b.value)
    .slice(0, count);
  const vectors = new Float32Array(nodes * order.length);
  order.forEach(({ column }, k) => {
    const vector = eigenvectorMatrix.getColumn(column);
    const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    vector.forEach((value, i) => (vectors[i * order.length + k] = value * Math.sign(largest)));
  });
  return { vectors, values: Float32Array.from(order, ({ value }) => value) };
}

/** A node without neighbors keeps the 1 on the diagonal. */
function laplacian(graph: WeightedGraph): Matrix {
  const { indptr, indices, weights } = graph;
  const nodes = indptr.length - 1;
  const scale = weightedDegrees(graph).map((degree) => (degree > 0 ? 1 / Math.sqrt(degree) : 0));
  const matrix = Matrix.eye(nodes, nodes);
  for (let i = 0; i < nodes; i++) {
    for (let e = indptr[i]; e < indptr[i + 1]; e++) {
      const j = indices[e];
      matrix.set(i, j, matrix.get(i, j) - scale[i] * (weights?.[e] ?? 1) * scale[j]);
    }
  }
  return matrix;
}
