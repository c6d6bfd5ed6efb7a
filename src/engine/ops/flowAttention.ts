import { tf } from '../tf';

/**
 * How values compete: 'length' multiplies the softmax over the keys by their number, so that outputs keep their size;
 * 'unit' leaves it as it is, and outputs shrink as 1 / keys.
 */
export type Competition = 'length' | 'unit';

/**
 * Flow attention (Wu et al. 2022, Flowformer, without a causal mask): time and memory grow in proportion to the number of
 * tokens.
 *
 * @param q [..., queries, d]
 * @param k [..., keys, d]
 * @param v [..., keys, width]
 * @param competition default 'length'
 * @returns [..., queries, width]
 */
export function flowAttention<T extends tf.Tensor>(q: T, k: T, v: T, competition: Competition = 'length'): T {
  const { sources, sinks, gate, compete } = conserve(q, k, competition);
  return tf.mul(gate, tf.matMul(sinks, tf.matMul(sources, tf.mul(compete, v), true))) as tf.Tensor as T;
}

/** The weights [..., queries, keys] that flowAttention() never builds; rows need not sum to 1. */
export function flowAttentionWeights<T extends tf.Tensor>(q: T, k: T, competition: Competition = 'length'): T {
  const { sources, sinks, gate, compete } = conserve(q, k, competition);
  return tf.mul(gate, tf.matMul(sinks, tf.mul(sources, compete), false, true)) as tf.Tensor as T;
}

/** Equations 5 to 8 of Flowformer: what flows in and out of each token, conserved on either side. */
function conserve(q: tf.Tensor, k: tf.Tensor, competition: Competition) {
  const asked = tf.sigmoid(q);
  const known = tf.sigmoid(k);
  const flow = (to: tf.Tensor, from: tf.Tensor): tf.Tensor => tf.sum(tf.mul(to, tf.sum(from, -2, true)), -1, true);
  const sinks = tf.div(asked, flow(asked, known));
  const conservedIn = flow(asked, tf.div(known, flow(known, asked)));
  const conservedOut = flow(known, sinks);
  const share = softmaxOverTokens(conservedOut);
  const compete = competition === 'length' ? tf.mul(share, k.shape.at(-2)!) : share;
  return { sources: known, sinks, gate: tf.sigmoid(conservedIn), compete };
}

/** TensorFlow.js has softmax for the last axis only. */
function softmaxOverTokens(x: tf.Tensor): tf.Tensor {
  const { shape } = x;
  return tf.reshape(tf.softmax(tf.reshape(x, shape.slice(0, -1))), shape);
}
