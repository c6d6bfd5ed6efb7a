import { tf } from '../tf';

/**
 * The value of `forward` with the gradient of `backward` (Bengio et al. 2013): what a quantizer puts in place of a
 * vector. Both have the same shape; nothing flows to `forward`.
 */
export function straightThrough<T extends tf.Tensor>(forward: T, backward: T): T {
  const f = tf.customGrad(() => ({ value: tf.clone(forward), gradFunc: (dy: tf.Tensor) => tf.clone(dy) }));
  return f(backward) as T;
}
