import { tf } from '../tf';

/**
 * `x` [..., width] with every vector along the last axis divided by max(length, epsilon), as PyTorch's normalize does.
 *
 * @param epsilon default 1e-12 (PyTorch's)
 */
export function l2Normalize<T extends tf.Tensor>(x: T, epsilon = 1e-12): T {
  const f = tf.customGrad((value: unknown, save: unknown) => {
    const squared = tf.sum(tf.square(value as tf.Tensor), -1, true);
    // 1 / max(length, epsilon), without an infinite value in between for a zero vector.
    const scale = tf.rsqrt(tf.maximum(squared, Math.max(epsilon * epsilon, 1e-37)));
    const unit = tf.mul(value as tf.Tensor, scale);
    (save as tf.GradSaveFunc)([unit, scale]);
    const gradFunc = (dy: tf.Tensor, [direction, factor]: tf.Tensor[]): tf.Tensor => {
      const along = tf.sum(tf.mul(dy, direction), -1, true);
      return tf.mul(factor, tf.sub(dy, tf.mul(direction, along)));
    };
    return { value: unit, gradFunc };
  });
  return f(x) as T;
}
