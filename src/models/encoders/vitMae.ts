import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { fetchWeights, Parameters, Random, readSafetensors, startEngine, tf } from '../../engine';
import { TissuebookError } from '../../errors';
import { isSource } from '../../fetch';
import { checkOptions, integer, oneOf } from '../../options';
import { createImageAutoencoder, encodePatches } from '../spatia/imageAutoencoder';
import { patchify } from '../spatia/patches';
import type { PictureEncoder } from './pictureEncoder';
import { readVitMaeLayout, type VitMaeWeights } from './vitMaeLayout';

export interface VitMaeOptions {
  /** Which token is the vector: the 'first' (class token), or the 'mean' of all patches. 'mean' (ours). */
  pool?: 'first' | 'mean';
  /** Channels of the pictures: 1 for a gray one, which is repeated for a network of three colors. Those of the network. */
  channels?: number;
  /** Heads of its attention, which weights do not say. The width / 64, as in every ViT-B and ViT-L. */
  heads?: number;
}

/** Colors of ImageNet, by which ViT-MAE was trained; channels of other networks by their mean (ours). */
const MEAN = [0.485, 0.456, 0.406];
const DEVIATION = [0.229, 0.224, 0.225];
const GRAY = { mean: 0.449, deviation: 0.226 };
/** Node reads no larger file at once; the published base and large network take 0.4 and 1.3 GB. */
const FILE_LIMIT = 2 ** 31;
/** In the stead of the decoder, which no vector needs. */
const NO_DECODER = { width: 4, heads: 1, hidden: 4, layers: 0 };

/**
 * An encoder of pictures from weights in ViT-MAE's public layout (facebook/vit-mae-base and its like), a safetensors file: by its path, or
 * by its address or name@sha256, then fetched and checked as `fetchWeights` says. All patches are shown, nothing is hidden.
 *
 *     const encoder = await readVitMae('https://host.org/vit-mae-base/model.safetensors#sha256=9f86d0...');
 *     const encoded = await encodeImages({ cells: adata, image }, encoder, { key: 'X_vit', width: 100, unit: 'micrometers' });
 *     const model = zoo.create('stalign', { nicheImage: 'X_vit' });
 *
 * The published weights never met this code: its arithmetic was compared with that of transformers on small networks of random weights.
 *
 * @throws TissuebookError 'file-not-found', 'too-large', 'corrupt' (no sound safetensors file), 'checkpoint-mismatch' (weights of another
 *   network), 'invalid-argument', and as fetchWeights
 */
export async function readVitMae(source: string, options: VitMaeOptions = {}): Promise<PictureEncoder> {
  const where = 'readVitMae';
  checkOptions(where, options, { pool: oneOf('first', 'mean'), channels: integer(1, 64), heads: integer(1, 256) });
  const path = isSource(source) ? (await fetchWeights(source)).path : source;
  const bytes = await bytesOf(where, path);
  const { tensors: stored } = readSafetensors(bytes);
  const weights = readVitMaeLayout(where, stored, options.heads === undefined ? {} : { heads: options.heads });
  const { config, places } = weights;
  const { size: side, channels: colors, encoder } = config;
  const { channels = colors, pool = 'mean' } = options;
  if (channels !== colors && channels !== 1) {
    throw new TissuebookError(
      'invalid-argument',
      `${where}: the network takes ${colors} channels, or 1 that is repeated.`,
      {
        argument: 'channels',
        found: channels,
      },
    );
  }
  await startEngine();
  const parameters = encoderParameters(weights);
  const table = tf.tensor2d(places.slice(encoder.width), [places.length / encoder.width - 1, encoder.width]);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  return {
    name: `${basename(path)} (ViT-MAE, ${pool === 'first' ? 'class token' : 'mean of patches'}, ${hash})`,
    side,
    channels,
    async embed(crops, count) {
      const vectors = tf.tidy(() => {
        const image = tf.tensor4d(standardized(crops, channels, colors), [count, side, side, colors]);
        const tokens = encodePatches(parameters, config, patchify(image, config.patch), table);
        if (pool === 'first') return tf.squeeze(tf.slice(tokens, [0, 0, 0], [-1, 1, -1]), [1]) as tf.Tensor2D;
        return tf.mean(tf.slice(tokens, [0, 1, 0], [-1, -1, -1]), 1) as tf.Tensor2D;
      });
      const values = await vectors.data<'float32'>();
      vectors.dispose();
      return { values: Float32Array.from(values), width: encoder.width };
    },
    close: () => {
      parameters.dispose();
      table.dispose();
      return Promise.resolve();
    },
  };
}

/** The encoder's part of the weights: the decoder is not needed. */
function encoderParameters({ config, tensors }: VitMaeWeights): Parameters {
  const parameters = new Parameters();
  createImageAutoencoder(parameters, { ...config, decoder: NO_DECODER }, new Random(0));
  for (const [name, { data }] of tensors)
    if (/^(embed|class_token|layers|norm)\b/.test(name)) parameters.set(name, data);
  return parameters;
}

/** Crops [count, side, side, channels] as the network was trained: less the mean, by the deviation. */
function standardized(crops: Float32Array, channels: number, colors: number): Float32Array {
  const [mean, deviation] = colors === 3 ? [MEAN, DEVIATION] : [[GRAY.mean], [GRAY.deviation]];
  const repeat = colors / channels;
  return Float32Array.from({ length: crops.length * repeat }, (_, e) => {
    const c = e % mean.length;
    return (crops[Math.floor(e / repeat)] - mean[c]) / deviation[c];
  });
}

async function bytesOf(where: string, path: string): Promise<Uint8Array> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause;
    throw new TissuebookError('file-not-found', `There is no file "${path}".`, { argument: 'source', found: path });
  });
  if (found.size < FILE_LIMIT) return readFile(path);
  throw new TissuebookError('too-large', `${where}: "${path}" is larger than 2 GiB.`, {
    argument: 'source',
    found: found.size,
    advice: 'The base and the large network are smaller.',
  });
}
