import { beforeAll, describe, expect, it } from 'vitest';
import { type AdamOptions, Parameters, Random, adamW, startEngine, tf, trainingStep } from '../../../src/engine';

beforeAll(async () => {
  await startEngine();
});

/** Values of `deep` and `shallow`, which both start at 1, after three steps on the same slope. */
function trained(options: AdamOptions, enabled: boolean): Record<'deep' | 'shallow', number> {
  const p = new Parameters();
  for (const name of ['deep', 'shallow']) p.create(name, [1], new Random(1), { init: 'ones' });
  const step = trainingStep({
    name: 'rates',
    parameters: p,
    optimizer: adamW(p, { learningRate: 0.1, ...options }),
    objective: () => ({ loss: tf.sum(tf.add(p.get('deep'), p.get('shallow'))) as tf.Scalar }),
    enabled,
  });
  for (let i = 0; i < 3; i++) tf.dispose(step({}));
  const [deep, shallow] = ['deep', 'shallow'].map((name) => p.get(name).dataSync()[0]);
  return { deep, shallow };
}

describe.each([
  ['eager', false],
  ['compiled', true],
])('layer-wise rates, %s', (_, enabled) => {
  // On a constant slope of 1 a step of Adam is the learning rate itself, whatever its moments.
  it('move each parameter by its own factor of the learning rate', () => {
    const { deep, shallow } = trained({ weightDecay: 0, rate: (name) => (name === 'deep' ? 0.1 : 1) }, enabled);
    expect(shallow).toBeCloseTo(1 - 0.3, 5);
    expect(deep).toBeCloseTo(1 - 0.03, 5);
  });

  it('decay only what is named, at the rate of its layer', () => {
    const options: AdamOptions = {
      weightDecay: 0.5,
      decays: (name) => name === 'deep',
      rate: (name) => (name === 'deep' ? 0.1 : 1),
    };
    const { deep, shallow } = trained(options, enabled);
    const kept = 1 - 0.1 * 0.1 * 0.5;
    expect(shallow).toBeCloseTo(1 - 0.3, 5);
    expect(deep).toBeCloseTo(((1 * kept - 0.01) * kept - 0.01) * kept - 0.01, 5);
  });
});
