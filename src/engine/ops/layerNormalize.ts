import { tf } from '../tf';
import { sumToShape } from './sumToShape';

/**
 * Layer normalisation (Ba et al. 2016) along the last axis: (x - mean) / sqrt(variance + epsilon) * gain + bias, with
 * the variance divided by the width.
 *
 * @param x [..., width]
 * @param gain [width]
 * @param bias [width]
 * @param epsilon default 1e-5 (PyTorch's)
 */
export function layerNormalize<T extends tf.Tensor>(x: T, gain: tf.Tensor, bias: tf.Tensor, epsilon = 1e-5): T {
  const f = tf.customGrad((value: unknown, g: unknown, b: unknown, save: unknown) => {
    const centred = tf.sub(value as tf.Tensor, tf.mean(value as tf.Tensor, -1, true));
    const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
    const unit = tf.mul(centred, scale);
    (save as tf.GradSaveFunc)([unit, scale, g as tf.Tensor]);
    const gradFunc = (dy: tf.Tensor, [normal, factor, slope]: tf.Tensor[]): tf.Tensor[] => {
      const inner = tf.mul(dy, slope);
      const along = tf.mean(tf.mul(inner, normal), -1, true);
      const toX = tf.mul(factor, tf.sub(tf.sub(inner, tf.mean(inner, -1, true)), tf.mul(normal, along)));
      return [toX, sumToShape(tf.mul(dy, normal), slope.shape), sumToShape(dy, slope.shape)];
    };
    return { value: tf.add(tf.mul(unit, g as tf.Tensor), b as tf.Tensor), gradFunc };
  });
  return f(x, gain, bias) as T;
}
