import { createMlp, dropout, mlp, StepRandom, tf, type Parameters, type Random } from '../../engine';
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

/** Hidden channels that a training step leaves out. */
export interface HiddenDropout {
  readonly rate: number;
  /** The step's random numbers; without them nothing is left out. */
  readonly random?: StepRandom | undefined;
}

/** The dropout of a step from its key. @param key of drawKey(); none outside of training */
export const hiddenDropout = ({ rate, key }: { rate: number; key?: tf.Tensor1D } = { rate: 0 }): HiddenDropout => ({
  rate,
  random: key && new StepRandom(key),
});

/** Embeddings [cells, width]: an MLP of the weighted levels. @param steps of propagate() [layers, cells, inputs] */
export function decoupled(p: Parameters, steps: tf.Tensor3D, drop: HiddenDropout = { rate: 0 }): tf.Tensor2D {
  const [layers, cells, inputs] = steps.shape;
  const weights = tf.reshape(p.get('w') as tf.Tensor, [1, layers]) as tf.Tensor2D;
  const mixed = tf.matMul(weights, tf.reshape(steps, [layers, cells * inputs]) as tf.Tensor2D);
  const hidden = (x: tf.Tensor2D): tf.Tensor2D => dropout(tf.relu(x), drop.rate, drop.random);
  return mlp(p.at('mlp'), tf.reshape(mixed, [cells, inputs]) as tf.Tensor2D, hidden);
}
