import { beforeAll, expect, it } from 'vitest';
import { Parameters, Random, adam, startEngine, tf, trainingStep } from '../../../src/engine';
import { LiveMemory, checkMemory } from '../../../src/engine/compile/memory';

beforeAll(async () => {
  await startEngine();
});

const tensor = (id: number, numbers: number) => ({ id, dtype: 1, shape: [numbers] });

it('counts what is alive at once, not all that was made', () => {
  const memory = new LiveMemory();
  memory.operation('Add', [-1], [tensor(1, 100)]);
  memory.operation('Mul', [1], [tensor(2, 100)]);
  memory.operation('Mul', [2], [tensor(3, 100)]);
  memory.operation('Mul', [3], [tensor(4, 100)]);
  expect(memory.peak([4])).toBe(2 * 400);
  expect(memory.peak([1, 4])).toBe(3 * 400);
});

it('takes a reshaped tensor for the memory that it shows', () => {
  const memory = new LiveMemory();
  memory.operation('Add', [-1], [tensor(1, 100)]);
  memory.operation('Reshape', [1, -2], [tensor(2, 100)]);
  memory.operation('Add', [-1], [tensor(3, 100)]);
  memory.operation('Mul', [2, 3], [tensor(4, 100)]);
  expect(memory.peak([])).toBe(3 * 400);
});

it('refuses a step that is larger than the memory, and says what to do', () => {
  expect(() => checkMemory('big.step', 40 * 2 ** 30, 8 * 2 ** 30)).toThrow(
    expect.objectContaining({
      kind: 'out-of-memory',
      message: expect.stringMatching(/52 GB.*8\.0 GB.*smaller batches/s),
    }),
  );
  expect(() => checkMemory('small.step', 2 ** 30, 8 * 2 ** 30)).not.toThrow();
});

it('is asked before a step runs for the first time: nothing is computed, and a smaller batch goes on', (test) => {
  if (tf.getBackend() !== 'tensorflow') test.skip('needs the TensorFlow binding, which is not built');
  const p = new Parameters();
  p.create('w', [1, 1], new Random(1), { init: 'ones' });
  const step = trainingStep({
    name: 'pairs.step',
    parameters: p,
    optimizer: adam(p),
    // Rows times rows: 4 TB for a million.
    objective: ({ x }) => {
      const scaled = tf.mul(x, p.get('w')) as tf.Tensor2D;
      return { loss: tf.mean(tf.square(tf.matMul(scaled, scaled, false, true))) as tf.Scalar };
    },
  });
  const refused = expect.objectContaining({
    kind: 'out-of-memory',
    message: expect.stringContaining('pairs.step would need'),
  });
  expect(() => step({ x: tf.ones([1e6, 1]) })).toThrow(refused);
  expect(p.get('w').dataSync()[0]).toBe(1);
  const { loss } = step({ x: tf.ones([10, 1]) });
  expect(loss.dataSync()[0]).toBeCloseTo(1, 6);
  expect(p.get('w').dataSync()[0]).toBeLessThan(1);
});
