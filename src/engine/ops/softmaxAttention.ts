import { tf } from '../tf';

/**
 * Scaled dot-product attention softmax(q k^T / sqrt(d)) v (Vaswani et al. 2017). Memory grows with queries times keys.
 *
 * @param q [..., queries, d]
 * @param k [..., keys, d]; leading axes as those of `q`
 * @param v [..., keys, width]
 * @returns [..., queries, width]
 */
export function softmaxAttention<T extends tf.Tensor>(q: T, k: T, v: T): T {
  const scale = 1 / Math.sqrt(q.shape.at(-1)!);
  const attend = tf.customGrad((query: unknown, key: unknown, value: unknown, save: unknown) => {
    const weights = softmaxAttentionWeights(query as T, key as T);
    (save as tf.GradSaveFunc)([query as T, key as T, value as T, weights]);
    const gradFunc = (dy: tf.Tensor, [asked, known, held, w]: tf.Tensor[]): tf.Tensor[] => {
      const toWeights = tf.mul(tf.matMul(dy, held, false, true), w);
      const toScores = tf.mul(tf.sub(toWeights, tf.mul(w, tf.sum(toWeights, -1, true))), scale);
      return [tf.matMul(toScores, known), tf.matMul(toScores, asked, true), tf.matMul(w, dy, true)];
    };
    return { value: tf.matMul(weights, value as T) as tf.Tensor, gradFunc };
  });
  return attend(q, k, v) as T;
}

/** Who attends to whom: softmax(q k^T / sqrt(d)), [..., queries, keys]; each row sums to 1. */
export function softmaxAttentionWeights<T extends tf.Tensor>(q: T, k: T): T {
  const scores = tf.matMul(tf.mul(q, 1 / Math.sqrt(q.shape.at(-1)!)), k, false, true);
  return tf.softmax(scores) as tf.Tensor as T;
}
