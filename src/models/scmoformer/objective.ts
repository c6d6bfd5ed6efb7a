import { tf } from '../../engine';

/**
 * The mean squared error over cells and proteins (equation 3.13).
 *
 * @param real 1 for a cell, 0 for padding [cells]. Default: all are cells
 */
export function proteinLoss(predicted: tf.Tensor2D, target: tf.Tensor2D, real?: tf.Tensor1D): tf.Scalar {
  const squared = tf.square(tf.sub(predicted, target));
  if (!real) return tf.mean(squared);
  const total = tf.sum(tf.mul(squared, tf.expandDims(real, 1)));
  return tf.div(total, tf.mul(tf.maximum(tf.sum(real), 1), target.shape[1]));
}
