import { tf, type Parameters, type Random } from '../../engine';
import type { FusionConfig } from './config';
import { createFusion, fuse } from './fusion';
import { createOfficialFusion, officialFuse, type OfficialFusionConfig } from './official/fusion';

/** Of the authors' code, whatever the width. */
const officialOf = ({ channels }: FusionConfig): OfficialFusionConfig => ({ width: channels, heads: 8, headDim: 64 });

/** The authors' names of the fusion of each level. */
const OFFICIAL = { spot: 'local_fusion', niche: 'global_fusion' } as const;

/** Makes `abfn`, which serves spots and niches; for 'official' `local_fusion` and `global_fusion`; nothing for 'concatenation'. */
export function createLevelFusion(p: Parameters, config: FusionConfig, random: Random): void {
  const { fusion = 'paper' } = config;
  if (fusion === 'paper') createFusion(p.at('abfn'), config, random);
  if (fusion !== 'official') return;
  for (const name of Object.values(OFFICIAL)) createOfficialFusion(p.at(name), officialOf(config), random);
}

/**
 * Picture and genes of spots, or of niches, as one vector.
 *
 * @param image, gene [samples, tokens * channels]
 * @returns [samples, tokens * channels], twice as wide for 'concatenation'
 */
export function fuseLevel(
  p: Parameters,
  config: FusionConfig,
  level: 'spot' | 'niche',
  image: tf.Tensor2D,
  gene: tf.Tensor2D,
): tf.Tensor2D {
  const { tokens, channels, fusion = 'paper' } = config;
  if (fusion === 'paper') return fuse(p.at('abfn'), config, image, gene);
  if (fusion === 'concatenation') return tf.concat([image, gene], 1);
  const [i, g] = [image, gene].map((x) => tf.reshape(x, [-1, tokens, channels]) as tf.Tensor3D);
  return tf.reshape(officialFuse(p.at(OFFICIAL[level]), officialOf(config), i, g), [image.shape[0], tokens * channels]);
}
