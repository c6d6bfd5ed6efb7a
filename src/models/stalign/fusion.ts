import { createLinear, linear, tf, type Parameters, type Random } from '../../engine';
import type { FusionConfig } from './config';

/** Makes `q`, `k`, `v` (channels to channels), `image` and `gene` (channels to half of them), all without a bias. */
export function createFusion(p: Parameters, { channels }: FusionConfig, random: Random): void {
  const bare = { bias: false };
  for (const name of ['q', 'k', 'v']) createLinear(p.at(name), channels, channels, random, bare);
  for (const name of ['image', 'gene']) createLinear(p.at(name), channels, channels / 2, random, bare);
}

/**
 * ABFN (equations 7 to 9): the image's rows ask the gene's and the reverse, by the same projections; both answers side by side.
 *
 * @param image, gene embeddings [samples, tokens * channels]
 * @returns [samples, tokens * channels]
 */
export function fuse(
  p: Parameters,
  { tokens, channels }: FusionConfig,
  image: tf.Tensor2D,
  gene: tf.Tensor2D,
): tf.Tensor2D {
  const [i, g] = [image, gene].map((x) => tf.reshape(x, [-1, tokens, channels]) as tf.Tensor3D);
  const attend = (asking: tf.Tensor3D, answering: tf.Tensor3D): tf.Tensor3D => {
    const scores = tf.matMul(linear(p.at('q'), asking), linear(p.at('k'), answering), false, true);
    return tf.matMul(tf.softmax(tf.div(scores, Math.sqrt(tokens * channels))), linear(p.at('v'), answering));
  };
  const both = tf.concat([linear(p.at('image'), attend(i, g)), linear(p.at('gene'), attend(g, i))], 2);
  return tf.reshape(both, [image.shape[0], tokens * channels]);
}
