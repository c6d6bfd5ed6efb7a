import { beforeAll, expect, it } from 'vitest';
import { negativeBinomialLogLikelihood, startEngine, tf } from '../../../src/engine';

beforeAll(() => startEngine());

// scipy.stats.nbinom.logpmf(x, theta, theta / (theta + mean)) in float64
it.each([
  [0, 1, 1.5, -0.766238436],
  [1, 2, 0.25, -2.053383541],
  [19, 19, 1, -3.970304867],
  [20, 10, 1.5, -4.213470101],
  [21, 42, 8, -4.337629962],
  [1000, 1000, 0.25, -8.792476399],
  [1000, 2000, 100, -23.715305573],
  [10000, 5000, 1.5, -10.441602225],
  [10000, 10000, 100, -7.832502391],
  [100000, 100000, 0.25, -13.397522830],
  [100000, 50000, 8, -13.857097089],
  [1000000, 2e6, 1.5, -14.876251897],
  [16777216, 16777216, 1, -17.635532363],
])('the log-likelihood of a count of %i with mean %d and inverse dispersion %d keeps its digits: %d', (x, mean, theta, wanted) => {
  const [found] = tf.tidy(() => negativeBinomialLogLikelihood(tf.tensor1d([x]), tf.tensor1d([mean]), tf.scalar(theta)).dataSync());
  expect(Math.abs(found! / wanted - 1)).toBeLessThan(1e-5);
}); // prettier-ignore
