import { tf } from '../tf';
import { edgeSum } from './edgeSum';

/**
 * Inner products of the rows that edges join, x[to[e]] . x[from[e]]: [edges, 1]. The gradient adds rows along the edges, so that no
 * row for every edge is written on the way back.
 *
 * @param x [rows, width]
 * @param to int32 [edges], from 0 to rows - 1; best sorted
 * @param from int32 [edges]
 */
export function edgeDot(x: tf.Tensor2D, to: tf.Tensor1D, from: tf.Tensor1D): tf.Tensor2D {
  const [rows] = x.shape;
  const dot = tf.customGrad((value: unknown, save: unknown) => {
    const table = value as tf.Tensor2D;
    (save as tf.GradSaveFunc)([table, to, from]);
    return {
      value: tf.sum(tf.mul(tf.gather(table, to), tf.gather(table, from)), 1, true),
      gradFunc: (dy: tf.Tensor, [saved, ...ends]: tf.Tensor[]) => {
        const [own, other] = ends as tf.Tensor1D[];
        const values = tf.reshape(dy, [-1]) as tf.Tensor1D;
        const toward = edgeSum(saved, { to: own, from: other, values }, rows);
        return tf.add(toward, edgeSum(saved, { to: other, from: own, values }, rows));
      },
    };
  });
  return dot(x) as tf.Tensor2D;
}
