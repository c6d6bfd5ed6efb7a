import { createMlp, mlp, tf, type Parameters, type Random } from '../../engine';
import type { DecoupledConfig } from './config';

/** Makes the levels' weights `w`, each 1 / layers at the start, and `mlp`. */
export function createDecoupled(
  p: Parameters,
  { hidden, width, layers }: DecoupledConfig,
  inputs: number,
  random: Random,
): void {
  p.create('w', [layers], random, { init: { constant: 1 / layers } });
  createMlp(p.at('mlp'), inputs, hidden, width, random);
}

/** Embeddings [cells, width]: an MLP of the weighted levels. @param steps of propagate() [layers, cells, inputs] */
export function decoupled(p: Parameters, steps: tf.Tensor3D): tf.Tensor2D {
  const [layers, cells, inputs] = steps.shape;
  const weights = tf.reshape(p.get('w') as tf.Tensor, [1, layers]) as tf.Tensor2D;
  const mixed = tf.matMul(weights, tf.reshape(steps, [layers, cells * inputs]) as tf.Tensor2D);
  return mlp(p.at('mlp'), tf.reshape(mixed, [cells, inputs]) as tf.Tensor2D);
}
