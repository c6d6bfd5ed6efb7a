import { beforeAll, expect, it } from 'vitest';
import { Random, compile, startEngine, tf } from '../../../src/engine';

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
