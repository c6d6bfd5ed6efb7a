import { createEmbedding, createLinear, embedding, gelu, linear, tf, type Parameters, type Random } from '../../engine';
import type { CellplmNetworkConfig, CellplmSizes } from './config';

/** Makes `batch.weight`, a row per batch, and the linear maps `fc.0`, `fc.1`, ... */
export function createDecoder(
  p: Parameters,
  { latent, decoderWidth, decoderLayers, start = 1 }: CellplmNetworkConfig,
  { genes, batches }: CellplmSizes,
  random: Random,
): void {
  createEmbedding(p.at('batch'), batches, latent, random, { normal: start });
  for (let l = 0; l < decoderLayers; l++) {
    const [inputs, outputs] = [l === 0 ? latent : decoderWidth, l === decoderLayers - 1 ? genes : decoderWidth];
    createLinear(p.at('fc').at(l), inputs, outputs, random);
  }
}

/**
 * Expression [cells, genes] that latents stand for (section 5.2.2.4): the batch's row is added, then linear maps with GELU between.
 *
 * @param batch of each cell, int32 [cells]; without it the mean of all rows, the paper's mixture of batches (section 5.2.3.2)
 */
export function decodeExpression(
  p: Parameters,
  { decoderLayers }: Pick<CellplmNetworkConfig, 'decoderLayers'>,
  z: tf.Tensor2D,
  batch?: tf.Tensor1D,
): tf.Tensor2D {
  const rows = batch ? embedding(p.at('batch'), batch) : tf.mean(p.get('batch.weight') as tf.Tensor, 0, true);
  let h: tf.Tensor2D = tf.add(z, rows);
  for (let l = 0; l < decoderLayers - 1; l++) h = gelu(linear(p.at('fc').at(l), h));
  return linear(p.at('fc').at(decoderLayers - 1), h);
}
