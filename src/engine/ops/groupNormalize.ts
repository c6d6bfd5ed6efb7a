import { tf } from '../tf';
import { layerNormalize } from './layerNormalize';

/**
 * Group normalization (Wu and He 2018): within each sample, every group of channels is brought to mean 0 and variance 1
 * together, over all positions; then gain and bias per channel.
 *
 * @param x [samples, ..., channels], channels last
 * @param gain [channels]
 * @param bias [channels]
 * @param groups divides the number of channels
 * @param epsilon default 1e-5 (PyTorch's)
 */
export function groupNormalize<T extends tf.Tensor>(
  x: T,
  gain: tf.Tensor,
  bias: tf.Tensor,
  groups: number,
  epsilon = 1e-5,
): T {
  const [samples] = x.shape;
  const channels = x.shape.at(-1)!;
  const positions = x.size / (samples * channels);
  const width = channels / groups;
  const apart = tf.transpose(tf.reshape(x, [samples, positions, groups, width]), [0, 2, 1, 3]);
  const flat = tf.reshape(apart, [samples * groups, positions * width]);
  const normal = layerNormalize(flat, tf.ones([positions * width]), tf.zeros([positions * width]), epsilon);
  const back = tf.transpose(tf.reshape(normal, [samples, groups, positions, width]), [0, 2, 1, 3]);
  return tf.add(tf.mul(tf.reshape(back, x.shape), gain), bias) as T;
}
