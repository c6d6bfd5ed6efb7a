import { gatherRows, linear, type Parameters, tf } from '../../engine';
import { fuseCell, joinLevels, readAlone } from './fusion';
import { encodeGenes } from './genes';
import { encodePatches } from './imageAutoencoder';
import { NICHES_ACROSS } from './niches';
import { patchEncoding, patchify } from './patches';
import type { NetworkConfig, SpatiaConfig } from './settings';
import type { LevelTensors } from './localBatch';

/** Which kinds of tokens a vector is made of. */
export type Branch = 'fused' | 'image' | 'genes';

/** Tokens of whole pictures [samples, 1 + patches, imageWidth]. */
export function imageTokens(p: Parameters, { image }: NetworkConfig, pictures: tf.Tensor4D): tf.Tensor3D {
  const side = image.size / image.patch;
  const places = tf.tensor2d(patchEncoding(side, image.encoder.width), [side * side, image.encoder.width]);
  return encodePatches(p.at('image'), image, patchify(pictures, image.patch), places);
}

/** Tokens of genes [samples, genes, geneWidth]. @param masked 1 where an entry is hidden */
export const geneTokens = (p: Parameters, { gene }: NetworkConfig, x: tf.Tensor2D, masked?: tf.Tensor2D): tf.Tensor3D =>
  encodeGenes(p.at('genes'), gene, x, masked);

/** z^c [cells, width], of both kinds of tokens or of the one that is there. */
export function cellVectors(
  p: Parameters,
  { fusion }: NetworkConfig,
  { image, genes }: { image?: tf.Tensor3D | undefined; genes?: tf.Tensor3D | undefined },
): tf.Tensor2D {
  if (image && genes) return fuseCell(p.at('fusion'), fusion, image, genes);
  return image ? readAlone(p.at('fusion'), 'image', image) : readAlone(p.at('fusion'), 'gene', genes!);
}

/** Tokens of niches, brought to the vectors' width [niches, 1 + patches, width]. */
export const nicheTokens = (p: Parameters, net: NetworkConfig, pictures: tf.Tensor4D): tf.Tensor3D =>
  linear(p.at('fusion.image'), imageTokens(p, net, pictures));

/**
 * Cells that have asked their niches, and those their tissues [cells, width]. The tokens of a tissue are the means of its niches'
 * pictures, with their places; where it has no niche, zeros.
 *
 * @param tokens of nicheTokens() @param means of joinLevels()
 */
export function unify(
  p: Parameters,
  config: SpatiaConfig,
  { fusion }: NetworkConfig,
  cells: tf.Tensor2D,
  tokens: tf.Tensor3D,
  levels: Omit<LevelTensors, 'nicheImages'>,
  means?: tf.Tensor2D,
): tf.Tensor2D {
  const width = fusion.width;
  const summaries = tf.add(tf.mean(tokens, 1), levels.nichePlaces) as tf.Tensor2D;
  const known = tf.concat([summaries, tf.zeros([1, width])], 0) as tf.Tensor2D;
  const tissueTokens = tf.reshape(gatherRows(known, levels.members), [-1, NICHES_ACROSS ** 2, width]) as tf.Tensor3D;
  const input = { ...levels, cells, nicheTokens: tokens, tissueTokens, ...(means && { means }) };
  return joinLevels(p.at('levels'), fusion, input, config.levels === 'niche' ? 'niche' : 'own').unified;
}
