import { tf } from '../../../engine';
import type { SpatiaState } from '../state';
import { sizesOf } from './flowStage';
import { integrate } from './integrate';
import { guided, perturbationOf, velocity } from './velocity';

/**
 * Where places end after a transition [n, latent]. With guidance the velocity is moved away from what is said without a condition.
 *
 * @param start [n, latent] @param transition its number among the model's @param control [n, conditionWidth]
 */
export function carry(state: SpatiaState, start: tf.Tensor2D, transition: number, control: tf.Tensor2D): tf.Tensor2D {
  const { config, parameters, flow } = state;
  const [n] = start.shape;
  const sized = sizesOf(config, flow!);
  const p = parameters.at('flow');
  const numbers = tf.tensor1d(new Int32Array(n).fill(transition), 'int32');
  const signature = tf.gather(p.get('signatures') as tf.Tensor as tf.Tensor2D, numbers);
  const perturbation = perturbationOf(p, { transition: numbers, signature, control });
  const [nothing, nobody] = [tf.zerosLike(perturbation), tf.zerosLike(control)];
  const slope = (x: tf.Tensor2D, time: number): tf.Tensor2D => {
    const times = tf.fill([n], time) as tf.Tensor1D;
    const told = velocity(p, sized, x, times, perturbation, control);
    return config.guidance === 0 ? told : guided(told, velocity(p, sized, x, times, nothing, nobody), config.guidance);
  };
  return integrate(slope, start, config.solverSteps, config.solver).at(-1)!;
}
