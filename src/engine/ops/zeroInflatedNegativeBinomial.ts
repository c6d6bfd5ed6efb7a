import { tf } from '../tf';
import { negativeBinomialLogLikelihood } from './negativeBinomial';

/**
 * Log-likelihood of counts under a negative binomial distribution with extra zeros, element by element, as in scVI
 * (Lopez et al. 2018): with probability sigmoid(zeroLogit) a count is zero whatever its mean. Gradients flow to `mean`,
 * `dispersion` and `zeroLogit`.
 *
 * @param counts, mean, dispersion, epsilon as in negativeBinomialLogLikelihood()
 * @param zeroLogit the shape of `counts`
 */
export function zeroInflatedNegativeBinomialLogLikelihood<T extends tf.Tensor>(
  counts: T,
  mean: T,
  dispersion: tf.Tensor,
  zeroLogit: T,
  epsilon = 1e-8,
): T {
  const plain = negativeBinomialLogLikelihood(counts, mean, dispersion, epsilon);
  const mix = tf.customGrad((logit: unknown, likelihood: unknown, save: unknown) => {
    const [a, b] = [logit as tf.Tensor, likelihood as tf.Tensor];
    (save as tf.GradSaveFunc)([a, b, counts]);
    // log(exp(a) + exp(b)) by the larger of the two, so that neither overflows nor is lost beside a large difference.
    const either = tf.add(tf.maximum(a, b), tf.softplus(tf.neg(tf.abs(tf.sub(a, b)))));
    const value = tf.sub(tf.where(tf.equal(counts, 0), either, b), tf.softplus(a));
    const gradFunc = (dy: tf.Tensor, [zero, count, x]: tf.Tensor[]): tf.Tensor[] => {
      const extra = tf.mul(tf.cast(tf.equal(x, 0), 'float32'), tf.sigmoid(tf.sub(zero, count)));
      return [tf.mul(dy, tf.sub(extra, tf.sigmoid(zero))), tf.mul(dy, tf.sub(1, extra))];
    };
    return { value, gradFunc };
  });
  return mix(zeroLogit, plain) as T;
}
