import { TissuebookError } from '../../errors';
import { type Competition, flowAttention, flowAttentionWeights } from '../ops/flowAttention';
import { orthogonalDirections, performerAttention, performerAttentionWeights } from '../ops/performerAttention';
import { softmaxAttention, softmaxAttentionWeights } from '../ops/softmaxAttention';
import type { Parameters } from '../parameters';
import type { Random } from '../../random';
import { tf } from '../tf';
import { createLinear, linear, linears } from './linear';

/** Softmax attention grows with the square of the tokens, the two others in proportion to them. */
export type AttentionKind = 'softmax' | 'performer' | 'flow';

export interface AttentionOptions {
  /** Divides the width. */
  heads: number;
  /** Default 'softmax'. */
  kind?: AttentionKind;
  /** Of 'performer': random directions. Default 32 (ours). */
  features?: number;
  /** Of 'flow'. Default 'length'. */
  competition?: Competition;
}

/**
 * Makes the projections `q`, `k`, `v` and `o`, each (width, width) with a bias; for 'performer' also `features`, its
 * directions, which the heads share and which are not trained.
 *
 * @throws TissuebookError kind 'invalid-argument' when the heads do not divide the width
 */
export function createAttention(p: Parameters, width: number, random: Random, options: AttentionOptions): void {
  const { heads, kind = 'softmax', features = 32 } = options;
  if (!Number.isInteger(heads) || heads < 1 || width % heads !== 0) {
    throw new TissuebookError('invalid-argument', `heads must divide the width ${width}, found ${heads}.`, {
      argument: 'heads',
      found: heads,
    });
  }
  for (const name of ['q', 'k', 'v', 'o']) createLinear(p.at(name), width, width, random);
  if (kind !== 'performer') return;
  const values = orthogonalDirections(features, width / heads, random.fork('features'));
  p.create('features', [features, width / heads], random, { init: { values }, trainable: false });
}

/**
 * Multi-head attention (Vaswani et al. 2017): the tokens of `x` ask, those of `memory` (by default `x` itself) answer.
 * Head h works on the columns h width / heads and on.
 *
 * @param x [tokens, width] or [batch, tokens, width]
 * @param memory the same rank
 */
export function attention<T extends tf.Tensor>(p: Parameters, x: T, options: AttentionOptions, memory: T = x): T {
  const { q, k, v } = projected(p, x, memory, options.heads);
  const { kind = 'softmax', competition } = options;
  const attend = {
    softmax: () => softmaxAttention(q, k, v),
    performer: () => performerAttention(q, k, v, p.get('features') as tf.Tensor2D),
    flow: () => flowAttention(q, k, v, competition),
  };
  return linear(p.at('o'), joined(attend[kind](), x.shape) as T);
}

/** Who attends to whom, [heads, tokens, tokens of memory], with the batch before it if there is one. */
export function attentionWeights<T extends tf.Tensor>(
  p: Parameters,
  x: T,
  options: AttentionOptions,
  memory: T = x,
): tf.Tensor {
  const { q, k } = projected(p, x, memory, options.heads);
  const { kind = 'softmax', competition } = options;
  const weights = {
    softmax: () => softmaxAttentionWeights(q, k),
    performer: () => performerAttentionWeights(q, k, p.get('features') as tf.Tensor2D),
    flow: () => flowAttentionWeights(q, k, competition),
  };
  return weights[kind]();
}

function projected(p: Parameters, x: tf.Tensor, memory: tf.Tensor, heads: number) {
  const split = (y: tf.Tensor): tf.Tensor => {
    const [tokens, width] = y.shape.slice(-2);
    const batch = y.shape.slice(0, -2);
    const apart = tf.reshape(y, [...batch, tokens, heads, width / heads]);
    return tf.transpose(apart, batch.length === 0 ? [1, 0, 2] : [0, 2, 1, 3]);
  };
  const by = (names: string[], y: tf.Tensor): tf.Tensor[] =>
    linears(
      names.map((name) => p.at(name)),
      y,
    ).map(split);
  const [q, k, v] = memory === x ? by(['q', 'k', 'v'], x) : [...by(['q'], x), ...by(['k', 'v'], memory)];
  return { q, k, v };
}

/** Puts the heads side by side again. */
function joined(y: tf.Tensor, shape: number[]): tf.Tensor {
  return tf.reshape(tf.transpose(y, y.rank === 3 ? [1, 0, 2] : [0, 2, 1, 3]), shape);
}
