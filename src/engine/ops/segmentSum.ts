import { tf } from '../tf';
import { checkSegments } from './checkSegments';
import { SEGMENT_SUM, runKernel } from './kernels';

/**
 * Sums of the rows of `x` [rows, ...] that share an id: [segments, ...]; a segment without rows is 0. Its gradient
 * gathers.
 *
 * @param ids int32 [rows], each from 0 to segments - 1, in any order
 */
export function segmentSum<T extends tf.Tensor>(x: T, ids: tf.Tensor1D, segments: number): T {
  checkSegments(x, ids);
  const sum = tf.customGrad((value: unknown, save: unknown) => {
    (save as tf.GradSaveFunc)([ids]);
    return {
      value: runKernel(SEGMENT_SUM, { x: value as tf.Tensor, segmentIds: ids }, { numSegments: segments }),
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => tf.gather(dy, saved as tf.Tensor1D),
    };
  });
  return sum(x) as T;
}
