import {
  createGat,
  createLayerNorm,
  createMlp,
  createTransformer,
  gat,
  gelu,
  layerNorm,
  mlp,
  tf,
  transformer,
  type EdgeTensors,
  type Parameters,
  type Random,
} from '../../engine';
import type { SpaformerNetworkConfig } from './config';

/** Makes a pre-norm layer: `norm1`, `attn` (attention or graph attention), `norm2`, `mlp`. */
export function createLayer(p: Parameters, config: SpaformerNetworkConfig, random: Random): void {
  const { width, heads, expansion, attention, features } = config;
  if (attention !== 'gat') {
    createTransformer(p, width, expansion * width, random, { heads, kind: attention, features });
    return;
  }
  for (const name of ['norm1', 'norm2']) createLayerNorm(p.at(name), width, random);
  createGat(p.at('attn'), width, width, heads, random);
  createMlp(p.at('mlp'), width, expansion * width, width, random);
}

/** One layer among the cells of a field of view [cells, width]; `edges` are needed for 'gat' only. */
export function layer(
  p: Parameters,
  { attention, heads, features }: SpaformerNetworkConfig,
  h: tf.Tensor2D,
  edges: Partial<EdgeTensors>,
): tf.Tensor2D {
  if (attention !== 'gat') return transformer(p, h, { heads, kind: attention, features });
  const y: tf.Tensor2D = tf.add(h, gat(p.at('attn'), layerNorm(p.at('norm1'), h), edges as EdgeTensors));
  return tf.add(
    y,
    mlp(p.at('mlp'), layerNorm(p.at('norm2'), y), (x) => gelu(x)),
  );
}
