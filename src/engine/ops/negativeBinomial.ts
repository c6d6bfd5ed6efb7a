import { tf } from '../tf';
import { DIGAMMA, LOG_GAMMA, runKernel } from './kernels';
import { sumToShape } from './sumToShape';

/**
 * Log-likelihood of counts under a negative binomial distribution, element by element, with mean mu and inverse
 * dispersion theta (variance mu + mu^2 / theta), as in scVI (Lopez et al. 2018):
 *
 *     theta (log(theta + eps) - L) + x (log(mu + eps) - L) + lgamma(x + theta) - lgamma(theta) - lgamma(x + 1)
 *
 * with L = log(theta + mu + eps). Gradients flow to `mean` and `dispersion`, not to `counts`.
 *
 * @param counts [...], not negative; whole numbers or not
 * @param mean the same shape, positive
 * @param dispersion positive, of a shape that broadcasts to that of `counts`
 * @param epsilon keeps the logarithms finite; default 1e-8 (scVI)
 */
export function negativeBinomialLogLikelihood<T extends tf.Tensor>(
  counts: T,
  mean: T,
  dispersion: tf.Tensor,
  epsilon = 1e-8,
): T {
  const f = tf.customGrad((mu: unknown, theta: unknown, save: unknown) => {
    (save as tf.GradSaveFunc)([mu as tf.Tensor, theta as tf.Tensor, counts]);
    return {
      value: value(counts, mu as tf.Tensor, theta as tf.Tensor, epsilon),
      gradFunc: (dy: tf.Tensor, [m, d, x]: tf.Tensor[]) => gradients(dy, x, m, d, epsilon),
    };
  });
  return f(mean, dispersion) as T;
}

function value(x: tf.Tensor, mu: tf.Tensor, theta: tf.Tensor, epsilon: number): tf.Tensor {
  const lgamma = (at: tf.Tensor): tf.Tensor => runKernel(LOG_GAMMA, { x: at });
  const total = tf.log(tf.add(tf.add(theta, mu), epsilon));
  const powers = tf.add(
    tf.mul(theta, tf.sub(tf.log(tf.add(theta, epsilon)), total)),
    tf.mul(x, tf.sub(tf.log(tf.add(mu, epsilon)), total)),
  );
  return tf.add(powers, tf.sub(tf.sub(lgamma(tf.add(x, theta)), lgamma(theta)), lgamma(tf.add(x, 1))));
}

function gradients(dy: tf.Tensor, x: tf.Tensor, mu: tf.Tensor, theta: tf.Tensor, epsilon: number): tf.Tensor[] {
  const psi = (at: tf.Tensor): tf.Tensor => runKernel(DIGAMMA, { x: at });
  const total = tf.add(tf.add(theta, mu), epsilon);
  const both = tf.add(x, theta);
  const share = tf.div(both, total);
  const lifted = tf.add(theta, epsilon);
  const toMean = tf.sub(tf.div(x, tf.add(mu, epsilon)), share);
  const alone = tf.sub(tf.add(tf.log(lifted), tf.div(theta, lifted)), psi(theta));
  const toDispersion = tf.add(alone, tf.sub(tf.sub(psi(both), tf.log(total)), share));
  return [tf.mul(dy, toMean), sumToShape(tf.mul(dy, toDispersion), theta.shape)];
}
