import { TissuebookError } from '../../errors';
import type { Random } from '../../random';
import { type Competition, flowAttention, flowAttentionWeights } from '../ops/flowAttention';
import { orthogonalDirections, performerAttention, performerAttentionWeights } from '../ops/performerAttention';
import { softmaxAttention, softmaxAttentionWeights } from '../ops/softmaxAttention';
import type { Parameters } from '../parameters';
import { tf } from '../tf';
import { createLinear, linear, linears } from './linear';

/** Softmax attention grows with the square of the tokens, the two others in proportion to them. */
export type AttentionKind = 'softmax' | 'performer' | 'flow';

export interface AttentionOptions {
  /** Divides the width, unless `headDim` is given. */
  heads: number;
  /** Default 'softmax'. */
  kind?: AttentionKind;
  /**
   * Columns of a head: the inner width is heads headDim. Default width / heads. The code of SpaFormer and scMoFormer has 64
   * whatever the width.
   */
  headDim?: number;
  /** Whether `q`, `k` and `v` have a bias; `o` always has one. Default true. The Performer of SpaFormer's code has none. */
  bias?: boolean;
  /** Of 'performer': random directions. Default 32 (ours). */
  features?: number;
  /** Of 'flow'. Default 'length'. */
  competition?: Competition;
  /**
   * Of 'performer' and 'flow': what the authors' code adds, see PerformerOptions and FlowOptions. Default 0, the papers' formulas;
   * SpaFormer and scMoFormer have 1e-4, CellPLM has 1e-6.
   */
  kernelEpsilon?: number;
  /** Of 'flow': cuts the flows that leave a key, see FlowOptions. Default: none; CellPLM's code has 1. */
  flowBound?: number;
  /** Names of the parameters, where a model's authors have others. Default: 'q', 'k', 'v', 'o', 'features'. */
  names?: AttentionNames;
}

/** What the projections of queries, keys, values and outputs are called, and the directions of 'performer'. */
export interface AttentionNames {
  q: string;
  k: string;
  v: string;
  o: string;
  features?: string;
}

const NAMES: Required<AttentionNames> = { q: 'q', k: 'k', v: 'v', o: 'o', features: 'features' };

/** What attention needs beside its tokens. */
export interface AttentionInputs<T extends tf.Tensor = tf.Tensor> {
  /** Those who answer, of the same rank as `x`. Default: `x` itself. */
  memory?: T | undefined;
  /**
   * 1 for a token of `x`, 0 for padding, [tokens] or [batch, tokens]. Padding changes nothing, gets no gradient, and comes out
   * as 0. Default: all are tokens.
   */
  mask?: tf.Tensor | undefined;
  /** The same for `memory`. Default: `mask` where `memory` is `x`, else all are tokens. */
  memoryMask?: tf.Tensor | undefined;
}

/**
 * Makes the projections `q`, `k`, `v` (heads headDim, width) and `o` (width, heads headDim); for 'performer' also `features`
 * (features, headDim), its directions, which the heads share and which are not trained.
 *
 * @throws TissuebookError kind 'invalid-argument' when the heads do not divide the width and no `headDim` is given
 */
export function createAttention(p: Parameters, width: number, random: Random, options: AttentionOptions): void {
  const { heads, kind = 'softmax', bias = true, features = 32 } = options;
  const headDim = headDimOf(width, options);
  const names = { ...NAMES, ...options.names };
  for (const name of [names.q, names.k, names.v]) createLinear(p.at(name), width, heads * headDim, random, { bias });
  createLinear(p.at(names.o), heads * headDim, width, random);
  if (kind !== 'performer') return;
  const values = orthogonalDirections(features, headDim, random.fork('features'));
  p.create(names.features, [features, headDim], random, { init: { values }, trainable: false });
}

function headDimOf(width: number, { heads, headDim }: AttentionOptions): number {
  const wrong = (argument: string, found: number, what: string): TissuebookError =>
    new TissuebookError('invalid-argument', `${argument} must ${what}, found ${found}.`, { argument, found });
  if (!Number.isInteger(heads) || heads < 1) throw wrong('heads', heads, 'be a whole number from 1 up');
  if (headDim === undefined) {
    if (width % heads !== 0) throw wrong('heads', heads, `divide the width ${width}`);
    return width / heads;
  }
  if (!Number.isInteger(headDim) || headDim < 1) throw wrong('headDim', headDim, 'be a whole number from 1 up');
  return headDim;
}

