import type { SparseMatrix } from '../../data';
import { bucketSize, sparseFromCsr, type SparseTensor, tf } from '../../engine';

/** Cells whose edges are on the device at once outside of a step (ours). */
export const CELLS_AT_ONCE = 4096;

/** A sparse matrix on the device, with its transposed form. */
export const onDevice = ({ rows, columns, indptr, indices, values }: SparseMatrix): SparseTensor =>
  sparseFromCsr([rows, columns], indptr, indices, values);

/** A sparse matrix on the device for products of its own alone, without gradients: made in half of the time. */
export const onDeviceOneWay = ({ rows, columns, indptr, indices, values }: SparseMatrix): SparseTensor =>
  sparseFromCsr([rows, columns], indptr, indices, values, { transposed: false });

/**
 * The entries of a matrix as inputs of a step, both by row and by column.
 *
 * @param keep 1 / share for entries that take part, 0 for others; all unless given @param padded whether entries are filled up to a bucket
 */
export function edgeInputs(
  name: string,
  { rows, columns, indptr, indices, values }: SparseMatrix,
  { keep, padded = false }: { keep?: Float32Array; padded?: boolean } = {},
): Record<string, tf.Tensor> {
  const stored = values.length;
  const size = padded ? bucketSize(stored) : stored;
  // Filling entries weigh nothing and stand at the end of both orders.
  const [row, column] = [new Int32Array(size).fill(rows - 1), new Int32Array(size).fill(columns - 1)];
  for (let i = 0; i < rows; i++) row.fill(i, indptr[i], indptr[i + 1]);
  column.set(indices);
  const weight = new Float32Array(size);
  for (let e = 0; e < stored; e++) weight[e] = values[e] * (keep?.[e] ?? 1);
  const order = byColumn(columns, column);
  const int = (list: Int32Array): tf.Tensor1D => tf.tensor1d(list, 'int32');
  return {
    [`${name}.rows`]: int(row),
    [`${name}.columns`]: int(column),
    [`${name}.values`]: tf.tensor1d(weight),
    [`${name}.back.rows`]: int(order.map((e) => column[e])),
    [`${name}.back.columns`]: int(order.map((e) => row[e])),
    [`${name}.back.values`]: tf.tensor1d(Float32Array.from(order, (e) => weight[e])),
  };
}

/** The sparse tensor that edgeInputs() took apart. */
export function edgesOf(name: string, inputs: Record<string, tf.Tensor>, shape: [number, number]): SparseTensor {
  const part = (key: string) => inputs[`${name}.${key}`] as tf.Tensor1D;
  const matrix: SparseTensor = { shape, rows: part('rows'), columns: part('columns'), values: part('values') };
  const back: SparseTensor = {
    shape: [shape[1], shape[0]],
    rows: part('back.rows'),
    columns: part('back.columns'),
    values: part('back.values'),
  };
  return { ...matrix, transposed: { ...back, transposed: matrix } };
}

function byColumn(columns: number, column: Int32Array): Int32Array {
  const next = new Int32Array(columns + 1);
  for (const at of column) next[at + 1]++;
  for (let j = 0; j < columns; j++) next[j + 1] += next[j];
  const order = new Int32Array(column.length);
  column.forEach((at, e) => (order[next[at]++] = e));
  return order;
}
