import {
  PERFORMER,
  attention,
  createAttention,
  createGroupNorm,
  createLayerNorm,
  createLinear,
  gelu,
  groupNorm,
  layerNorm,
  linear,
  tf,
  type AttentionOptions,
  type Parameters,
  type Random,
} from '../../../engine';
import type { OfficialSpaformerConfig } from './config';

/** Where the parts of a layer are kept: the authors group them by kind, not by layer. */
export interface OfficialLayerPlaces {
  readonly attention: Parameters;
  readonly ff1: Parameters;
  readonly ff2: Parameters;
  readonly norm1: Parameters;
  readonly norm2: Parameters;
}

export interface OfficialLayerConfig extends Pick<OfficialSpaformerConfig, 'width' | 'heads' | 'norm'> {
  /** Differs from performer-pytorch in tests only. */
  readonly kernel?: Pick<AttentionOptions, 'headDim' | 'features'>;
}

const attentionOf = ({ heads, kernel }: OfficialLayerConfig): AttentionOptions => ({ ...PERFORMER, ...kernel, heads });

/** Makes a layer. */
export function createOfficialLayer(places: OfficialLayerPlaces, config: OfficialLayerConfig, random: Random): void {
  const { width } = config;
  createAttention(places.attention, width, random, attentionOf(config));
  createLinear(places.ff1, width, 4 * width, random);
  createLinear(places.ff2, 4 * width, width, random);
  for (const norm of [places.norm1, places.norm2]) createOfficialNorm(norm, config, random);
}

/** A post-norm Performer layer; its MLP has a GELU after both linear maps. @param mask 1 for a cell, 0 for padding [cells] */
export function officialLayer(
  places: OfficialLayerPlaces,
  config: OfficialLayerConfig,
  x: tf.Tensor2D,
  mask?: tf.Tensor1D,
): tf.Tensor2D {
  const heard: tf.Tensor2D = attention(places.attention, x, attentionOf(config), { mask });
  const h = officialNorm(places.norm1, config, tf.add(x, heard) as tf.Tensor2D);
  const fed: tf.Tensor2D = gelu(linear(places.ff2, gelu(linear(places.ff1, h))));
  return officialNorm(places.norm2, config, tf.add(h, fed) as tf.Tensor2D);
}

/** Makes a layer norm or a group norm; both hold the same. */
export function createOfficialNorm(p: Parameters, { width, norm }: OfficialLayerConfig, random: Random): void {
  if (norm === 'layernorm') createLayerNorm(p, width, random);
  else createGroupNorm(p, width, random);
}

/** Group norms have as many groups as heads, over the channels of one cell. */
export const officialNorm = (p: Parameters, { norm, heads }: OfficialLayerConfig, x: tf.Tensor2D): tf.Tensor2D =>
  norm === 'layernorm' ? layerNorm(p, x) : groupNorm(p, x, heads);
