import {
  createCrossTransformer,
  createLayerNorm,
  createLinear,
  createMlp,
  crossTransformer,
  gelu,
  layerNorm,
  linear,
  mlp,
  tf,
  type Parameters,
  type Random,
} from '../../engine';
import type { CrossConfig, StackConfig } from './config';
import { repeated } from './patches';
import { createStack, stack } from './stack';

const SMALL = { init: { normal: 0.02 } } as const;

/** Makes `embedding`, `mask_value`, `value`, `layers.l` and `norm`. */
export function createGeneEncoder(p: Parameters, config: StackConfig, genes: number, random: Random): void {
  const { width } = config;
  p.create('embedding', [genes, width], random, SMALL);
  p.create('mask_value', [width], random, SMALL);
  createMlp(p.at('value'), 1, width, width, random);
  createStack(p.at('layers'), config, random);
  createLayerNorm(p.at('norm'), width, random);
}

/**
 * A token for every gene [samples, genes, width]: its embedding plus an MLP of its value; a masked gene's value is a learned vector.
 * Then pre-norm layers and a norm.
 *
 * @param x expression [samples, genes]
 * @param masked 1 for a hidden gene [samples, genes]
 */
export function encodeGenes(p: Parameters, config: StackConfig, x: tf.Tensor2D, masked?: tf.Tensor2D): tf.Tensor3D {
  const values: tf.Tensor3D = mlp(p.at('value'), tf.expandDims(x, 2) as tf.Tensor3D, (y) => gelu(y));
  const shown = masked
    ? tf.where(tf.cast(tf.expandDims(masked, 2), 'bool'), p.get('mask_value') as tf.Tensor, values)
    : values;
  const tokens: tf.Tensor3D = tf.add(p.get('embedding'), shown);
  return layerNorm(p.at('norm'), stack(p.at('layers'), config, tokens));
}

/** Makes `queries`, `cross`, `norm` and `out`. */
export function createGeneDecoder(p: Parameters, config: CrossConfig, genes: number, random: Random): void {
  const { width, hidden, heads } = config;
  p.create('queries', [genes, width], random, SMALL);
  createCrossTransformer(p.at('cross'), width, hidden, random, { heads });
  createLayerNorm(p.at('norm'), width, random);
  createLinear(p.at('out'), width, 1, random);
}

/** Expression [samples, genes]: a learned query of every gene asks the memory [samples, tokens, width]; then norm and a linear map. */
export function decodeGenes(p: Parameters, { heads }: Pick<CrossConfig, 'heads'>, memory: tf.Tensor3D): tf.Tensor2D {
  const [samples] = memory.shape;
  const queries = repeated(p.get('queries'), samples, p.get('queries').shape[0]);
  const out = linear(p.at('out'), layerNorm(p.at('norm'), crossTransformer(p.at('cross'), queries, memory, { heads })));
  return tf.reshape(out, [samples, -1]);
}
