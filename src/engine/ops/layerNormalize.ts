import { tf } from '../tf';
import { asRows } from './asRows';

/**
 * Layer normalization (Ba et al. 2016) along the last axis: (x - mean) / sqrt(variance + epsilon) * gain + bias, with
 * the variance divided by the width.
 *
 * @param x [..., width]
 * @param gain [width]
 * @param bias [width]
 * @param epsilon default 1e-5 (PyTorch's)
 */
export function layerNormalize<T extends tf.Tensor>(x: T, gain: tf.Tensor, bias: tf.Tensor, epsilon = 1e-5): T {
  const f = tf.customGrad((value: unknown, g: unknown, b: unknown, save: unknown) => {
    const centered = tf.sub(value as tf.Tensor, tf.mean(value as tf.Tensor, -1, true));
    const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centered), -1, true), epsilon));
    const unit = tf.mul(centered, scale);
    (save as tf.GradSaveFunc)([unit, scale, g as tf.Tensor]);
    const gradFunc = (dy: tf.Tensor, [normal, factor, slope]: tf.Tensor[]): tf.Tensor[] => {
      const inner = tf.mul(dy, slope);
      const along = tf.mean(tf.mul(inner, normal), -1, true);
      const toX = tf.mul(factor, tf.sub(tf.sub(inner, tf.mean(inner, -1, true)), tf.mul(normal, along)));
      return [toX, tf.sum(tf.mul(dy, normal), 0), tf.sum(dy, 0)];
    };
    return { value: tf.add(tf.mul(unit, g as tf.Tensor), b as tf.Tensor), gradFunc };
  });
  const y = f(asRows(x), gain, bias);
  return (x.rank === 2 ? y : tf.reshape(y, x.shape)) as T;
}
