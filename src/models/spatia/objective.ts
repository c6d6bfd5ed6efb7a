import { tf, type Parameters } from '../../engine';
import type { CrossConfig, ImageConfig, StackConfig } from './config';
import { decodeGenes, encodeGenes } from './genes';
import { autoencodeImage, type ImageBatch, type ImageOutputs } from './imageAutoencoder';
import { patchify } from './patches';

/** Keeps the deviation of an even patch from 0. */
const EPSILON = 1e-6;

/**
 * Mean over the hidden patches of their mean squared pixel error.
 *
 * @param patches the pixels [samples, patches, pixels]
 * @param mask 1 for a hidden patch [samples, patches]
 * @param normalize whether each patch is first brought to mean 0 and (unbiased) variance 1
 */
export function imageLoss(
  patches: tf.Tensor3D,
  prediction: tf.Tensor3D,
  mask: tf.Tensor2D,
  normalize = false,
): tf.Scalar {
  const target = normalize ? normalizedPatches(patches) : patches;
  const error = tf.mean(tf.square(tf.sub(prediction, target)), 2);
  return tf.div(tf.sum(tf.mul(error, mask)), tf.sum(mask));
}

/** Patches with mean 0 and variance 1 each, by n - 1. */
export function normalizedPatches(patches: tf.Tensor3D): tf.Tensor3D {
  const pixels = patches.shape[2];
  const centered = tf.sub(patches, tf.mean(patches, 2, true));
  const variance = tf.div(tf.sum(tf.square(centered), 2, true), pixels - 1);
  return tf.div(centered, tf.sqrt(tf.add(variance, EPSILON)));
}

/** Mean squared error of the hidden genes. @param masked 1 for a hidden gene [samples, genes] */
export function geneLoss(x: tf.Tensor2D, prediction: tf.Tensor2D, masked: tf.Tensor2D): tf.Scalar {
  return tf.div(tf.sum(tf.mul(masked, tf.square(tf.sub(prediction, x)))), tf.sum(masked));
}

/** Masked gene reconstruction: the tokens, their mean z, and what z says of every gene. */
export function reconstructGenes(
  p: Parameters,
  config: StackConfig,
  x: tf.Tensor2D,
  masked: tf.Tensor2D,
  decoder: Pick<CrossConfig, 'heads'> = config,
): { tokens: tf.Tensor3D; z: tf.Tensor2D; prediction: tf.Tensor2D } {
  const tokens = encodeGenes(p.at('encoder'), config, x, masked);
  const z = tf.mean(tokens, 1, true) as tf.Tensor3D;
  return { tokens, z: tf.squeeze(z, [1]), prediction: decodeGenes(p.at('decoder'), decoder, z) };
}

/** The image branch of a step: its outputs and their loss. */
export function imageObjective(
  p: Parameters,
  config: ImageConfig,
  batch: ImageBatch,
  normalize = false,
): ImageOutputs & { loss: tf.Scalar } {
  const outputs = autoencodeImage(p, config, batch);
  return {
    ...outputs,
    loss: imageLoss(patchify(batch.image, config.patch), outputs.prediction, batch.mask, normalize),
  };
}
