import { createLayerNorm, createLinear, layerNorm, linear, tf, type Parameters, type Random } from '../../engine';
import { IMAGE_EPSILON, type ImageConfig } from './config';
import { patchify, pickTokens, refill, repeated } from './patches';
import { createStack, stack } from './stack';

/** Images with the draws of a step. */
export type ImageBatch = {
  /** [samples, size, size, channels] */
  readonly image: tf.Tensor4D;
  /** Of PatchMask, int32. */
  readonly kept: tf.Tensor1D;
  readonly restore: tf.Tensor1D;
  /** 1 for a hidden patch [samples, patches]. */
  readonly mask: tf.Tensor2D;
  /** Of patchEncoding() with the encoder's width, and with the decoder's [patches, width]. */
  readonly places: tf.Tensor2D;
  readonly decoderPlaces: tf.Tensor2D;
};

/** What the autoencoder gives. */
export interface ImageOutputs {
  /** The class token, then the shown patches [samples, 1 + shown, width]. */
  readonly tokens: tf.Tensor3D;
  /** Pixels of every patch [samples, patches, patch * patch * channels]. */
  readonly prediction: tf.Tensor3D;
}

/** Makes the parameters of a ViT masked autoencoder (He et al. 2022). */
export function createImageAutoencoder(
  p: Parameters,
  { patch, channels, encoder, decoder }: ImageConfig,
  random: Random,
): void {
  const pixels = patch * patch * channels;
  const small = { init: { normal: 0.02 } };
  createLinear(p.at('embed'), pixels, encoder.width, random);
  p.create('class_token', [encoder.width], random, small);
  createStack(p.at('layers'), encoder, random);
  createLayerNorm(p.at('norm'), encoder.width, random);
  createLinear(p.at('decoder_embed'), encoder.width, decoder.width, random);
  p.create('mask_token', [decoder.width], random, small);
  createStack(p.at('decoder_layers'), decoder, random);
  createLayerNorm(p.at('decoder_norm'), decoder.width, random);
  createLinear(p.at('predict'), decoder.width, pixels, random);
}

/**
 * Tokens of images [samples, 1 + kept, width], the class token first: it has no place.
 *
 * @param kept int32 [samples * shown]; without it all patches enter in their order
 */
export function encodePatches(
  p: Parameters,
  { encoder }: Pick<ImageConfig, 'encoder'>,
  patches: tf.Tensor3D,
  places: tf.Tensor2D,
  kept?: tf.Tensor1D,
): tf.Tensor3D {
  const [samples] = patches.shape;
  const placed: tf.Tensor3D = tf.add(linear(p.at('embed'), patches), places);
  const shown = kept ? pickTokens(placed, kept, kept.shape[0] / samples) : placed;
  const first = repeated(p.get('class_token'), samples, 1);
  const encoded = stack(p.at('layers'), encoder, tf.concat([first, shown], 1), IMAGE_EPSILON);
  return layerNorm(p.at('norm'), encoded, IMAGE_EPSILON);
}

/** Pixels of every patch [samples, patches, pixels] from the tokens of those that were shown. */
export function decodePatches(
  p: Parameters,
  { decoder }: Pick<ImageConfig, 'decoder'>,
  tokens: tf.Tensor3D,
  restore: tf.Tensor1D,
  places: tf.Tensor2D,
): tf.Tensor3D {
  const [samples, count] = tokens.shape;
  const x = linear(p.at('decoder_embed'), tokens);
  const visible: tf.Tensor3D = tf.slice(x, [0, 1, 0], [-1, count - 1, -1]);
  const back = refill(visible, p.get('mask_token'), restore);
  const all = tf.concat([tf.slice(x, [0, 0, 0], [-1, 1, -1]), tf.add(back, places)], 1) as tf.Tensor3D;
  const decoded = layerNorm(
    p.at('decoder_norm'),
    stack(p.at('decoder_layers'), decoder, all, IMAGE_EPSILON),
    IMAGE_EPSILON,
  );
  return tf.slice(linear(p.at('predict'), decoded), [0, 1, 0], [-1, restore.shape[0] / samples, -1]);
}

/** The encoder on the shown patches, the decoder on all. */
export function autoencodeImage(p: Parameters, config: ImageConfig, batch: ImageBatch): ImageOutputs {
  const tokens = encodePatches(p, config, patchify(batch.image, config.patch), batch.places, batch.kept);
  return { tokens, prediction: decodePatches(p, config, tokens, batch.restore, batch.decoderPlaces) };
}
