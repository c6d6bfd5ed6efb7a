import {
  createMlp,
  createLinear,
  csrProduct,
  edgeDot,
  gatherRows,
  linear,
  segmentSum,
  tf,
  type Parameters,
  type Random,
} from '../../engine';

/** Added to a mean square before its root (the reference of 'rms'), so that a void cell stays zero. */
const RMS_EPSILON = 1e-6;
/** PyTorch's default for layer normalization. */
const LAYER_EPSILON = 1e-5;

/**
 * How values are kept in scale. 'none': as the paper prints it. 'rms' (ours): each cell's vector is divided by its root
 * mean square after a layer. 'layer' (the authors' code): ReLU and layer normalization without gain inside of the MLPs.
 * All three leave a void cell at zero.
 */
export type Normalization = 'none' | 'rms' | 'layer';

/** What the layers of a network have in common. */
export interface Form {
  readonly normalize: Normalization;
  /** Whether inner products are divided by sqrt(width) ('layer': by the width). */
  readonly intensityScale: boolean;
  /** Whether a bias-free linear map of a cell's own vector is added to a layer's output. */
  readonly skip: boolean;
  /** Whether a bias-free linear map of the mean over a cell's receptive field is added, void cells not counted. */
  readonly near: boolean;
  /** What sums over neighbors are divided by: a constant, so that void cells stay without effect. */
  readonly pool: number;
}

/** Messages of one layer: node `dst[e]` receives from node `src[e]`; every node receives from itself. */
export interface LayerEdges {
  /** int32 [edges] */
  readonly src: tf.Tensor1D;
  /** int32 [edges], below the number of receivers */
  readonly dst: tf.Tensor1D;
  /** c_dst - c_src before any layer moved them [edges, 2 or 3] */
  readonly delta: tf.Tensor2D;
}

/** What goes into a layer, node by node. */
export interface LayerInput {
  /** Invariant features [nodes, width] */
  readonly z: tf.Tensor2D;
  /** How far the layers before moved each node [nodes, 2 or 3]; absent before the first. */
  readonly moved?: tf.Tensor2D | undefined;
  /** z_dst . z_src of each edge [edges, 1], where they are known already. */
  readonly products?: tf.Tensor2D | undefined;
}

/** Makes the parameters of a layer. @param move whether it moves coordinates: the last of a stack does not */
export function createVoidLayer(
  p: Parameters,
  sizes: { inputs: number; hidden: number; outputs: number },
  options: { move: boolean; skip: boolean; near: boolean },
  random: Random,
): void {
  const { inputs, hidden, outputs } = sizes;
  const bare = { bias: false };
  createMlp(p.at('intensity'), 1, hidden, 1, random, bare);
  createMlp(p.at('message'), 2 * inputs + 1, hidden, hidden, random, bare);
  if (options.move) createMlp(p.at('coordinate'), hidden, hidden, 1, random, bare);
  createMlp(p.at('node'), hidden, hidden, outputs, random, bare);
  if (options.skip) createLinear(p.at('skip'), inputs, outputs, random, bare);
  if (options.near) createLinear(p.at('near'), inputs, outputs, random, bare);
}

/** What a layer computes for its receivers, and what its start is calibrated by. */
export interface LayerOutput {
  /** [receivers, outputs], not yet normalized */
  readonly z: tf.Tensor2D;
  /** [receivers, 2 or 3]; undefined where the layer moves nothing */
  readonly moved: tf.Tensor2D | undefined;
  /** Int of each edge [edges, 1] */
  readonly intensity: tf.Tensor2D;
  /** What the messages add to a receiver, without the skip [receivers, outputs] */
  readonly received: tf.Tensor2D;
  /** What the mean over the receptive field adds [receivers, outputs]; undefined without `near` */
  readonly near: tf.Tensor2D | undefined;
}

/**
 * One void-invariant layer (equations B7 to B10) for the first `receivers` nodes. All MLPs are without bias, so that a
 * void cell (all zeros) has intensity 0 towards every other, sends nothing and stays zero.
 *
 * The first linear map of the messages, W [z_i, z_j, d] Int = Int (W_a z_i + W_b z_j + w_d d), works per node; the second
 * one follows the sum over neighbors, with which it commutes. Only layers that move coordinates multiply per edge.
 */
export function voidLayer(
  p: Parameters,
  form: Form,
  input: LayerInput,
  edges: LayerEdges,
  receivers: number,
): LayerOutput {
  const { z, moved } = input;
  const own = z.shape[0] === receivers ? z : tf.slice(z, [0, 0], [receivers, -1]);
  const delta = moved
    ? tf.add(edges.delta, tf.sub(gatherRows(moved, edges.dst), gatherRows(moved, edges.src)))
    : edges.delta;
  const intensity = intensityOf(p.at('intensity'), form, input, edges);
  const message = p.at('message');
  const [toOwn, toOther, toLength] = splitColumns(
    message.at('fc1').get('weight') as tf.Tensor as tf.Tensor2D,
    z.shape[1],
  );
  const joint = tf.addN([
    gatherRows(tf.matMul(own, toOwn, false, true), edges.dst),
    gatherRows(tf.matMul(z, toOther, false, true), edges.src),
    tf.matMul(edgeLengths(delta as tf.Tensor2D), toLength, false, true),
  ]);
  const hidden = activate(form, tf.mul(joint, intensity) as tf.Tensor2D);
  const pooled = tf.div(segmentSum(hidden, edges.dst, receivers), form.pool) as tf.Tensor2D;
  const received = nodeUpdate(p.at('node'), form, linear(message.at('fc2'), pooled));
  const near = form.near ? nearMean(p.at('near'), z, edges, receivers) : undefined;
  const parts = [received, ...(near ? [near] : []), ...(form.skip ? [linear(p.at('skip'), own)] : [])];
  const out = { z: tf.addN(parts) as tf.Tensor2D, intensity, received, near };
  if (!p.has('coordinate.fc1.weight')) return { ...out, moved: undefined };
  const pull = bareMlp(p.at('coordinate'), form, linear(message.at('fc2'), hidden));
  const shift = tf.div(segmentSum(tf.mul(delta, pull), edges.dst, receivers), form.pool);
  const before = moved && tf.slice(moved, [0, 0], [receivers, -1]);
  return { ...out, moved: (before ? tf.add(before, shift) : shift) as tf.Tensor2D };
}

