import { tf } from '../tf';

/** The value of `x`; nothing flows back through it. */
export function stopGradient<T extends tf.Tensor>(x: T): T {
  const f = tf.customGrad((value: unknown) => ({
    value: tf.clone(value as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy),
  }));
  return f(x) as T;
}
