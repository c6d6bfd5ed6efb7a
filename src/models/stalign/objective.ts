import { tf, type Parameters, type Random } from '../../engine';
import type { FusionConfig } from './config';
import { chosenContrast, contrast, type ContrastOptions, symmetricContrast, symmetricPairedContrast } from './contrast';
import { createLevelFusion, fuseLevel } from './levelFusion';

/** Shares of the spots' and of the niches' contrast; the rest is that of the fused embeddings (equation 12). */
export interface StalignObjective extends ContrastOptions {
  readonly spotShare: number;
  readonly nicheShare: number;
}

/** Embeddings of a batch, each [samples, tokens * channels]. */
export interface StalignEmbeddings {
  readonly spotImage: tf.Tensor2D;
  readonly spotGene: tf.Tensor2D;
  readonly nicheImage: tf.Tensor2D;
  readonly nicheGene: tf.Tensor2D;
}

/** What a step gives; losses are scalars, before their shares. */
export type StalignOutputs = {
  readonly loss: tf.Scalar;
  readonly spot: tf.Scalar;
  readonly niche: tf.Scalar;
  /** From fused spots to fused niches (equation 11). */
  readonly across: tf.Scalar;
  readonly fusedSpot: tf.Tensor2D;
  readonly fusedNiche: tf.Tensor2D;
};

/** Makes what fuses spots and niches, and the logarithm of the one temperature. @param learned whether it is trained */
export function createAlignment(
  p: Parameters,
  config: FusionConfig,
  random: Random,
  temperature = 0.07,
  learned = true,
): void {
  p.create('log_temperature', [1], random, { init: { constant: Math.log(temperature) }, trainable: learned });
  createLevelFusion(p, config, random);
}

/**
 * Equation 12 from the four encoders' embeddings.
 *
 * @param chosen negatives of each sample, int32 [samples, negatives]; all other samples unless given
 */
export function stalignObjective(
  p: Parameters,
  config: FusionConfig,
  { spotShare, nicheShare, ...options }: StalignObjective,
  { spotImage, spotGene, nicheImage, nicheGene }: StalignEmbeddings,
  chosen?: tf.Tensor2D,
): StalignOutputs {
  const temperature = tf.exp(p.get('log_temperature') as tf.Tensor);
  const fusedSpot = fuseLevel(p, config, 'spot', spotImage, spotGene);
  const fusedNiche = fuseLevel(p, config, 'niche', nicheImage, nicheGene);
  const both = (a: tf.Tensor2D, b: tf.Tensor2D): tf.Scalar =>
    chosen ? symmetricPairedContrast(a, b, temperature, chosen) : symmetricContrast(a, b, temperature, options);
  const across = chosen
    ? chosenContrast(fusedSpot, fusedNiche, temperature, chosen)
    : contrast(fusedSpot, fusedNiche, temperature, options);
  const [spot, niche] = [both(spotImage, spotGene), both(nicheImage, nicheGene)];
  const shares: [tf.Scalar, number][] = [
    [spot, spotShare],
    [niche, nicheShare],
    [across, 1 - spotShare - nicheShare],
  ];
  const loss = tf.addN(shares.map(([term, share]) => tf.mul(term, share) as tf.Tensor)) as tf.Scalar;
  return { loss, spot, niche, across, fusedSpot, fusedNiche };
}
