import { createLinear, createTransformer, linear, tf, transformer, type Parameters, type Random } from '../../engine';
import type { GeneEncoderConfig } from './config';

/** Makes `position`, `embed`, `layers.l` and `out`. */
export function createGeneEncoder(p: Parameters, config: GeneEncoderConfig, random: Random): void {
  const { genes, patch, width, heads, hidden, layers, outputs, norm } = config;
  p.create('position', [Math.ceil(genes / patch), width], random, { init: { normal: 0.02 } });
  createLinear(p.at('embed'), patch, width, random);
  for (let l = 0; l < layers; l++) createTransformer(p.at('layers').at(l), width, hidden, random, { heads, norm });
  createLinear(p.at('out'), width, outputs, random);
}

/**
 * Embeddings of expression [samples, outputs]: genes in patches as tokens, each with its learned position, transformer layers, the
 * mean over tokens, a linear map.
 *
 * @param expression [samples, genes]
 */
export function encodeGenes(p: Parameters, config: GeneEncoderConfig, expression: tf.Tensor2D): tf.Tensor2D {
  const { patch, heads, layers, norm } = config;
  const [samples, genes] = expression.shape;
  const tokens = Math.ceil(genes / patch);
  const filling = tokens * patch - genes;
  const filled =
    filling > 0
      ? tf.pad(expression, [
          [0, 0],
          [0, filling],
        ])
      : expression;
  const patches = tf.reshape(filled, [samples, tokens, patch]);
  let x: tf.Tensor3D = tf.add(linear(p.at('embed'), patches), p.get('position'));
  for (let l = 0; l < layers; l++) x = transformer(p.at('layers').at(l), x, { heads, norm });
  return linear(p.at('out'), tf.mean(x, 1) as tf.Tensor2D);
}
