import { tf } from '../tf';
import { calledAttention } from './calledAttention';
import { ABSENT, maskColumn, withoutPadding, zeroPadding } from './tokenMask';

/**
 * Scaled dot-product attention softmax(q k^T / sqrt(d)) v (Vaswani et al. 2017). Memory grows with queries times keys.
 *
 * Scores are kept as [..., keys, queries] and divided by their sum only once they have met the values: sums over keys then
 * run along rows, and both take fewer passes. In the gradient, the sum of each query's weights times their gradients is
 * that of its result times the result's (Dao et al. 2022, FlashAttention, section 3.1).
 *
 * @param q [..., queries, d]
 * @param k [..., keys, d]; leading axes as those of `q`
 * @param v [..., keys, width]
 * @param mask 1 for a key, 0 for padding, [..., keys], leading axes 1 or as those of `k`; default: all are keys. A query
 *   without any key gets 0
 * @returns [..., queries, width]
 */
export function softmaxAttention<T extends tf.Tensor>(q: T, k: T, v: T, mask?: tf.Tensor): T {
  const called = calledAttention(q, k, v, mask);
  if (called) return called as T;
  const scale = 1 / Math.sqrt(q.shape.at(-1)!);
  const attend = tf.customGrad((query: unknown, key: unknown, value: unknown, save: unknown) => {
    const [asking, known, held] = [tf.mul(query as T, scale), key as T, value as T];
    const keys = mask && maskColumn(mask);
    const scores = withoutPadding(tf.matMul(known, asking, false, true), keys);
    const weights = zeroPadding(tf.exp(tf.sub(scores, tf.max(scores, -2, true))), keys);
    const sum = tf.sum(weights, -2, true);
    const total = tf.reciprocal(keys ? tf.add(sum, keys.none) : sum);
    const share = tf.reshape(total, [...q.shape.slice(0, -1), 1]);
    const y = tf.mul(tf.matMul(weights, held, true), share);
    (save as tf.GradSaveFunc)([asking, known, held, weights, share, y]);
    return { value: y, gradFunc };
  });
  const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
    const [asking, known, held, weights, share, y] = saved;
    const shared = tf.mul(dy, share);
    const along = tf.reshape(tf.sum(tf.mul(shared, y), -1), [...q.shape.slice(0, -2), 1, q.shape.at(-2)!]);
    const toScores = tf.mul(weights, tf.sub(tf.matMul(held, shared, false, true), along));
    return [tf.mul(tf.matMul(toScores, known, true), scale), tf.matMul(toScores, asking), tf.matMul(weights, shared)];
  };
  return attend(q, k, v) as T;
}

/**
 * Who attends to whom: softmax(q k^T / sqrt(d)), [..., queries, keys]; each row sums to 1, or to 0 where every key is padding.
 *
 * @param mask as in softmaxAttention()
 */
export function softmaxAttentionWeights<T extends tf.Tensor>(q: T, k: T, mask?: tf.Tensor): T {
  const scores = tf.matMul(tf.mul(q, 1 / Math.sqrt(q.shape.at(-1)!)), k, false, true);
  if (!mask) return tf.softmax(scores) as tf.Tensor as T;
  const real = tf.expandDims(tf.cast(mask, 'float32'), -2);
  const without = tf.sub(tf.mul(scores, real), tf.mul(tf.sub(1, real), ABSENT));
  return tf.mul(tf.softmax(without), real) as tf.Tensor as T;
}
