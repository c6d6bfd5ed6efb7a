import { expect, it } from 'vitest';
import { LiveMemory, checkMemory } from '../../../src/engine/compile/memory';

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
