import { tf } from '../tf';
import { checkSegments } from './checkSegments';
import { SEGMENT_MAX, SEGMENT_SUM, runKernel } from './kernels';

/** Anything below is what SEGMENT_MAX leaves in a segment without rows. */
const EMPTY_BELOW = -3.4e38;

/**
 * Largest values of the rows of `x` [rows, ...] that share an id: [segments, ...]; a segment without rows is 0. Where
 * several rows share the largest value, each gets an equal part of the gradient.
 *
 * @param ids int32 [rows], each from 0 to segments - 1, in any order
 */
export function segmentMax<T extends tf.Tensor>(x: T, ids: tf.Tensor1D, segments: number): T {
  checkSegments(x, ids);
  const max = tf.customGrad((value: unknown, save: unknown) => {
    const raw = runKernel(SEGMENT_MAX, { x: value as tf.Tensor, segmentIds: ids }, { numSegments: segments });
    const result = tf.where(tf.less(raw, EMPTY_BELOW), tf.zerosLike(raw), raw);
    (save as tf.GradSaveFunc)([value as tf.Tensor, result, ids]);
    const gradFunc = (dy: tf.Tensor, [rows, largest, segmentIds]: tf.Tensor[]): tf.Tensor => {
      const spread = (perSegment: tf.Tensor): tf.Tensor => tf.gather(perSegment, segmentIds as tf.Tensor1D);
      const hit = tf.cast(tf.equal(rows, spread(largest)), 'float32');
      const hits = runKernel(SEGMENT_SUM, { x: hit, segmentIds }, { numSegments: segments });
      return tf.mul(hit, spread(tf.div(dy, tf.maximum(hits, 1))));
    };
    return { value: result, gradFunc };
  });
  return max(x) as T;
}
