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
      decay: (name) => Number(name === 'deep'),
      rate: (name) => (name === 'deep' ? 0.1 : 1),
    };
    const { deep, shallow } = trained(options, enabled);
    const kept = 1 - 0.1 * 0.1 * 0.5;
    expect(shallow).toBeCloseTo(1 - 0.3, 5);
    expect(deep).toBeCloseTo(((1 * kept - 0.01) * kept - 0.01) * kept - 0.01, 5);
  });
});

it('vectors that move together move as each would alone', () => {
  const names = ['bias', 'gain', 'slow', 'weight', 'other'];
  const shapes: Record<string, number[]> = { bias: [3], gain: [5], slow: [4], weight: [2, 3], other: [2] };
  const options: AdamOptions = {
    learningRate: 0.1,
    weightDecay: 0.3,
    decay: (name) => Number(name !== 'other'),
    rate: (name) => (name === 'slow' ? 0.1 : 1),
  };
  const moved = (chosen: readonly string[]): Map<string, number[]> => {
    const p = new Parameters();
    for (const name of chosen) p.create(name, shapes[name], new Random(3), { init: 'normal' });
    const step = trainingStep({
      name: 'together',
      parameters: p,
      optimizer: adamW(p, options),
      objective: () => ({ loss: tf.addN(chosen.map((name) => tf.sum(tf.exp(p.get(name))))) as tf.Scalar }),
      enabled: false,
    });
    for (let i = 0; i < 3; i++) tf.dispose(step({}));
    return new Map(chosen.map((name) => [name, Array.from(p.get(name).dataSync())]));
  };
  const together = moved(names);
  for (const name of names) expect(together.get(name)).toEqual(moved([name]).get(name));
});
