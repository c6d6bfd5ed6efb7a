import { tf } from '../tf';
import { DIGAMMA, LOG_GAMMA, runKernel } from './kernels';

/**
 * log Gamma(x), element by element. Its gradient is the digamma function.
 *
 * @param x positive, as counts and dispersions are; what comes out of others is not defined
 */
export function logGamma<T extends tf.Tensor>(x: T): T {
  const f = tf.customGrad((value: unknown, save: unknown) => {
    (save as tf.GradSaveFunc)([value as tf.Tensor]);
    return {
      value: runKernel(LOG_GAMMA, { x: value as tf.Tensor }),
      gradFunc: (dy: tf.Tensor, [at]: tf.Tensor[]) => tf.mul(dy, runKernel(DIGAMMA, { x: at })),
    };
  });
  return f(x) as T;
}
