import { tf } from '../tf';

/** x * Phi(x) with the exact normal distribution function (Hendrycks and Gimpel 2016), not its tanh approximation. */
export function gelu<T extends tf.Tensor>(x: T): T {
  const f = tf.customGrad((value: unknown, save: unknown) => {
    (save as tf.GradSaveFunc)([value as tf.Tensor]);
    const gradFunc = (dy: tf.Tensor, [at]: tf.Tensor[]): tf.Tensor => {
      const density = tf.mul(tf.exp(tf.mul(tf.square(at), -0.5)), 1 / Math.sqrt(2 * Math.PI));
      return tf.mul(dy, tf.add(normalDistribution(at), tf.mul(at, density)));
    };
    return { value: tf.mul(value as tf.Tensor, normalDistribution(value as tf.Tensor)), gradFunc };
  });
  return f(x) as T;
}

function normalDistribution(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);
}
