import { beforeAll, describe, expect, it } from 'vitest';
import { type StepInputs, compile, digamma, logGamma, startEngine, tf } from '../../../src/engine';

beforeAll(async () => {
  await startEngine();
});

/** x (float32), and gammaln, digamma and polygamma(1, .) of SciPy 1.17 at it. */
const TABLE: [number, number, number, number][] = [
  [9.999999974752427e-7, 13.815509983274191, -1000000.5797387772, 1.00000001e12],
  [0.003000000026077032, 5.807418726018711, -333.90562208791675, 111112.74693032],
  [0.30000001192092896, 1.095797953064734, -3.5025240762240175, 12.24536365],
  [0.9990000128746033, 0.0005780310802756539, -0.5788617808997784, 1.6473414],
  [1, 0, -0.5772156649015329, 1.64493407],
  [1.2999999523162842, -0.10817480144020886, -0.16919094295221945, 1.13425349],
  [1.4616321325302124, -0.12148629053584942, -1.2036052549106669e-8, 0.96767226],
  [2, 0, 0.42278433509846713, 0.64493407],
  [2.5, 0.2846828704729192, 0.7031566406452432, 0.49035776],
  [2.9999001026153564, 0.6930549987889244, 0.9227448814490742, 0.39494946],
  [3, 0.6931471805599453, 0.9227843350984671, 0.39493407],
  [3.700000047683716, 1.428072382319606, 1.1671535541452684, 0.31003785],
  [8.25, 9.033186919605123, 2.0483845613664946, 0.12885426],
  [30, 71.257038967168, 3.384438132685525, 0.03389506],
  [512.5, 2682.941065173243, 6.238324783985122, 0.00195312],
  [10000, 82099.71749644238, 9.21029037114285, 0.00010001],
  [3000000, 41742362.001774296, 14.91412267996571, 3.33333389e-7],
  [1e9, 19723265827.503716, 20.723265836446412, 1e-9],
];

describe.each(['as it is', 'in a compiled step'])('gamma functions, %s', (how) => {
  const run = (f: (x: tf.Tensor) => tf.Tensor): Float32Array => {
    const step = compile('gamma', ({ x }: StepInputs) => ({ y: f(x) }), { enabled: how !== 'as it is' });
    return step({ x: tf.tensor1d(TABLE.map(([x]) => x)) }).y.dataSync() as Float32Array;
  };
  const derivative = (f: (x: tf.Tensor) => tf.Tensor) => (x: tf.Tensor) => tf.grad((y: tf.Tensor) => tf.sum(f(y)))(x);

  it.each([
    ['logGamma', logGamma, 1],
    ['digamma', digamma, 2],
    ['the gradient of logGamma', derivative(logGamma), 2],
    ['the gradient of digamma', derivative(digamma), 3],
  ] as [string, (x: tf.Tensor) => tf.Tensor, number][])('%s agrees with SciPy', (_, f, column) => {
    const got = run(f);
    TABLE.forEach((row, i) => {
      const off = Math.abs(got[i] - row[column]) / Math.max(1, Math.abs(row[column]));
      expect(off, `at ${row[0]}: ${got[i]}, want ${row[column]}`).toBeLessThan(2e-6);
    });
  });
});
