import { tf } from '../tf';

/**
 * Log-density of `x` under a normal distribution with the given mean and log-variance, element by element:
 * -(log(2 pi) + logVariance + (x - mean)^2 / exp(logVariance)) / 2. Shapes broadcast.
 */
export function gaussianLogLikelihood(x: tf.Tensor, mean: tf.Tensor, logVariance: tf.Tensor): tf.Tensor {
  const squared = tf.mul(tf.square(tf.sub(x, mean)), tf.exp(tf.neg(logVariance)));
  return tf.mul(tf.add(tf.add(squared, logVariance), Math.log(2 * Math.PI)), -0.5);
}
