import {
  createAttention,
  createGroupNorm,
  createLayerNorm,
  createLinear,
  attention,
  csrProduct,
  gelu,
  groupNorm,
  layerNorm,
  linear,
  tf,
  type AttentionOptions,
  type Parameters,
  type Random,
  type SparseTensor,
} from '../../../engine';
import { GROUPS, type OfficialCellplmConfig } from './config';

/** Options of every layer's attention. */
export const officialAttention = ({ heads }: Pick<OfficialCellplmConfig, 'heads'>): AttentionOptions => ({
  heads,
  kind: 'flow',
  kernelEpsilon: 1e-6,
  flowBound: 1,
  names: { q: 'query_projection', k: 'key_projection', v: 'value_projection', o: 'out_projection' },
});

/** Makes `embedder`, `encoder` and `pre_latent_norm`. */
export function createOfficialEncoder(
  p: Parameters,
  config: OfficialCellplmConfig,
  genes: number,
  random: Random,
): void {
  const { width, layers } = config;
  const embedder = p.at('embedder');
  embedder.create('feat_enc.emb', [genes, width], random, { init: { normal: 0.005 } });
  // Neither is used in a step; a checkpoint holds both.
  createGroupNorm(embedder.at('norm0'), width, random);
  embedder.create('pe_enc.missing_pe', [width], random, { init: 'zeros' });
  createLinear(embedder.at('extra_linear.0'), width, width, random);
  createGroupNorm(embedder.at('extra_linear.3'), width, random);
  for (let l = 0; l < layers; l++) {
    const layer = p.at('encoder.layers').at(l);
    createAttention(layer.at('self_attn'), width, random, officialAttention(config));
    createLinear(layer.at('_ff_block.0'), width, 2 * width, random);
    createLinear(layer.at('_ff_block.3'), 2 * width, width, random);
    for (const name of ['norm1', 'norm2']) createLayerNorm(layer.at(name), width, random);
  }
  createLayerNorm(p.at('pre_latent_norm.norm'), width, random);
}

/**
 * Cells among their tissue [cells, width]. Cells have no places here: the authors' code adds zero in their stead.
 *
 * @param x log1p of raw counts [cells, genes], without a library size; dense or as its stored entries
 * @param real 1 for a cell, 0 for padding [cells]
 */
export function officialEncode(
  p: Parameters,
  config: OfficialCellplmConfig,
  x: tf.Tensor2D | SparseTensor,
  real?: tf.Tensor1D,
): tf.Tensor2D {
  return layerNorm(p.at('pre_latent_norm.norm'), officialLayers(p, config, config.layers, x, real));
}

/** Cells as they come out of the first so many layers [cells, width]. */
export function officialLayers(
  p: Parameters,
  config: OfficialCellplmConfig,
  layers: number,
  x: tf.Tensor2D | SparseTensor,
  real?: tf.Tensor1D,
): tf.Tensor2D {
  const embedder = p.at('embedder');
  const table = embedder.get('feat_enc.emb') as tf.Tensor as tf.Tensor2D;
  const embedded: tf.Tensor2D = 'rows' in x ? csrProduct(x, table) : tf.matMul(x, table);
  const mixed = tf.relu(linear(embedder.at('extra_linear.0'), embedded));
  let h = groupNorm(embedder.at('extra_linear.3'), mixed, GROUPS);
  for (let l = 0; l < layers; l++) h = officialLayer(p.at('encoder.layers').at(l), config, h, real);
  return h;
}

function officialLayer(p: Parameters, config: OfficialCellplmConfig, x: tf.Tensor2D, mask?: tf.Tensor1D): tf.Tensor2D {
  const asked: tf.Tensor2D = layerNorm(p.at('norm1'), x);
  const h: tf.Tensor2D = tf.add(x, attention(p.at('self_attn'), asked, officialAttention(config), { mask }));
  const fed: tf.Tensor2D = gelu(linear(p.at('_ff_block.0'), layerNorm(p.at('norm2'), h)));
  return tf.add(h, linear(p.at('_ff_block.3'), fed));
}
