import {
  convolution,
  createConvolution,
  createGroupNorm,
  createLinear,
  groupNorm,
  linear,
  tf,
  type Parameters,
  type Random,
} from '../../../engine';
import { silu } from '../silu';
import { doubled } from './doubled';

/** Sizes of the autoencoder of crops. */
export interface CropAutoencoderConfig {
  readonly channels: number;
  /** Channels at half the size; twice and four times as many follow. A multiple of 8. */
  readonly width: number;
  /** Channels of the latent, whose side is an eighth of the crop's. */
  readonly latent: number;
}

/** Crops become smaller three times by two. */
export const SHRINKING = 8;
/** Channels over 8 are normalized together (ours). */
const GROUPS = 8;

/** Makes `down.0` to `down.2`, `latent`, `back`, `up.0` to `up.2` and `out`. */
export function createCropAutoencoder(
  p: Parameters,
  { channels, width, latent }: CropAutoencoderConfig,
  random: Random,
): void {
  const widths = [channels, width, 2 * width, 4 * width];
  for (let l = 0; l < 3; l++) createBlock(p.at('down').at(l), widths[l], widths[l + 1], random);
  createLinear(p.at('latent'), 4 * width, latent, random);
  createLinear(p.at('back'), latent, 4 * width, random);
  const back = [4 * width, 2 * width, width, width];
  for (let l = 0; l < 3; l++) createBlock(p.at('up').at(l), back[l], back[l + 1], random);
  createConvolution(p.at('out'), width, channels, 3, random);
  p.at('out').create('bias', [channels], random, { init: 'zeros' });
}

/** Latents [n, side / 8, side / 8, latent] of crops [n, side, side, channels] with values from -1 to 1. */
export function encodeCrops(p: Parameters, crops: tf.Tensor4D): tf.Tensor4D {
  let x = crops;
  for (let l = 0; l < 3; l++) x = block(p.at('down').at(l), convolution(p.at('down').at(l), x, 2));
  return linear(p.at('latent'), x);
}

/** Crops of latents, values about -1 to 1. */
export function decodeCrops(p: Parameters, latents: tf.Tensor4D): tf.Tensor4D {
  let x = linear(p.at('back'), latents);
  for (let l = 0; l < 3; l++) x = block(p.at('up').at(l), convolution(p.at('up').at(l), doubled(x)));
  return tf.add(convolution(p.at('out'), x), p.at('out').get('bias'));
}

/** The mean squared error of crops that went through. */
export function autoencoderLoss(p: Parameters, crops: tf.Tensor4D): tf.Scalar {
  return tf.mean(tf.square(tf.sub(decodeCrops(p, encodeCrops(p, crops)), crops)));
}

function createBlock(p: Parameters, inputs: number, outputs: number, random: Random): void {
  createConvolution(p, inputs, outputs, 3, random);
  createGroupNorm(p.at('norm'), outputs, random);
}

const block = (p: Parameters, convolved: tf.Tensor4D): tf.Tensor4D => silu(groupNorm(p.at('norm'), convolved, GROUPS));
