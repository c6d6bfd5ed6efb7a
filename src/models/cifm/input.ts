import { isSparse, type DenseMatrix, type Matrix } from '../../data';
import { tf } from '../../engine';
import type { Graph } from '../../graph';
import { rowsOf } from '../../graph/neighborhood';
import { paddedIndices, type PaddedShape, paddedValues, padSize } from '../training/paddedShape';
import type { NetworkInput } from './network';

/** Which cells and messages it takes to say something of the asked cells, before any tensor is made. */
export interface Plan {
  /** The asked cells first, then those that they depend on. */
  readonly nodes: Int32Array;
  readonly asked: number;
  /** Messages of each layer, encoder first, as places in `nodes`: `dst[e]` receives from `src[e]`. */
  readonly layers: readonly Messages[];
}

interface Messages {
  readonly dst: Int32Array;
  readonly src: Int32Array;
}

/** Cells that play a part in a forward pass. */
export interface Parts {
  readonly graph: Graph;
  /** 1 for cells that are not there at all. */
  readonly absent: Uint8Array;
  /** 1 for cells whose expression is not looked at: no message of the encoder comes from or goes to them. */
  readonly masked: Uint8Array;
}

/**
 * Collects what the asked cells depend on: layer by layer backwards, each layer needs the cells one step further out.
 * So a tile gives for its cells exactly what the whole tissue would.
 *
 * @param asked cells, each once
 * @param encoder layers of the encoder, @param decoder of the decoder; 0 asks for the encoder's output
 */
export function planPass(asked: Int32Array, parts: Parts, encoder: number, decoder: number): Plan {
  const { nodes, ends } = spread(asked, parts, encoder + decoder);
  const place = new Map<number, number>();
  nodes.forEach((cell, at) => place.set(cell, at));
  const layers: Messages[] = [];
  for (let layer = 0; layer < encoder + decoder; layer++) {
    const receivers = ends[encoder + decoder - 1 - layer]!;
    layers.push(messages(nodes, receivers, place, parts, layer < encoder));
  }
  return { nodes, asked: asked.length, layers };
}

/** The asked cells and everything within `steps` of them; `ends[h]` counts those within h steps. */
function spread(asked: Int32Array, { graph, absent }: Parts, steps: number): { nodes: Int32Array; ends: number[] } {
  const met = new Set(asked);
  const ends = [met.size];
  let ring: Iterable<number> = asked;
  for (let step = 0; step < steps; step++) {
    const next: number[] = [];
    for (const cell of ring) {
      for (const j of graph.neighbors(cell)) {
        if (absent[j] || met.has(j)) continue;
        met.add(j);
        next.push(j);
      }
    }
    ends.push(met.size);
    ring = next;
  }
  return { nodes: Int32Array.from(met), ends };
}

/** The messages to the first `receivers` nodes, those from themselves included. */
function messages(
  nodes: Int32Array,
  receivers: number,
  place: ReadonlyMap<number, number>,
  { graph, absent, masked }: Parts,
  encoding: boolean,
): Messages {
  const dst: number[] = [];
  const src: number[] = [];
  for (let at = 0; at < receivers; at++) {
    const cell = nodes[at]!;
    if (encoding && masked[cell]) continue;
    dst.push(at);
    src.push(at);
    for (const j of graph.neighbors(cell)) {
      if (absent[j] || (encoding && masked[j])) continue;
      dst.push(at);
      src.push(place.get(j)!);
    }
  }
  return { dst: Int32Array.from(dst), src: Int32Array.from(src) };
}

/** What batches are padded to: asked places, nodes, and the messages of each layer: messages0, messages1, ... */
export type PassShape = PaddedShape<'asked' | 'nodes' | `messages${number}`>;

/** Exactly what one plan needs, without padding. */
export const exactShape = ({ asked, nodes, layers }: Plan): PassShape => ({
  asked,
  nodes: nodes.length,
  ...perLayer(layers.length, (layer) => layers[layer]!.dst.length),
});

/**
 * A shape that holds the given plans, and what it held; an asked place is always left for padding. How many messages a batch has
 * varies with its masks, the more the fewer cells are asked: the sizes to spare keep shapes as they are.
 */
export function shapeFor(plans: readonly Plan[], now?: PassShape): PassShape {
  return plans.reduce<PassShape | undefined>((shape, { asked, nodes, layers }) => {
    const spare = 1.05 + 1.2 / Math.sqrt(Math.max(1, asked));
    const places = padSize(shape?.asked, asked + 1, spare);
    return {
      asked: places,
      nodes: padSize(shape?.nodes, places + nodes.length - asked, spare),
      ...perLayer(layers.length, (layer) => padSize(shape?.[`messages${layer}`], layers[layer]!.dst.length, spare)),
    };
  }, now)!;
}

/** A value for the messages of each layer. */
export function perLayer<T>(layers: number, value: (layer: number) => T): Record<`messages${number}`, T> {
  return Object.fromEntries(Array.from({ length: layers }, (_, layer) => [`messages${layer}`, value(layer)]));
}

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
 * What the network takes, on the device. Asked places are padded to `shape.asked`; the others start there. Padding joins the
 * last asked place, which is then no cell: a void node, from which nobody receives.
 */
export function flatInput(source: BatchSource, plan: Plan, shape: PassShape): FlatInput {
  const { nodes, asked, layers } = plan;
  const genes = source.matrix.columns;
  const placed = (at: number): number => (at < asked ? at : at + shape.asked - asked);
  const x = new Float32Array(shape.nodes * genes);
  const masked = new Float32Array(shape.nodes);
  // Rows of masked cells stay zero: what is not there cannot leak.
  const visible = nodes.map((cell) => (source.masked[cell] ? -1 : cell));
  const rows = rowsOf(
    source.matrix,
    visible.filter((cell) => cell >= 0),
  );
  for (let at = 0, row = 0; at < nodes.length; at++) {
    if (visible[at]! < 0) masked[placed(at)] = 1;
    else x.set(rows.subarray(row * genes, ++row * genes), placed(at) * genes);
  }
  const flat: FlatInput = {
    x: tf.tensor2d(x, [shape.nodes, genes]),
    masked: tf.tensor2d(masked, [shape.nodes, 1]),
    products: tf.tensor2d(paddedValues(innerProducts(source.matrix, nodes, layers[0]!), shape.messages0!), [
      shape.messages0!,
      1,
    ]),
  };
  const padding = shape.asked - 1;
  for (const [layer, { dst, src }] of layers.entries()) {
    const size = shape[`messages${layer}`]!;
    flat[`dst${layer}`] = paddedIndices(dst.map(placed), size, padding);
    flat[`src${layer}`] = paddedIndices(src.map(placed), size, padding);
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
