import { startEngine, tf } from '../../engine';
import { checkOptions, integer, seed as seedCheck } from '../../options';
import { Random } from '../../random';
import type { PictureEncoder } from './pictureEncoder';

export interface RandomConvolutionsOptions {
  /** Pixels along each side of a picture. */
  side: number;
  /** Channels of a picture. 1. */
  channels?: number;
  /** Fixes the weights. 0. */
  seed?: number;
}

/** Channels after each convolution, whose means over the picture are the vector: 112 numbers (ours). */
const WIDTHS = [16, 32, 64];
/** Pictures that are encoded together. */
const TOGETHER = 256;

/**
 * An encoder that nobody trained: three convolutions with random weights, each followed by a rectifier and half as wide and high, and the
 * means of all their channels. It needs no file and is the same for every model, which makes distances of pictures comparable
 * where no better network is at hand; they are those of this network alone, and no FID of Inception.
 *
 *     const encoder = randomConvolutions({ side: 64 });
 */
export function randomConvolutions(options: RandomConvolutionsOptions): PictureEncoder {
  checkOptions('randomConvolutions', options, { side: integer(8, 4096), channels: integer(1, 4096), seed: seedCheck });
  const { side, channels = 1, seed = 0 } = options;
  const random = new Random(seed).fork('random convolutions');
  const weights = WIDTHS.map((width, l) => {
    const inputs = l === 0 ? channels : WIDTHS[l - 1]!;
    // He's scale keeps the size of activations from layer to layer.
    return random.fork(`layer ${l}`).fillNormal(9 * inputs * width, 0, Math.sqrt(2 / (9 * inputs)));
  });
  const encode = (pictures: tf.Tensor4D): tf.Tensor2D => {
    const means: tf.Tensor[] = [];
    let x: tf.Tensor4D = tf.sub(tf.mul(pictures, 2), 1);
    weights.forEach((values, l) => {
      const filter = tf.tensor4d(values, [3, 3, l === 0 ? channels : WIDTHS[l - 1]!, WIDTHS[l]!]);
      x = tf.relu(tf.conv2d(x, filter, 2, 'same'));
      means.push(tf.mean(x, [1, 2]));
    });
    return tf.concat(means, 1) as tf.Tensor2D;
  };
  const width = WIDTHS.reduce((sum, each) => sum + each, 0);
  return {
    name: `random convolutions (seed ${seed}, ${width} features, untrained)`,
    side,
    channels,
    async embed(crops, count) {
      await startEngine();
      const values = new Float32Array(count * width);
      const each = side * side * channels;
      for (let from = 0; from < count; from += TOGETHER) {
        const n = Math.min(TOGETHER, count - from);
        const part = tf.tidy(() =>
          encode(tf.tensor4d(crops.slice(from * each, (from + n) * each), [n, side, side, channels])),
        );
        values.set(await part.data(), from * width);
        part.dispose();
      }
      return { values, width };
    },
    close: async () => undefined,
  };
}
