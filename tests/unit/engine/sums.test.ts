import { beforeAll, expect, it } from 'vitest';
import { Random, compile, startEngine, tf } from '../../../src/engine';
import { sumRows } from '../../../src/engine/ops/sumRows';

const ROWS = 100_000;
const COLUMNS = 16;

beforeAll(async () => {
  await startEngine();
});

it('compiled sums over many rows keep their digits', () => {
  const data = new Random(1).fillUniform(ROWS * COLUMNS);
  const exact = new Float64Array(COLUMNS);
  data.forEach((value, i) => (exact[i % COLUMNS] += value));
  const step = compile('sums', ({ x }) => ({ columns: tf.sum(x, 0), all: tf.sum(x) }));
  const { columns, all } = step({ x: tf.tensor2d(data, [ROWS, COLUMNS]) });
  columns
    .dataSync()
    .forEach((sum, i) => expect(Math.abs(sum / exact[i] - 1)).toBeLessThan(step.mode.compiled ? 1e-6 : 1e-5));
  expect(Math.abs(all.dataSync()[0] / exact.reduce((a, b) => a + b) - 1)).toBeLessThan(1e-6);
});

it.each([
  ['images', [64, 28, 28, 4]],
  ['a prime number of rows', [10_007, 3]],
  ['few rows', [90, 3]],
])('sums of rows keep their digits in compiled steps: %s', (_, shape) => {
  const columns = shape.at(-1)!;
  const data = new Random(2).fillUniform(shape.reduce((a, b) => a * b, 1));
  const exact = new Float64Array(columns);
  data.forEach((value, i) => (exact[i % columns] += value));
  const step = compile('rows', ({ x }) => ({ sums: sumRows(tf.reshape(x, [-1, columns])) }));
  const { sums } = step({ x: tf.tensor(data, shape) });
  expect(sums.shape).toEqual([columns]);
  sums
    .dataSync()
    .forEach((sum, i) => expect(Math.abs(sum / exact[i] - 1)).toBeLessThan(step.mode.compiled ? 1e-6 : 1e-5));
});
