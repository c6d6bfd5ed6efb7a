import { createTransformer, transformer, type Parameters, type Random, type tf } from '../../engine';
import type { StackConfig } from './config';

/** Makes pre-norm layers under their numbers. */
export function createStack(p: Parameters, { width, heads, hidden, layers }: StackConfig, random: Random): void {
  for (let l = 0; l < layers; l++) createTransformer(p.at(l), width, hidden, random, { heads });
}

/** Pre-norm layers among the tokens of each sample [samples, tokens, width]. */
export function stack(
  p: Parameters,
  { heads, layers }: Pick<StackConfig, 'heads' | 'layers'>,
  x: tf.Tensor3D,
  epsilon = 1e-5,
): tf.Tensor3D {
  let y = x;
  for (let l = 0; l < layers; l++) y = transformer(p.at(l), y, { heads, epsilon });
  return y;
}