/** The linear map of the mean over the receptive field; a void receiver stays void [receivers, outputs]. */
function nearMean(p: Parameters, z: tf.Tensor2D, edges: LayerEdges, receivers: number): tf.Tensor2D {
  const filled = filledRows(z);
  const own = tf.slice(filled, [0, 0], [receivers, 1]);
  return tf.mul(meanReceived(linear(p, z), filled, edges, receivers), own);
}

/** 1 for the rows that are not void, 0 for the others [nodes, 1]. */
export function filledRows(z: tf.Tensor2D): tf.Tensor2D {
  return tf.sign(tf.sum(tf.abs(z), 1, true)) as tf.Tensor2D;
}

/** The mean of the rows in a receiver's receptive field, void ones not counted [receivers, width]. */
export function meanReceived(
  rows: tf.Tensor2D,
  filled: tf.Tensor2D,
  edges: LayerEdges,
  receivers: number,
): tf.Tensor2D {
  const field = { shape: [receivers, rows.shape[0]] as [number, number], rows: edges.dst, columns: edges.src };
  return tf.div(csrProduct(field, rows), tf.maximum(csrProduct(field, filled), 1)) as tf.Tensor2D;
}

/** B7: [edges, 1]. */
function intensityOf(p: Parameters, form: Form, { z, products }: LayerInput, edges: LayerEdges): tf.Tensor2D {
  const inner = products ?? edgeDot(z, edges.dst, edges.src);
  const width = z.shape[1];
  const scale = !form.intensityScale ? 1 : form.normalize === 'layer' ? 1 / width : 1 / Math.sqrt(width);
  return bareMlp(p, form, tf.mul(inner, scale) as tf.Tensor2D);
}

/** B10 after the sum. The authors normalize what comes in. */
function nodeUpdate(p: Parameters, form: Form, pooled: tf.Tensor2D): tf.Tensor2D {
  return bareMlp(p, form, form.normalize === 'layer' ? layerNorm(pooled) : pooled);
}

/** BFMLP: linear, activation, linear, no bias. */
function bareMlp(p: Parameters, form: Form, x: tf.Tensor2D): tf.Tensor2D {
  return linear(p.at('fc2'), activate(form, linear(p.at('fc1'), x)));
}

function activate(form: Form, x: tf.Tensor2D): tf.Tensor2D {
  return form.normalize === 'layer' ? layerNorm(tf.relu(x)) : silu(x);
}

/** The columns of message.fc1 for z_i, z_j and the distance. */
function splitColumns(weight: tf.Tensor2D, width: number): [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D] {
  const [rows] = weight.shape;
  const part = (from: number, columns: number): tf.Tensor2D => tf.slice(weight, [0, from], [rows, columns]);
  return [part(0, width), part(width, width), part(2 * width, 1)];
}

/** x * sigmoid(x). */
export const silu = (x: tf.Tensor2D): tf.Tensor2D => tf.mul(x, tf.sigmoid(x));

/** Each row divided by its root mean square: no mean, no bias, nothing across cells, so that void symmetry stays. */
export function rms(x: tf.Tensor2D): tf.Tensor2D {
  return tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), 1, true), RMS_EPSILON)));
}

/** Layer normalization of each row, without gain and bias; a row of zeros stays zero. */
function layerNorm(x: tf.Tensor2D): tf.Tensor2D {
  const centered = tf.sub(x, tf.mean(x, 1, true));
  return tf.mul(centered, tf.rsqrt(tf.add(tf.mean(tf.square(centered), 1, true), LAYER_EPSILON)));
}

/** Euclidean lengths of the rows of `delta` [edges, 2 or 3]: [edges, 1]. The gradient at length 0 is 0. */
export function edgeLengths(delta: tf.Tensor2D): tf.Tensor2D {
  const lengths = tf.customGrad((value: unknown, save: unknown) => {
    const squared = tf.sum(tf.square(value as tf.Tensor), 1, true);
    const length = tf.sqrt(squared);
    // 1 / length, and 0 instead of infinity for a cell's edge to itself.
    (save as tf.GradSaveFunc)([value as tf.Tensor, tf.div(length, tf.maximum(squared, 1e-37))]);
    const gradFunc = (dy: tf.Tensor, [rows, inverse]: tf.Tensor[]): tf.Tensor => tf.mul(tf.mul(rows!, inverse!), dy);
    return { value: length, gradFunc };
  });
  return lengths(delta) as tf.Tensor2D;
}
