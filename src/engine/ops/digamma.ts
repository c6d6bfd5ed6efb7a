import { tf } from '../tf';
import { DIGAMMA, TRIGAMMA, runKernel } from './kernels';

/**
 * d/dx log Gamma(x), element by element. Its gradient is the trigamma function.
 *
 * @param x positive; what comes out of others is not defined
 */
export function digamma<T extends tf.Tensor>(x: T): T {
  const f = tf.customGrad((value: unknown, save: unknown) => {
    (save as tf.GradSaveFunc)([value as tf.Tensor]);
    return {
      value: runKernel(DIGAMMA, { x: value as tf.Tensor }),
      gradFunc: (dy: tf.Tensor, [at]: tf.Tensor[]) => tf.mul(dy, runKernel(TRIGAMMA, { x: at })),
    };
  });
  return f(x) as T;
}
