import { tf } from '../../engine';

/**
 * The bi-level mask (Wen 2024, equation 4.10), 1 where an entry stays [cells, genes]: a cell is drawn first, then genes within it.
 *
 * @param cells 1 for a drawn cell [cells, 1]
 * @param genes 1 for a drawn entry [cells, genes]
 */
export function bilevelMask(cells: tf.Tensor2D, genes: tf.Tensor2D): tf.Tensor2D {
  return tf.sub(1, tf.mul(cells, genes));
}

/**
 * The masked expression, each cell times the factor that gives it back the sum it had before (phi of equation 4.11). A cell with
 * nothing left stays 0.
 */
export function rescale(masked: tf.Tensor2D, full: tf.Tensor2D): tf.Tensor2D {
  const left = tf.sum(masked, 1, true);
  const some = tf.greater(left, 0);
  const factor = tf.where(some, tf.div(tf.sum(full, 1, true), tf.where(some, left, 1)), 1);
  return tf.mul(masked, factor);
}
