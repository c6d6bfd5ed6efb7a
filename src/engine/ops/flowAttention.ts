import { tf } from '../tf';
import { maskColumn, withoutPadding, zeroPadding } from './tokenMask';

/**
 * How values compete: 'length' multiplies the softmax over the keys by their number, so that outputs keep their size;
 * 'unit' leaves it as it is, and outputs shrink as 1 / keys.
 */
export type Competition = 'length' | 'unit';

export interface FlowOptions {
  /** Default 'length'. */
  competition?: Competition | undefined;
  /** Added to every component of both factors of a flow. Default 0; CellPLM's code has 1e-6. */
  epsilon?: number | undefined;
  /** Flows that leave a key are cut to [-bound, bound] before they compete. Default: no bound; CellPLM's code has 1. */
  bound?: number | undefined;
  /** 1 for a query, 0 for padding, [..., queries], leading axes 1 or as those of `q`. Default: all are queries. */
  queryMask?: tf.Tensor | undefined;
  /** 1 for a key, 0 for padding, [..., keys], leading axes 1 or as those of `k`. Default: all are keys. */
  keyMask?: tf.Tensor | undefined;
}

/**
 * Flow attention (Wu et al. 2022, Flowformer, without a causal mask): time and memory grow in proportion to the number of
 * tokens.
 *
 * @param q [..., queries, d]
 * @param k [..., keys, d]
 * @param v [..., keys, width]
 * @returns [..., queries, width]; 0 for padding
 */
export function flowAttention<T extends tf.Tensor>(q: T, k: T, v: T, options: FlowOptions = {}): T {
  const { sources, sinks, gate, compete } = conserve(q, k, options);
  return tf.mul(gate, tf.matMul(sinks, tf.matMul(sources, tf.mul(compete, v), true))) as tf.Tensor as T;
}

/** The weights [..., queries, keys] that flowAttention() never builds; rows need not sum to 1. */
export function flowAttentionWeights<T extends tf.Tensor>(q: T, k: T, options: FlowOptions = {}): T {
  const { sources, sinks, gate, compete } = conserve(q, k, options);
  return tf.mul(gate, tf.matMul(sinks, tf.mul(sources, compete), false, true)) as tf.Tensor as T;
}

/** Equations 5 to 8 of Flowformer: what flows in and out of each token, conserved on either side. */
function conserve(q: tf.Tensor, k: tf.Tensor, options: FlowOptions) {
  const { competition = 'length', epsilon = 0, bound } = options;
  const [queries, keys] = [options.queryMask, options.keyMask].map((mask) => mask && maskColumn(mask));
  const asked = zeroPadding(tf.sigmoid(q), queries);
  const known = zeroPadding(tf.sigmoid(k), keys);
  const plus = (x: tf.Tensor): tf.Tensor => (epsilon === 0 ? x : tf.add(x, epsilon));
  const flow = (to: tf.Tensor, from: tf.Tensor): tf.Tensor =>
    tf.sum(tf.mul(plus(to), plus(tf.sum(from, -2, true))), -1, true);
  // Nothing flows at padding, nor anywhere where the other side is all padding: 0 is divided by 1 or 2 there.
  const [idle, closed] = [
    [queries?.padding, keys?.none],
    [keys?.padding, queries?.none],
  ];
  const divisor = (x: tf.Tensor, extra: readonly (tf.Tensor | undefined)[]): tf.Tensor =>
    extra.reduce<tf.Tensor>((sum, each) => (each ? tf.add(sum, each) : sum), x);
  const sinks = tf.div(asked, divisor(flow(asked, known), idle));
  const conservedIn = flow(asked, tf.div(known, divisor(flow(known, asked), closed)));
  const out = flow(known, sinks);
  const conservedOut = bound === undefined ? out : tf.clipByValue(out, -bound, bound);
  const share = zeroPadding(softmaxOverTokens(withoutPadding(conservedOut, keys)), keys);
  const compete = competition === 'length' ? tf.mul(share, keys ? keys.count : k.shape.at(-2)!) : share;
  return { sources: known, sinks, gate: tf.sigmoid(conservedIn), compete };
}

/** TensorFlow.js has softmax for the last axis only. */
function softmaxOverTokens(x: tf.Tensor): tf.Tensor {
  const { shape } = x;
  return tf.reshape(tf.softmax(tf.reshape(x, shape.slice(0, -1))), shape);
}
