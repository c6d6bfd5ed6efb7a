import type { Random } from '../../random';
import { tf } from '../tf';
import { asRows } from './asRows';
import { stopGradient } from './stopGradient';
import { type MaskColumn, maskColumn, withoutPadding, zeroPadding } from './tokenMask';

export interface PerformerOptions {
  /**
   * Added to every feature. Default 0: features of Choromanski et al., whose stabilizer cancels exactly. Above 0 the kernel is
   * that of the package performer-pytorch, which SpaFormer and scMoFormer use with 1e-4: the largest exponent is taken over
   * the features of each query, and over all keys and features of a head; neither cancels then.
   */
  epsilon?: number;
  /** 1 for a key, 0 for padding, [..., keys], leading axes 1 or as those of `k`. Default: all are keys. */
  mask?: tf.Tensor | undefined;
}

/**
 * Performer attention (Choromanski et al. 2021, FAVOR+ with positive features): an estimate of softmax attention whose
 * time and memory grow in proportion to the number of tokens.
 *
 * @param q [..., queries, d]
 * @param k [..., keys, d]
 * @param v [..., keys, width]
 * @param directions of orthogonalDirections() [features, d]; fixed, no gradient flows to them
 * @returns [..., queries, width]; 0 for a query without any key
 */
export function performerAttention<T extends tf.Tensor>(
  q: T,
  k: T,
  v: T,
  directions: tf.Tensor2D,
  options: PerformerOptions = {},
): T {
  const { asked, known, none } = positiveFeatures(q, k, directions, options);
  const sum = tf.matMul(asked, tf.sum(known, -2, true), false, true);
  const total = none ? tf.add(sum, none) : sum;
  return tf.div(tf.matMul(asked, tf.matMul(known, v, true)), total) as tf.Tensor as T;
}

/** The weights [..., queries, keys] that performerAttention() never builds; each row sums to 1 (to 0 without any key). */
export function performerAttentionWeights<T extends tf.Tensor>(
  q: T,
  k: T,
  directions: tf.Tensor2D,
  options: PerformerOptions = {},
): T {
  const { asked, known, none } = positiveFeatures(q, k, directions, options);
  const weights = tf.matMul(asked, known, false, true);
  const sum = tf.sum(weights, -1, true);
  return tf.div(weights, none ? tf.add(sum, none) : sum) as tf.Tensor as T;
}

/** Features of queries and keys, and 1 where there is no key at all. */
interface Features {
  asked: tf.Tensor;
  known: tf.Tensor;
  none?: tf.Tensor;
}

/** exp(w . y - |y|^2 / 2) with y = x d^(-1/4), for each direction w. */
function positiveFeatures(q: tf.Tensor, k: tf.Tensor, directions: tf.Tensor2D, options: PerformerOptions): Features {
  const { epsilon = 0, mask } = options;
  const scale = q.shape.at(-1)! ** -0.25;
  const scaled = tf.mul(directions, scale) as tf.Tensor2D;
  const along = (x: tf.Tensor): tf.Tensor =>
    tf.reshape(tf.matMul(asRows(x), scaled, false, true), [...x.shape.slice(0, -1), directions.shape[0]]);
  const half = (x: tf.Tensor): tf.Tensor => tf.mul(tf.sum(tf.square(x), -1, true), 0.5 * scale ** 2);
  const parts = (x: tf.Tensor): Exponents => ({ along: along(x), half: half(x) });
  const keys = mask && maskColumn(mask);
  const [asked, known] = (epsilon === 0 ? exactly : withEpsilon(epsilon))(parts(q), parts(k), keys);
  return { asked, known: zeroPadding(known, keys), ...(keys && { none: keys.none }) };
}

/** w . y for each direction, and |y|^2 / 2. */
interface Exponents {
  along: tf.Tensor;
  half: tf.Tensor;
}

/**
 * The largest exponent of a feature over the keys is taken from the keys and given to the queries, and each query then loses
 * its own largest: this cancels in the attention, and no exponential overflows nor does a normalizer vanish.
 */
function exactly(q: Exponents, k: Exponents, mask: MaskColumn | undefined): [tf.Tensor, tf.Tensor] {
  const keys = withoutPadding(tf.sub(k.along, k.half), mask);
  const largest = tf.max(stopGradient(keys), -2, true);
  const queries = tf.add(tf.sub(q.along, q.half), largest);
  return [
    tf.exp(tf.sub(queries, stopGradient(tf.max(stopGradient(queries), -1, true)))),
    tf.exp(tf.sub(keys, stopGradient(largest))),
  ];
}

/** The kernel of performer-pytorch 1.1.4, without its factor features^(-1/2), which cancels. */
function withEpsilon(epsilon: number) {
  return (q: Exponents, k: Exponents, mask: MaskColumn | undefined): [tf.Tensor, tf.Tensor] => {
    const ofQuery = tf.max(stopGradient(q.along), -1, true);
    const ofHead = tf.max(stopGradient(withoutPadding(k.along, mask)), [-2, -1], true);
    const keys = withoutPadding(tf.sub(k.along, k.half), mask);
    return [
      tf.add(tf.exp(tf.sub(tf.sub(q.along, q.half), ofQuery)), epsilon),
      tf.add(tf.exp(tf.sub(keys, ofHead)), epsilon),
    ];
  };
}

/**
 * `count` random directions [count, width], row-major: orthogonal within each block of `width` (by Gram and Schmidt on
 * normal numbers), each as long as a normal vector of that width.
 */
export function orthogonalDirections(count: number, width: number, random: Random): Float32Array {
  const result = new Float32Array(count * width);
  for (let row = 0, block: Float64Array[] = []; row < count; row++) {
    if (block.length === width) block = [];
    const unit = perpendicular(width, block, random);
    block.push(unit);
    const length = Math.hypot(...random.fillNormal(width));
    for (let j = 0; j < width; j++) result[row * width + j] = length * unit[j];
  }
  return result;
}

/** A random unit vector that is orthogonal to the given ones. */
function perpendicular(width: number, others: readonly Float64Array[], random: Random): Float64Array {
  const vector = Float64Array.from(random.fillNormal(width));
  // The second pass takes away what rounding left after the first.
  for (let pass = 0; pass < 2; pass++) {
    for (const other of others) {
      const along = other.reduce((sum, value, j) => sum + value * vector[j], 0);
      other.forEach((value, j) => (vector[j] -= along * value));
    }
  }
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
