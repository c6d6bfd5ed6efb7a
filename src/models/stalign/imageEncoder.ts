import {
  batchNorm,
  convolution,
  createBatchNorm,
  createConvolution,
  createLinear,
  linear,
  tf,
  type Parameters,
  type Random,
} from '../../engine';
import type { ImageEncoderConfig } from './config';

/** What a bottleneck's last convolution widens its channels by. */
const WIDENING = 4;

/** Makes a basic block: `conv1`, `conv2` and `shortcut`, and their batch norms. */
export function createResidualBlock(p: Parameters, inputs: number, outputs: number, random: Random): void {
  createConvolution(p.at('conv1'), inputs, outputs, 3, random);
  createConvolution(p.at('conv2'), outputs, outputs, 3, random);
  createConvolution(p.at('shortcut'), inputs, outputs, 1, random);
  for (const name of ['norm1', 'norm2', 'norm_shortcut']) createBatchNorm(p.at(name), outputs, random);
}

/**
 * Two convolutions of 3 x 3 and a shortcut of 1 x 1, each with batch normalization, then a rectifier.
 *
 * @param x [samples, height, width, channels]
 * @param training whether the batch's own statistics are used, and the running ones moved
 */
export function residualBlock(p: Parameters, x: tf.Tensor4D, stride: number, training: boolean): tf.Tensor4D {
  const first = tf.relu(normed(p, '1', x, stride, training));
  const shortcut = normed(p, 'shortcut', x, stride, training);
  return tf.relu(tf.add(normed(p, '2', first, 1, training), shortcut) as tf.Tensor4D);
}

/** Makes a bottleneck: `conv1`, `conv2`, `conv3`, their norms, and a shortcut where the shape changes. */
function createBottleneck(p: Parameters, inputs: number, channels: number, stride: number, random: Random): void {
  const outputs = WIDENING * channels;
  createConvolution(p.at('conv1'), inputs, channels, 1, random);
  createConvolution(p.at('conv2'), channels, channels, 3, random);
  createConvolution(p.at('conv3'), channels, outputs, 1, random);
  for (const name of ['norm1', 'norm2']) createBatchNorm(p.at(name), channels, random);
  createBatchNorm(p.at('norm3'), outputs, random);
  if (stride === 1 && inputs === outputs) return;
  createConvolution(p.at('shortcut'), inputs, outputs, 1, random);
  createBatchNorm(p.at('norm_shortcut'), outputs, random);
}

function bottleneck(p: Parameters, x: tf.Tensor4D, stride: number, training: boolean): tf.Tensor4D {
  const narrow = tf.relu(normed(p, '1', x, 1, training));
  const seen = tf.relu(normed(p, '2', narrow, stride, training));
  const own = p.has('shortcut.weight') ? normed(p, 'shortcut', x, stride, training) : x;
  return tf.relu(tf.add(normed(p, '3', seen, 1, training), own) as tf.Tensor4D);
}

function normed(p: Parameters, name: string, x: tf.Tensor4D, stride: number, training: boolean): tf.Tensor4D {
  const [conv, norm] = name === 'shortcut' ? ['shortcut', 'norm_shortcut'] : [`conv${name}`, `norm${name}`];
  return batchNorm(p.at(norm), convolution(p.at(conv), x, stride), training);
}

/** Makes `stem.0` and `stem.1`, `stages.i` and `head`. */
export function createImageEncoder(
  p: Parameters,
  { stem, block, blocks, outputs }: ImageEncoderConfig,
  { channels }: { readonly channels: number },
  random: Random,
): void {
  createConvolution(p.at('stem.0'), channels, stem, 3, random);
  createBatchNorm(p.at('stem.1'), stem, random);
  let width = stem;
  blocks.forEach(([size, stride], i) => {
    const stage = p.at('stages').at(i);
    if (block === 'basic') createResidualBlock(stage, width, size, random);
    else createBottleneck(stage, width, size, stride, random);
    width = block === 'basic' ? size : WIDENING * size;
  });
  createLinear(p.at('head'), width, outputs, random);
}

/**
 * Embeddings of images [samples, outputs]: residual blocks, the mean over all places, a linear map. Training on a batch of one image
 * would leave its channels without a spread where a block has one place only.
 *
 * @param image [samples, height, width, channels]
 */
export function encodeImage(
  p: Parameters,
  { block, blocks }: ImageEncoderConfig,
  image: tf.Tensor4D,
  training: boolean,
): tf.Tensor2D {
  const stem = p.at('stem');
  let x = tf.relu(batchNorm(stem.at('1'), convolution(stem.at('0'), image), training));
  blocks.forEach(([, stride], i) => {
    const stage = p.at('stages').at(i);
    x = block === 'basic' ? residualBlock(stage, x, stride, training) : bottleneck(stage, x, stride, training);
  });
  return linear(p.at('head'), tf.mean(x, [1, 2]) as tf.Tensor2D);
}
