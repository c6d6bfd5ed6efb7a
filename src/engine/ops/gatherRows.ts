import { tf } from '../tf';
import { SEGMENT_SUM, runKernel } from './kernels';

/**
 * Rows of `x` [n, ...] by index: [indices.length, ...]. Its gradient is the segment sum of the rows' gradients.
 *
 * @param indices int32, each from 0 to n - 1
 */
export function gatherRows<T extends tf.Tensor>(x: T, indices: tf.Tensor1D): T {
  const rows = x.shape[0];
  const gather = tf.customGrad((value: unknown, save: unknown) => {
    (save as tf.GradSaveFunc)([indices]);
    const gradFunc = (dy: tf.Tensor, [segmentIds]: tf.Tensor[]): tf.Tensor =>
      runKernel(SEGMENT_SUM, { x: dy, segmentIds }, { numSegments: rows });
    return { value: tf.gather(value as tf.Tensor, indices), gradFunc };
  });
  return gather(x) as T;
}
