import { tf } from '../tf';

/**
 * Cross entropy of each row with its class: -log softmax(logits)[label], [rows].
 *
 * @param logits [rows, classes]
 * @param labels int32 [rows], each from 0 to classes - 1; a row with another number gets 0
 */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  const chosen = tf.cast(tf.oneHot(labels, logits.shape[1]), 'float32');
  return tf.neg(tf.sum(tf.mul(chosen, tf.logSoftmax(logits)), 1) as tf.Tensor1D);
}
