import { createLayerNorm, createLinear, layerNorm, linear, type Parameters, type Random, type tf } from '../../engine';
import type { SpaformerNetworkConfig } from './config';
import { createDecoder, decodeCounts, decodeExpression } from './decoder';
import { createLayer, layer } from './layer';
import { addPosition, createPosition, type PositionInput } from './position';

/** The cells of one field of view: the tokens of one sequence. */
export type SpaformerInput = PositionInput & {
  /** Expression [cells, genes]; what is hidden is 0. */
  readonly x: tf.Tensor2D;
  /** Of the decoder 'zinb': total count of each cell, divided by their mean over cells [cells, 1]. */
  readonly size?: tf.Tensor2D;
  /** 1 for a cell, 0 for padding [cells]; padding has no edges. Default: all are cells. */
  readonly real?: tf.Tensor1D;
};

/** A latent [cells, latent]: a point, or with `logSigma` the mean of a normal distribution. */
export interface Latent {
  readonly z: tf.Tensor2D;
  readonly logSigma?: tf.Tensor2D;
}

/** Makes the parameters of SpaFormer (Wen 2024, chapter 4), the layout of the paper. */
export function createSpaformer(
  p: Parameters,
  config: SpaformerNetworkConfig,
  { genes }: { readonly genes: number },
  random: Random,
): void {
  const { width, latent, layers, variational } = config;
  createLinear(p.at('embed'), genes, width, random);
  createPosition(p.at('position'), config, genes, random);
  for (let l = 0; l < layers; l++) createLayer(p.at('layers').at(l), config, random);
  createLayerNorm(p.at('norm'), width, random);
  for (const name of variational ? ['mu', 'log_sigma'] : ['latent']) createLinear(p.at(name), width, latent, random);
  createDecoder(p.at('decoder'), config, genes, random);
}

/** Latents of the cells: embedding and place, layers among all cells, norm, one linear map (section 4.2). */
export function encode(p: Parameters, config: SpaformerNetworkConfig, { x, ...input }: SpaformerInput): Latent {
  let h = addPosition(p.at('position'), config, linear(p.at('embed'), x), x, input);
  for (let l = 0; l < config.layers; l++) h = layer(p.at('layers').at(l), config, h, input, input.real);
  h = layerNorm(p.at('norm'), h);
  if (!config.variational) return { z: linear(p.at('latent'), h) };
  return { z: linear(p.at('mu'), h), logSigma: linear(p.at('log_sigma'), h) };
}

/**
 * What the network says of every entry [cells, genes]: nothing is masked, the mean stands for the latent, and the mean of the
 * counts (without the extra zeros) for their distribution (section 4.4.1).
 */
export function impute(p: Parameters, config: SpaformerNetworkConfig, input: SpaformerInput): tf.Tensor2D {
  const { z } = encode(p, config, input);
  const decoder = p.at('decoder');
  return config.decoder === 'zinb'
    ? decodeCounts(decoder, z, input.size as tf.Tensor2D).mean
    : decodeExpression(decoder, z);
}
