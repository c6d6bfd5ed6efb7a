import {
  createGat,
  createGps,
  createLayerNorm,
  createMlp,
  createTransformer,
  gat,
  gelu,
  gps,
  type GpsOptions,
  layerNorm,
  mlp,
  tf,
  transformer,
  type EdgeTensors,
  type Parameters,
  type Random,
} from '../../engine';
import type { SpaformerNetworkConfig } from './config';

/** A layer that hears its neighbors beside all cells, in the form of the authors' code. */
function gpsOf({ heads, attention, features, local }: SpaformerNetworkConfig): GpsOptions | undefined {
  if (local === 'none' || attention === 'gat') return undefined;
  return { heads, local, activation: (x) => gelu(x), global: { kind: attention, features } };
}

/** Makes a pre-norm layer: `norm1`, `attn` (attention or graph attention), `norm2`, `mlp`; with `local` a GPS layer. */
export function createLayer(p: Parameters, config: SpaformerNetworkConfig, random: Random): void {
  const hearing = gpsOf(config);
  if (hearing) return createGps(p, config.width, random, hearing);
  const { width, heads, expansion, attention, features } = config;
  if (attention !== 'gat') {
    createTransformer(p, width, expansion * width, random, { heads, kind: attention, features });
    return;
  }
  for (const name of ['norm1', 'norm2']) createLayerNorm(p.at(name), width, random);
  createGat(p.at('attn'), width, width, heads, random);
  createMlp(p.at('mlp'), width, expansion * width, width, random);
}

/**
 * One layer among the cells of a field of view [cells, width].
 *
 * @param edges needed for 'gat' and with `local` only
 * @param real 1 for a cell, 0 for padding [cells]; padding has no edges
 */
export function layer(
  p: Parameters,
  config: SpaformerNetworkConfig,
  h: tf.Tensor2D,
  edges: Partial<EdgeTensors>,
  real?: tf.Tensor1D,
): tf.Tensor2D {
  const { attention, heads, features } = config;
  const hearing = gpsOf(config);
  if (hearing) return gps(p, h, edges as EdgeTensors, hearing, real);
  if (attention !== 'gat') return transformer(p, h, { heads, kind: attention, features }, real);
  const y: tf.Tensor2D = tf.add(h, gat(p.at('attn'), layerNorm(p.at('norm1'), h), edges as EdgeTensors));
  return tf.add(
    y,
    mlp(p.at('mlp'), layerNorm(p.at('norm2'), y), (x) => gelu(x)),
  );
}
