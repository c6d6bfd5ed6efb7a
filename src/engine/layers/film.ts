import type { Parameters } from '../parameters';
import type { Random } from '../../random';
import { tf } from '../tf';
import { createLinear, linear } from './linear';

/** Makes `gamma` and `beta`, two linear maps from the condition, zero at the start: the layer is then the identity. */
export function createFilm(p: Parameters, condition: number, width: number, random: Random): void {
  for (const name of ['gamma', 'beta']) {
    createLinear(p.at(name), condition, width, random, { init: 'zeros', biasInit: 'zeros' });
  }
}

/**
 * Residual feature-wise linear modulation (Perez et al. 2018): h + (gamma(c) * h + beta(c)).
 *
 * @param h [n, width]
 * @param c [n, condition]
 */
export function film(p: Parameters, h: tf.Tensor2D, c: tf.Tensor2D): tf.Tensor2D {
  return tf.add(h, tf.add(tf.mul(linear(p.at('gamma'), c), h), linear(p.at('beta'), c)));
}
