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
  // log(theta + eps) - L and log(mu + eps) - L as logarithms of 1 + a ratio: their difference would be rounded to the size of L.
  const less = (of: tf.Tensor, other: tf.Tensor): tf.Tensor => tf.neg(tf.log1p(tf.div(other, tf.add(of, epsilon))));
  const powers = tf.add(tf.mul(theta, less(theta, mu)), tf.mul(x, less(mu, theta)));
  return tf.add(powers, tf.sub(logGammaDifference(x, theta), logGamma(theta)));
}

const logGamma = (at: tf.Tensor): tf.Tensor => runKernel(LOG_GAMMA, { x: at });

/** From here on Stirling's series with two terms has more digits than float32. */
const STIRLING = 20;

/**
 * lgamma(x + theta) - lgamma(x + 1). Both grow like x log x, and their difference like log x: of a count of 10,000 in
 * float32 two digits would be left. There Stirling's series (Abramowitz and Stegun 1964, 6.1.41) is subtracted term by term.
 */
function logGammaDifference(x: tf.Tensor, theta: tf.Tensor): tf.Tensor {
  const few = tf.minimum(x, STIRLING);
  const many = tf.maximum(x, STIRLING);
  const direct = tf.sub(logGamma(tf.add(few, theta)), logGamma(tf.add(few, 1)));
  const [a, b, apart] = [tf.add(many, theta), tf.add(many, 1), tf.sub(theta, 1)];
  const series = tf.add(
    tf.mul(tf.sub(b, 0.5), tf.log1p(tf.div(apart, b))),
    tf.add(tf.mul(apart, tf.sub(tf.log(a), 1)), tf.sub(tail(a), tail(b))),
  );
  return tf.where(tf.less(x, STIRLING), direct, series);
}

/** 1 / (12 z) - 1 / (360 z^3) */
function tail(z: tf.Tensor): tf.Tensor {
  const inverse = tf.reciprocal(z);
  return tf.mul(inverse, tf.sub(1 / 12, tf.div(tf.square(inverse), 360)));
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
