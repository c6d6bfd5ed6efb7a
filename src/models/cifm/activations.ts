import { tf } from '../../engine';

/** Added to a mean square before its root (the reference of 'rms'), so that a void cell stays zero. */
const RMS_EPSILON = 1e-6;
/** PyTorch's default for layer normalization. */
const LAYER_EPSILON = 1e-5;

/** x * sigmoid(x). */
export const silu = (x: tf.Tensor2D): tf.Tensor2D => tf.mul(x, tf.sigmoid(x));

/** Each row divided by its root mean square: no mean, no bias, nothing across cells, so that void symmetry stays. */
export function rms(x: tf.Tensor2D): tf.Tensor2D {
  return tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), 1, true), RMS_EPSILON)));
}

/** Layer normalization of each row, without gain and bias; a row of zeros stays zero. */
export function layerNorm(x: tf.Tensor2D): tf.Tensor2D {
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
