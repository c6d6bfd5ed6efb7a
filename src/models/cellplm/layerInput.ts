import type { AttentionOptions, Parameters, SparseTensor, tf } from '../../engine';
import type { CellplmConfig } from './config';
import { officialConfig } from './layout';
import { attentionOf, throughLayers, type CellplmInput } from './network';
import { officialAttention, officialLayers } from './official/encoder';

/** The attention of a layer: under which name its parameters stand, and its options. */
export function layerOptions(config: CellplmConfig): { name: string; attention: AttentionOptions } {
  return config.layout === 'official'
    ? { name: 'self_attn', attention: officialAttention(config) }
    : { name: 'attn', attention: attentionOf(config) };
}

/** A layer's parameters, and the cells that come to it [cells, width]. */
export function layerInput(
  p: Parameters,
  config: CellplmConfig,
  layer: number,
  x: tf.Tensor2D | SparseTensor,
  input: CellplmInput,
): { at: Parameters; h: tf.Tensor2D } {
  return config.layout === 'official'
    ? { at: p.at('encoder.layers').at(layer), h: officialLayers(p, officialConfig(config), layer, x, input.real) }
    : { at: p.at('layers').at(layer), h: throughLayers(p, config, layer, x, input) };
}
