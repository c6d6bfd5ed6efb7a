import type { Random } from '../../random';
import { tf } from '../tf';
import { asRows } from './asRows';
import { stopGradient } from './stopGradient';

/**
 * Performer attention (Choromanski et al. 2021, FAVOR+ with positive features): an estimate of softmax attention whose
 * time and memory grow in proportion to the number of tokens.
 *
 * @param q [..., queries, d]
 * @param k [..., keys, d]
 * @param v [..., keys, width]
 * @param directions of orthogonalDirections() [features, d]; fixed, no gradient flows to them
 * @returns [..., queries, width]
 */
export function performerAttention<T extends tf.Tensor>(q: T, k: T, v: T, directions: tf.Tensor2D): T {
  const [asked, known] = positiveFeatures(q, k, directions);
  const total = tf.matMul(asked, tf.sum(known, -2, true), false, true);
  return tf.div(tf.matMul(asked, tf.matMul(known, v, true)), total) as tf.Tensor as T;
}

/** The weights [..., queries, keys] that performerAttention() never builds; each row sums to 1. */
export function performerAttentionWeights<T extends tf.Tensor>(q: T, k: T, directions: tf.Tensor2D): T {
  const [asked, known] = positiveFeatures(q, k, directions);
  const weights = tf.matMul(asked, known, false, true);
  return tf.div(weights, tf.sum(weights, -1, true)) as tf.Tensor as T;
}

/**
 * exp(w . y - |y|^2 / 2) with y = x d^(-1/4), for each direction w. The largest exponent of a feature over the keys is
 * taken from the keys and given to the queries, and each query then loses its own largest: this cancels in the
 * attention, and no exponential overflows nor does a normalizer vanish.
 */
function positiveFeatures(q: tf.Tensor, k: tf.Tensor, directions: tf.Tensor2D): [tf.Tensor, tf.Tensor] {
  const scale = q.shape.at(-1)! ** -0.25;
  const scaled = tf.mul(directions, scale) as tf.Tensor2D;
  const exponents = (x: tf.Tensor): tf.Tensor => {
    const along = tf.matMul(asRows(x), scaled, false, true);
    const half = tf.mul(tf.sum(tf.square(x), -1, true), 0.5 * scale ** 2);
    return tf.sub(tf.reshape(along, [...x.shape.slice(0, -1), directions.shape[0]]), half);
  };
  const keys = exponents(k);
  const largest = tf.max(stopGradient(keys), -2, true);
  const queries = tf.add(exponents(q), largest);
  return [
    tf.exp(tf.sub(queries, stopGradient(tf.max(stopGradient(queries), -1, true)))),
    tf.exp(tf.sub(keys, stopGradient(largest))),
  ];
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
