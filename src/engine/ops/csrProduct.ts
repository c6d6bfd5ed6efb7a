import { tf } from '../tf';
import { segmentSum } from './segmentSum';

/** A sparse matrix [shape[0], shape[1]] on the device, one entry per stored number, in any order. */
export interface SparseTensor {
  shape: [number, number];
  /** int32, row of each entry. */
  rows: tf.Tensor1D;
  /** int32, column of each entry. */
  columns: tf.Tensor1D;
  /** float32; left out when every entry is 1. */
  values?: tf.Tensor1D;
}

/** Makes a SparseTensor of a CSR matrix: row starts (shape[0] + 1), columns, values. */
export function sparseFromCsr(
  shape: [number, number],
  indptr: ArrayLike<number>,
  indices: ArrayLike<number>,
  values?: ArrayLike<number>,
): SparseTensor {
  const rows = new Int32Array(indices.length);
  for (let row = 0; row < shape[0]; row++) rows.fill(row, indptr[row], indptr[row + 1]);
  return {
    shape,
    rows: tf.tensor1d(rows, 'int32'),
    columns: tf.tensor1d(Int32Array.from(indices), 'int32'),
    ...(values && { values: tf.tensor1d(Float32Array.from(values)) }),
  };
}

/**
 * The product of a sparse matrix [n, m] and a dense one [m, d]: [n, d]. Gradients flow to both: to `dense` by the
 * transposed product, to `values` by the inner products of the rows that an entry joins.
 */
export function csrProduct(matrix: SparseTensor, dense: tf.Tensor2D): tf.Tensor2D {
  const { rows, columns, shape } = matrix;
  if (!matrix.values) return sum(dense, columns, rows, shape[0], shape[1]);
  const product = tf.customGrad((x: unknown, values: unknown, save: unknown) => {
    (save as tf.GradSaveFunc)([x as tf.Tensor, values as tf.Tensor, rows, columns]);
    const gradFunc = (dy: tf.Tensor, [right, weights, to, from]: tf.Tensor[]): tf.Tensor[] => {
      const toEntries = tf.gather(dy, to as tf.Tensor1D);
      return [
        segmentSum(tf.mul(toEntries, tf.expandDims(weights, 1)), from as tf.Tensor1D, shape[1]),
        tf.sum(tf.mul(toEntries, tf.gather(right, from as tf.Tensor1D)), 1),
      ];
    };
    const scaled = tf.mul(tf.gather(x as tf.Tensor, columns), tf.expandDims(values as tf.Tensor, 1));
    return { value: segmentSum(scaled, rows, shape[0]), gradFunc };
  });
  return product(dense, matrix.values) as tf.Tensor2D;
}

/** A product in which every entry is 1. */
function sum(x: tf.Tensor2D, from: tf.Tensor1D, to: tf.Tensor1D, size: number, inputs: number): tf.Tensor2D {
  const product = tf.customGrad((value: unknown, save: unknown) => {
    (save as tf.GradSaveFunc)([to, from]);
    return {
      value: segmentSum(tf.gather(value as tf.Tensor, from), to, size),
      gradFunc: (dy: tf.Tensor, [rows, columns]: tf.Tensor[]) =>
        segmentSum(tf.gather(dy, rows as tf.Tensor1D), columns as tf.Tensor1D, inputs),
    };
  });
  return product(x) as tf.Tensor2D;
}
