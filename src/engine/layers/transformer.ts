import { gelu } from '../ops/gelu';
import type { StepRandom } from '../ops/stepRandom';
import type { Parameters } from '../parameters';
import type { Random } from '../../random';
import { tf } from '../tf';
import { type AttentionInputs, type AttentionOptions, attention, createAttention } from './attention';
import { dropout } from './dropout';
import { createLayerNorm, layerNorm } from './layerNorm';
import { createMlp, mlp } from './mlp';

export interface TransformerOptions extends AttentionOptions {
  /** 'pre': x + f(norm(x)) (Xiong et al. 2020). 'post': norm(x + f(x)) (Vaswani et al. 2017). Default 'pre'. */
  norm?: 'pre' | 'post';
  /** Of the layer norms. Default 1e-5 (PyTorch's). */
  epsilon?: number;
  /**
   * Share of numbers that become 0 in training, as in PyTorch's TransformerEncoderLayer: after attention, after the activation of
   * the MLP, and after the MLP. Attention weights lose none, as the linear kinds have none. Default 0.
   */
  dropout?: number;
}

/** Makes `attn` (see createAttention), `mlp` (width to hidden to width), `norm1` and `norm2`. */
export function createTransformer(
  p: Parameters,
  width: number,
  hidden: number,
  random: Random,
  options: TransformerOptions,
): void {
  createLayerNorm(p.at('norm1'), width, random);
  createLayerNorm(p.at('norm2'), width, random);
  createAttention(p.at('attn'), width, random, options);
  createMlp(p.at('mlp'), width, hidden, width, random);
}

/**
 * A transformer layer: attention of the tokens among themselves, then an MLP with exact GELU, both residual.
 *
 * @param x [tokens, width] or [batch, tokens, width]
 * @param mask 1 for a token, 0 for padding, [tokens] or [batch, tokens]: padding changes no token. What comes out at padding
 *   itself is no output (norms and biases fill it). Default: all are tokens
 * @param random the step's random numbers, in training; without them nothing is dropped
 */
export function transformer<T extends tf.Tensor>(
  p: Parameters,
  x: T,
  options: TransformerOptions,
  mask?: tf.Tensor,
  random?: StepRandom,
): T {
  const { norm = 'pre', epsilon } = options;
  const normed = (name: string, y: T): T => layerNorm(p.at(name), y, epsilon);
  const dropped = dropping<T>(options, random);
  const attended = (y: T): T => dropped(attention(p.at('attn'), y, options, { mask }));
  const fed = (y: T): T => dropped(mlp(p.at('mlp'), y, (z) => dropped(gelu(z))));
  if (norm === 'post') {
    const y = normed('norm1', tf.add(x, attended(x)));
    return normed('norm2', tf.add(y, fed(y)));
  }
  const y: T = tf.add(x, attended(normed('norm1', x)));
  return tf.add(y, fed(normed('norm2', y)));
}

/** Makes `attn`, `mlp`, and the norms of the asking tokens (`norm_q`), of the memory (`norm_kv`) and before the MLP (`norm2`). */
export function createCrossTransformer(
  p: Parameters,
  width: number,
  hidden: number,
  random: Random,
  options: AttentionOptions,
): void {
  for (const name of ['norm_q', 'norm_kv', 'norm2']) createLayerNorm(p.at(name), width, random);
  createAttention(p.at('attn'), width, random, options);
  createMlp(p.at('mlp'), width, hidden, width, random);
}

/** A pre-norm transformer layer in which the tokens of `x` ask those of `memory`; shapes as in attention(). */
export function crossTransformer<T extends tf.Tensor>(
  p: Parameters,
  x: T,
  memory: T,
  options: Omit<TransformerOptions, 'norm'>,
  masks: Pick<AttentionInputs, 'mask' | 'memoryMask'> = {},
  random?: StepRandom,
): T {
  const normed = (name: string, y: T): T => layerNorm(p.at(name), y, options.epsilon);
  const dropped = dropping<T>(options, random);
  const inputs = { ...masks, memory: normed('norm_kv', memory) };
  const y: T = tf.add(x, dropped(attention(p.at('attn'), normed('norm_q', x), options, inputs)));
  return tf.add(y, dropped(mlp(p.at('mlp'), normed('norm2', y), (z) => dropped(gelu(z)))));
}

function dropping<T extends tf.Tensor>(
  { dropout: rate = 0 }: Pick<TransformerOptions, 'dropout'>,
  random?: StepRandom,
) {
  return (y: T): T => dropout(y, rate, random);
}
