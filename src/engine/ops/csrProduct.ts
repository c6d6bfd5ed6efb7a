import { TissuebookError } from '../../errors';
import { tf } from '../tf';
import { edgeSum } from './edgeSum';

/** A sparse matrix [shape[0], shape[1]] on the device, one entry per stored number, in any order; sorted by row it is quickest. */
export interface SparseTensor {
  shape: [number, number];
  /** int32, row of each entry. */
  rows: tf.Tensor1D;
  /** int32, column of each entry. */
  columns: tf.Tensor1D;
  /** float32; left out when every entry is 1. */
  values?: tf.Tensor1D;
  /**
   * The same entries as a matrix [shape[1], shape[0]], best sorted by its rows, for the gradient of the dense operand. With it the
   * values are taken as fixed: no gradient flows to them. Without it the entries are sorted anew for every gradient.
   */
  transposed?: SparseTensor;
}

/**
 * Makes a SparseTensor of a CSR matrix, with its transposed form: row starts (shape[0] + 1), columns, values.
 *
 * @param options.transposed false leaves the transposed form out, which takes most of the time, where no gradient is asked for
 * @throws TissuebookError kind 'invalid-argument' when the row starts or columns are not those of such a matrix
 */
export function sparseFromCsr(
  shape: [number, number],
  indptr: ArrayLike<number>,
  indices: ArrayLike<number>,
  values?: ArrayLike<number>,
  { transposed: both = true }: { transposed?: boolean } = {},
): SparseTensor {
  checkCsr(shape, indptr, indices);
  const rows = new Int32Array(indices.length);
  for (let row = 0; row < shape[0]; row++) rows.fill(row, indptr[row], indptr[row + 1]);
  if (!both) return entries(shape, rows, indices, values);
  const order = byColumn(shape[1], indices);
  const matrix = entries(shape, rows, indices, values);
  const sorted = values && new Float32Array(order.length);
  if (sorted) for (let at = 0; at < order.length; at++) sorted[at] = values[order[at]];
  const transposed = entries(
    [shape[1], shape[0]],
    order.map((at) => indices[at]),
    order.map((at) => rows[at]),
    sorted,
  );
  return { ...matrix, transposed: { ...transposed, transposed: matrix } };
}

/**
 * The product of a sparse matrix [n, m] and a dense one [m, d]: [n, d]. Gradients flow to `dense` by the transposed product, and
 * to `values`, where they are not fixed, by the inner products of the rows that an entry joins.
 */
export function csrProduct(matrix: SparseTensor, dense: tf.Tensor2D): tf.Tensor2D {
  const { values, transposed } = matrix;
  return values && !transposed ? weighted(matrix, values, dense) : fixed(matrix, dense);
}

/** With entries that are not learnt. */
function fixed({ shape, rows, columns, values, transposed }: SparseTensor, dense: tf.Tensor2D): tf.Tensor2D {
  const back: Omit<SparseTensor, 'shape'> = transposed ?? { rows: columns, columns: rows };
  const product = tf.customGrad((x: unknown, save: unknown) => {
    (save as tf.GradSaveFunc)([back.rows, back.columns, ...(back.values ? [back.values] : [])]);
    return {
      value: edgeSum(x as tf.Tensor, { to: rows, from: columns, values }, shape[0]),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [to, from, scale] = saved as (tf.Tensor1D | undefined)[];
        return edgeSum(dy, { to: to!, from: from!, values: scale }, shape[1]);
      },
    };
  });
  return product(dense) as tf.Tensor2D;
}

/** With entries that may be learnt. */
function weighted({ shape, rows, columns }: SparseTensor, values: tf.Tensor1D, dense: tf.Tensor2D): tf.Tensor2D {
  const product = tf.customGrad((x: unknown, weights: unknown, save: unknown) => {
    (save as tf.GradSaveFunc)([x as tf.Tensor, weights as tf.Tensor, rows, columns]);
    const gradFunc = (dy: tf.Tensor, [right, ...saved]: tf.Tensor[]): tf.Tensor[] => {
      const [scale, to, from] = saved as tf.Tensor1D[];
      const toDense = edgeSum(dy, { to: from, from: to, values: scale }, shape[1]);
      return [toDense, tf.sum(tf.mul(tf.gather(dy, to), tf.gather(right, from)), 1)];
    };
    const edges = { to: rows, from: columns, values: weights as tf.Tensor1D };
    return { value: edgeSum(x as tf.Tensor, edges, shape[0]), gradFunc };
  });
  return product(dense, values) as tf.Tensor2D;
}

function entries(
  shape: [number, number],
  rows: Int32Array,
  columns: ArrayLike<number>,
  values: ArrayLike<number> | undefined,
): SparseTensor {
  return {
    shape,
    rows: tf.tensor1d(rows, 'int32'),
    // A constructor copies a typed array as a whole, from() number by number.
    columns: tf.tensor1d(new Int32Array(columns), 'int32'),
    ...(values && { values: tf.tensor1d(new Float32Array(values)) }),
  };
}

/** Places of the entries, sorted by column; those of a column keep their order. */
function byColumn(columns: number, indices: ArrayLike<number>): Int32Array {
  const next = new Int32Array(columns + 1);
  for (let at = 0; at < indices.length; at++) next[indices[at] + 1]++;
  for (let column = 0; column < columns; column++) next[column + 1] += next[column];
  const order = new Int32Array(indices.length);
  for (let at = 0; at < indices.length; at++) order[next[indices[at]]++] = at;
  return order;
}

function checkCsr(shape: [number, number], indptr: ArrayLike<number>, indices: ArrayLike<number>): void {
  let fits = indptr.length === shape[0] + 1 && indptr[0] === 0 && indptr[shape[0]] === indices.length;
  for (let row = 0; fits && row < shape[0]; row++) fits = indptr[row] <= indptr[row + 1];
  if (!fits) {
    throw new TissuebookError(
      'invalid-argument',
      `The row starts of a matrix of ${shape[0]} rows and ${indices.length} entries rise from 0 to ${indices.length}.`,
      { argument: 'indptr', found: indptr.length },
    );
  }
  for (let at = 0; at < indices.length; at++) {
    if (indices[at] >= 0 && indices[at] < shape[1] && Number.isInteger(indices[at])) continue;
    throw new TissuebookError('invalid-argument', `Column ${indices[at]} does not exist: there are ${shape[1]}.`, {
      argument: 'indices',
      found: indices[at],
    });
  }
}
