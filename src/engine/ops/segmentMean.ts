import { tf } from '../tf';
import { segmentSum } from './segmentSum';

/** How many rows each segment has, at least 1, as float32 [segments]: what segmentMean divides by. */
export function segmentCounts(ids: tf.Tensor1D, segments: number): tf.Tensor1D {
  return tf.tidy(() => tf.maximum(segmentSum(tf.ones([ids.shape[0]]), ids, segments), 1));
}

/**
 * Means of the rows of `x` [rows, ...] that share an id: [segments, ...]; a segment without rows is 0.
 *
 * @param ids int32 [rows], each from 0 to segments - 1, in any order
 * @param counts of segmentCounts(), when the same ids are used again and again
 */
export function segmentMean<T extends tf.Tensor>(
  x: T,
  ids: tf.Tensor1D,
  segments: number,
  counts: tf.Tensor1D = segmentCounts(ids, segments),
): T {
  const divisor = tf.reshape(counts, [segments, ...x.shape.slice(1).map(() => 1)]);
  return tf.div(segmentSum(x, ids, segments), divisor) as T;
}
