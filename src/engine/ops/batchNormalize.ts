import { tf } from '../tf';
import { sumRows } from './sumRows';

/** What batchNormalize() gives beside its result: mean and variance [channels] (divided by the rows) of the batch. */
export interface BatchStatistics {
  mean: tf.Tensor1D;
  variance: tf.Tensor1D;
}

/**
 * Batch normalization (Ioffe and Szegedy 2015) by the batch's own statistics: every channel is brought to mean 0 and
 * variance 1 over all samples and positions; then gain and bias per channel. No gradient flows through the statistics
 * that it hands back.
 *
 * @param x [samples, ..., channels], channels last
 * @param gain [channels]
 * @param bias [channels]
 * @param epsilon default 1e-5 (PyTorch's)
 */
export function batchNormalize<T extends tf.Tensor>(
  x: T,
  gain: tf.Tensor,
  bias: tf.Tensor,
  epsilon = 1e-5,
): { y: T; statistics: BatchStatistics } {
  const channels = x.shape.at(-1)!;
  let statistics: BatchStatistics | undefined;
  const f = tf.customGrad((value: unknown, g: unknown, b: unknown, save: unknown) => {
    const rows = (value as tf.Tensor2D).shape[0];
    const mean = tf.div(sumRows(value as tf.Tensor2D), rows) as tf.Tensor1D;
    const centered = tf.sub(value as tf.Tensor2D, mean);
    const variance = tf.div(sumRows(tf.square(centered) as tf.Tensor2D), rows) as tf.Tensor1D;
    statistics = { mean: tf.keep(mean), variance: tf.keep(variance) };
    const scale = tf.rsqrt(tf.add(variance, epsilon));
    const unit = tf.mul(centered, scale);
    (save as tf.GradSaveFunc)([unit, scale, g as tf.Tensor]);
    const gradFunc = (dy: tf.Tensor, [normal, factor, slope]: tf.Tensor[]): tf.Tensor[] => {
      const toGain = sumRows(tf.mul(dy, normal) as tf.Tensor2D);
      const toBias = sumRows(dy as tf.Tensor2D);
      const spread = tf.div(tf.add(tf.mul(normal, toGain), toBias), rows);
      return [tf.mul(tf.mul(factor, slope), tf.sub(dy, spread)), toGain, toBias];
    };
    return { value: tf.add(tf.mul(unit, g as tf.Tensor), b as tf.Tensor), gradFunc };
  });
  const y = f(tf.reshape(x, [-1, channels]), gain, bias);
  return { y: tf.reshape(y, x.shape) as tf.Tensor as T, statistics: statistics! };
}
