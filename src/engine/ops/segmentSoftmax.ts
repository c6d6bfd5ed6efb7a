import { tf } from '../tf';
import { checkSegments } from './checkSegments';
import { SEGMENT_MAX, SEGMENT_SUM, runKernel } from './kernels';

/**
 * Softmax among the rows of `x` [rows, ...] that share an id, per column: attention weights over a graph's edges. The
 * largest value of a segment is taken off first, so that large scores do not overflow.
 *
 * @param ids int32 [rows], each from 0 to segments - 1, in any order
 */
export function segmentSoftmax<T extends tf.Tensor>(x: T, ids: tf.Tensor1D, segments: number): T {
  checkSegments(x, ids);
  const spread = (kernel: string, values: tf.Tensor, segmentIds: tf.Tensor): tf.Tensor =>
    tf.gather(runKernel(kernel, { x: values, segmentIds }, { numSegments: segments }), segmentIds as tf.Tensor1D);
  const softmax = tf.customGrad((value: unknown, save: unknown) => {
    const scores = value as tf.Tensor;
    const exponentials = tf.exp(tf.sub(scores, spread(SEGMENT_MAX, scores, ids)));
    const result = tf.div(exponentials, spread(SEGMENT_SUM, exponentials, ids));
    (save as tf.GradSaveFunc)([result, ids]);
    const gradFunc = (dy: tf.Tensor, [weights, segmentIds]: tf.Tensor[]): tf.Tensor => {
      const weighted = tf.mul(dy, weights);
      return tf.sub(weighted, tf.mul(weights, spread(SEGMENT_SUM, weighted, segmentIds)));
    };
    return { value: result, gradFunc };
  });
  return softmax(x) as T;
}
