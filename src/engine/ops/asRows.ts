import { tf } from '../tf';

/** `x` [..., width] as a matrix [rows, width]: itself when it is one, so that no operation is spent on it. */
export function asRows(x: tf.Tensor): tf.Tensor2D {
  return x.rank === 2 ? (x as tf.Tensor2D) : tf.reshape(x, [-1, x.shape.at(-1)!]);
}
