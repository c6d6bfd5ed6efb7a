import { createLinear, gelu, linear, tf, type Parameters, type Random } from '../../engine';
import type { SpaformerNetworkConfig } from './config';

/** Exponents of means and dispersions stay within this (ours). */
const MOST = 15;

/** What the 'zinb' decoder says of each count [cells, genes]. */
export interface ZinbOutput {
  /** The logit that a count is zero whatever its mean. */
  readonly zeroLogit: tf.Tensor2D;
  readonly mean: tf.Tensor2D;
  readonly dispersion: tf.Tensor2D;
}

/** Makes `fc1`, and `fc2` for 'mlp' or `pi`, `mean` and `disp` for 'zinb'. */
export function createDecoder(p: Parameters, config: SpaformerNetworkConfig, genes: number, random: Random): void {
  createLinear(p.at('fc1'), config.latent, config.width, random);
  const heads = config.decoder === 'mlp' ? ['fc2'] : ['pi', 'mean', 'disp'];
  for (const name of heads) createLinear(p.at(name), config.width, genes, random);
}

/** Expression [cells, genes] that a latent [cells, latent] stands for: one hidden layer with GELU. */
export function decodeExpression(p: Parameters, z: tf.Tensor2D): tf.Tensor2D {
  return linear(p.at('fc2'), hiddenOf(p, z));
}

/**
 * The distribution of the counts that a latent stands for (equations 4.5 to 4.7): mean = size * exp(.), dispersion = exp(.), the
 * exponents within +-15 (ours).
 *
 * @param size total count of each cell, divided by their mean over cells [cells, 1]
 */
export function decodeCounts(p: Parameters, z: tf.Tensor2D, size: tf.Tensor2D): ZinbOutput {
  const h = hiddenOf(p, z);
  const positive = (name: string): tf.Tensor2D => tf.exp(tf.clipByValue(linear(p.at(name), h), -MOST, MOST));
  return {
    zeroLogit: linear(p.at('pi'), h),
    mean: tf.mul(size, positive('mean')),
    dispersion: positive('disp'),
  };
}

const hiddenOf = (p: Parameters, z: tf.Tensor2D): tf.Tensor2D => gelu(linear(p.at('fc1'), z));