/**
 * Multi-head attention (Vaswani et al. 2017): the tokens of `x` ask, those of `memory` (by default `x` itself) answer.
 * Head h works on the columns h headDim and on of the projections.
 *
 * @param x [tokens, width] or [batch, tokens, width]
 * @returns as `x`; 0 where `mask` is 0
 *
 * @example
 * createAttention(p, 128, random, { heads: 8, kind: 'performer', headDim: 64, bias: false });
 * const y = attention(p, x, { heads: 8, kind: 'performer' }, { mask });
 */
export function attention<T extends tf.Tensor>(
  p: Parameters,
  x: T,
  options: AttentionOptions,
  inputs: AttentionInputs<T> = {},
): T {
  const { q, k, v } = projected(p, x, inputs.memory ?? x, options);
  const { kind = 'softmax' } = options;
  const masks = masksOf(x, inputs);
  const attend = {
    softmax: () => softmaxAttention(q, k, v, masks.keyMask),
    performer: () => performerAttention(q, k, v, directionsOf(p, options), performerOf(options, masks)),
    flow: () => flowAttention(q, k, v, flowOf(options, masks)),
  };
  const y = linear(p.at((options.names ?? NAMES).o), joined(attend[kind]()) as T);
  return inputs.mask ? tf.mul(y, tf.expandDims(tf.cast(inputs.mask, 'float32'), -1)) : y;
}

/**
 * Who attends to whom, [heads, tokens, tokens of memory], with the batch before it if there is one. It builds the whole
 * matrix, also where attention() does not: for some thousand tokens at most.
 */
export function attentionWeights<T extends tf.Tensor>(
  p: Parameters,
  x: T,
  options: AttentionOptions,
  inputs: AttentionInputs<T> = {},
): tf.Tensor {
  const { q, k } = projected(p, x, inputs.memory ?? x, options);
  const { kind = 'softmax' } = options;
  const masks = masksOf(x, inputs);
  const weights = {
    softmax: () => softmaxAttentionWeights(q, k, masks.keyMask),
    performer: () => performerAttentionWeights(q, k, directionsOf(p, options), performerOf(options, masks)),
    flow: () => flowAttentionWeights(q, k, flowOf(options, masks)),
  };
  const all = weights[kind]();
  return masks.queryMask ? tf.mul(all, tf.expandDims(masks.queryMask, -1)) : all;
}

const directionsOf = (p: Parameters, { names }: AttentionOptions): tf.Tensor2D =>
  p.get(names?.features ?? NAMES.features) as tf.Tensor2D;

/** Masks as the kernels take them: with an axis for the heads. */
interface KernelMasks {
  queryMask?: tf.Tensor;
  keyMask?: tf.Tensor;
}

function masksOf<T extends tf.Tensor>(x: T, { memory, mask, memoryMask }: AttentionInputs<T>): KernelMasks {
  const perHead = (of: tf.Tensor): tf.Tensor => tf.cast(of.rank === 1 ? of : tf.expandDims(of, 1), 'float32');
  const keys = memoryMask ?? (memory === undefined || memory === x ? mask : undefined);
  return { ...(mask && { queryMask: perHead(mask) }), ...(keys && { keyMask: perHead(keys) }) };
}

const performerOf = ({ kernelEpsilon = 0 }: AttentionOptions, { keyMask }: KernelMasks) => ({
  epsilon: kernelEpsilon,
  mask: keyMask,
});

const flowOf = ({ kernelEpsilon, flowBound, competition }: AttentionOptions, masks: KernelMasks) => ({
  epsilon: kernelEpsilon,
  bound: flowBound,
  competition,
  ...masks,
});

function projected(p: Parameters, x: tf.Tensor, memory: tf.Tensor, { heads, names = NAMES }: AttentionOptions) {
  const split = (y: tf.Tensor): tf.Tensor => {
    const [tokens, inner] = y.shape.slice(-2);
    const batch = y.shape.slice(0, -2);
    const apart = tf.reshape(y, [...batch, tokens, heads, inner / heads]);
    return tf.transpose(apart, batch.length === 0 ? [1, 0, 2] : [0, 2, 1, 3]);
  };
  const by = (names: string[], y: tf.Tensor): tf.Tensor[] =>
    linears(
      names.map((name) => p.at(name)),
      y,
    ).map(split);
  const [q, k, v] =
    memory === x ? by([names.q, names.k, names.v], x) : [...by([names.q], x), ...by([names.k, names.v], memory)];
  return { q, k, v };
}

/** Puts the heads side by side again. */
function joined(y: tf.Tensor): tf.Tensor {
  const [heads, tokens, headDim] = y.shape.slice(-3);
  const order = y.rank === 3 ? [1, 0, 2] : [0, 2, 1, 3];
  return tf.reshape(tf.transpose(y, order), [...y.shape.slice(0, -3), tokens, heads * headDim]);
}
