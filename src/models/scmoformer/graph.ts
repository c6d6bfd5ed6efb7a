import { SparseMatrix } from '../../data';
import { csrProduct, tf, type SparseTensor } from '../../engine';

/** A graph's matrix on the device: dense, or its entries with the transposed form. */
export type GraphMatrix = tf.Tensor2D | SparseTensor;

/**
 * The heterogeneous graph, each matrix [receivers, senders]; what is left out has no edges. Those among genes and among proteins are
 * made by withSelfLoops(), the others by averaging().
 */
export interface HeteroGraph {
  readonly geneGene?: GraphMatrix | undefined;
  readonly proteinProtein?: GraphMatrix | undefined;
  readonly geneProtein?: GraphMatrix | undefined;
  readonly proteinGene?: GraphMatrix | undefined;
  readonly geneCell?: GraphMatrix | undefined;
  readonly cellGene?: GraphMatrix | undefined;
}

/** What the receivers hear: the matrix times the senders' rows. */
export const heardAlong = (matrix: GraphMatrix, senders: tf.Tensor2D): tf.Tensor2D =>
  'rows' in matrix ? csrProduct(matrix, senders) : tf.matMul(matrix, senders);

/** D^-1/2 (A + I) D^-1/2 of a symmetric graph with weights from 0 up (equation 3.7), D the row sums of A + I. */
export function withSelfLoops(graph: SparseMatrix): SparseMatrix {
  const { rows, indptr, indices, values } = graph;
  const scale = new Float64Array(rows).fill(1);
  for (let i = 0; i < rows; i++) for (let e = indptr[i]; e < indptr[i + 1]; e++) scale[i] += values[e];
  scale.forEach((degree, i) => (scale[i] = 1 / Math.sqrt(degree)));
  const pointers = Int32Array.from(indptr, (begin, i) => begin + i);
  const columns = new Int32Array(indices.length + rows);
  const weights = new Float32Array(columns.length);
  for (let i = 0, at = 0; i < rows; i++) {
    columns[at] = i;
    weights[at++] = scale[i] ** 2;
    for (let e = indptr[i]; e < indptr[i + 1]; e++) {
      columns[at] = indices[e];
      weights[at++] = scale[i] * values[e] * scale[indices[e]];
    }
  }
  return new SparseMatrix(rows, rows, { indptr: pointers, indices: columns, values: weights });
}

/** Rows divided by their sums, so that a receiver hears the weighted mean of its senders; a row without any stays 0. */
export function averaging(graph: SparseMatrix): SparseMatrix {
  const { rows, columns, indptr, indices, values } = graph;
  const shares = new Float32Array(values.length);
  for (let i = 0; i < rows; i++) {
    let total = 0;
    for (let e = indptr[i]; e < indptr[i + 1]; e++) total += values[e];
    for (let e = indptr[i]; e < indptr[i + 1]; e++) shares[e] = total > 0 ? values[e] / total : 0;
  }
  return new SparseMatrix(rows, columns, { indptr, indices, values: shares });
}
