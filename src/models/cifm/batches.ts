import { isSparse, type DenseMatrix, type Matrix } from '../../data';
import { tf } from '../../engine';
import { rowsOf } from '../../graph/neighborhood';
import type { NetworkInput } from './network';
import type { Messages, Plan, Room } from './plan';

/** What batches are made from. */
export interface BatchSource {
  /** [cells, features] */
  readonly matrix: Matrix;
  readonly points: DenseMatrix;
  /** 1 for cells whose expression is not looked at. */
  readonly masked: Uint8Array;
  /** What positions are divided by. */
  readonly unit: number;
}

/** A network's input under the flat names that a compiled step takes. */
export type FlatInput = Record<string, tf.Tensor>;

/**
 * What the network takes, on the device. Asked places are padded to `room.asked`; the others start there. Padding joins the
 * last asked place, which is then no cell: a void node, of which nobody hears.
 */
export function flatInput(source: BatchSource, plan: Plan, room: Room): FlatInput {
  const { nodes, asked, layers } = plan;
  const genes = source.matrix.columns;
  const placed = (at: number): number => (at < asked ? at : at + room.asked - asked);
  const x = new Float32Array(room.nodes * genes);
  const masked = new Float32Array(room.nodes);
  // Rows of masked cells stay zero: what is not there cannot leak.
  const seen = nodes.map((cell) => (source.masked[cell] ? -1 : cell));
  const rows = rowsOf(
    source.matrix,
    seen.filter((cell) => cell >= 0),
  );
  for (let at = 0, row = 0; at < nodes.length; at++) {
    if (seen[at]! < 0) masked[placed(at)] = 1;
    else x.set(rows.subarray(row * genes, ++row * genes), placed(at) * genes);
  }
  const flat: FlatInput = {
    x: tf.tensor2d(x, [room.nodes, genes]),
    masked: tf.tensor2d(masked, [room.nodes, 1]),
    products: column(innerProducts(source.matrix, nodes, layers[0]!), room.messages[0]!),
  };
  const padding = room.asked - 1;
  for (const [layer, { dst, src }] of layers.entries()) {
    const size = room.messages[layer]!;
    flat[`dst${layer}`] = padded(dst.map(placed), size, padding);
    flat[`src${layer}`] = padded(src.map(placed), size, padding);
    flat[`delta${layer}`] = deltas(source, nodes, { dst, src }, size);
  }
  return flat;
}

/** The same, as the network names it. */
export function networkInput(flat: FlatInput): NetworkInput {
  const edges = [];
  for (let layer = 0; flat[`dst${layer}`]; layer++) {
    edges.push({
      dst: flat[`dst${layer}`] as tf.Tensor1D,
      src: flat[`src${layer}`] as tf.Tensor1D,
      delta: flat[`delta${layer}`] as tf.Tensor2D,
    });
  }
  return {
    x: flat.x as tf.Tensor2D,
    masked: flat.masked as tf.Tensor2D,
    products: flat.products as tf.Tensor2D | undefined,
    edges,
  };
}

/** c_dst - c_src, taken in float64: positions may be large against the distances between neighbors. */
function deltas({ points, unit }: BatchSource, nodes: Int32Array, { dst, src }: Messages, size: number): tf.Tensor2D {
  const axes = points.columns;
  const out = new Float32Array(size * axes);
  for (let e = 0; e < dst.length; e++) {
    const [i, j] = [nodes[dst[e]!]! * axes, nodes[src[e]!]! * axes];
    for (let a = 0; a < axes; a++) out[e * axes + a] = (points.values[i + a]! - points.values[j + a]!) / unit;
  }
  return tf.tensor2d(out, [size, axes]);
}

/** x_dst . x_src of the first layer's messages: on the device they would take a row of genes for every message. */
function innerProducts(matrix: Matrix, nodes: Int32Array, { dst, src }: Messages): Float32Array {
  const product = isSparse(matrix) ? sparseProduct : denseProduct;
  return Float32Array.from(dst, (to, e) => product(matrix as never, nodes[to]!, nodes[src[e]!]!));
}

function denseProduct({ values, columns }: DenseMatrix, i: number, j: number): number {
  let sum = 0;
  for (let c = 0, a = i * columns, b = j * columns; c < columns; c++) sum += values[a + c]! * values[b + c]!;
  return sum;
}

function sparseProduct(
  { indptr, indices, values }: { indptr: Int32Array; indices: Int32Array; values: ArrayLike<number> },
  i: number,
  j: number,
): number {
  let [a, b, sum] = [indptr[i]!, indptr[j]!, 0];
  while (a < indptr[i + 1]! && b < indptr[j + 1]!) {
    const apart = indices[a]! - indices[b]!;
    if (apart === 0) sum += values[a]! * values[b]!;
    if (apart <= 0) a++;
    if (apart >= 0) b++;
  }
  return sum;
}

function column(values: Float32Array, size: number): tf.Tensor2D {
  const out = new Float32Array(size);
  out.set(values);
  return tf.tensor2d(out, [size, 1]);
}

function padded(values: Int32Array, size: number, padding: number): tf.Tensor1D {
  const out = new Int32Array(size).fill(padding);
  out.set(values);
  return tf.tensor1d(out, 'int32');
}
