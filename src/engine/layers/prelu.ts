import type { Parameters } from '../parameters';
import type { Random } from '../../random';
import { tf } from '../tf';

/** Makes `weight` (1), the slope on negative numbers, 0.25 at the start (PyTorch's). */
export function createPrelu(p: Parameters, random: Random): void {
  p.create('weight', [1], random, { init: { constant: 0.25 } });
}

/** A rectifier with one learned slope on negative numbers (He et al. 2015): x where x > 0, else weight * x. */
export function prelu<T extends tf.Tensor>(p: Parameters, x: T): T {
  return tf.sub(tf.relu(x), tf.mul(p.get('weight'), tf.relu(tf.neg(x)))) as T;
}
