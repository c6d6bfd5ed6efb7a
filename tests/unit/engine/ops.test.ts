import { beforeAll, describe, expect, it } from 'vitest';
import {
  Random,
  csrProduct,
  digamma,
  gatherRows,
  gelu,
  l2Normalize,
  layerNormalize,
  logGamma,
  segmentMax,
  segmentMean,
  segmentSoftmax,
  segmentSum,
  startEngine,
  stopGradient,
  straightThrough,
  tf,
} from '../../../src/engine';

beforeAll(async () => {
  await startEngine();
});

const random = new Random(11);
const draw = (size: number): number[] => Array.from({ length: size }, () => random.uniform(0.5, 3));
const ids = (): tf.Tensor1D => tf.tensor1d([2, 0, 2, 4, 0, 2], 'int32');
const ROWS = 6;
const SEGMENTS = 5;

/** Gradient of sum(f(x) * up) by central differences of width 2h; float32 allows about 1e-3. */
function byDifferences(
  f: (x: tf.Tensor2D) => tf.Tensor,
  x: number[],
  shape: [number, number],
  up: tf.Tensor,
): number[] {
  const h = 1e-2;
  const at = (values: number[]): number =>
    tf.tidy(() => tf.sum(tf.mul(f(tf.tensor2d(values, shape)), up)).dataSync()[0]);
  return x.map((_, i) => {
    const moved = (by: number): number[] => x.map((value, j) => (i === j ? value + by : value));
    return (at(moved(h)) - at(moved(-h))) / (2 * h);
  });
}

const cases: [string, (x: tf.Tensor2D) => tf.Tensor][] = [
  ['gatherRows', (x) => gatherRows(x, tf.tensor1d([5, 0, 0, 3], 'int32'))],
  ['segmentSum', (x) => segmentSum(x, ids(), SEGMENTS)],
  ['segmentMean', (x) => segmentMean(x, ids(), SEGMENTS)],
  ['segmentMax', (x) => segmentMax(x, ids(), SEGMENTS)],
  ['segmentSoftmax', (x) => segmentSoftmax(x, ids(), SEGMENTS)],
  ['logGamma', (x) => logGamma(x)],
  ['digamma', (x) => digamma(x)],
  ['gelu', (x) => gelu(x)],
  ['l2Normalize', (x) => l2Normalize(x)],
  ['layerNormalize', (x) => layerNormalize(x, tf.tensor1d([1, 2, 3]), tf.tensor1d([0, 1, 0]))],
  ['a sum over an axis', (x) => tf.sum(x, 0)],
  ['a mean over an axis', (x) => tf.mean(x, 1, true)],
  ['a tile', (x) => tf.tile(x, [2, 3])],
  ['a broadcast', (x) => tf.broadcastTo(tf.reshape(x, [ROWS, 1, 3]), [ROWS, 4, 3])],
  [
    'csrProduct',
    (x) =>
      csrProduct(
        {
          shape: [3, ROWS],
          rows: tf.tensor1d([0, 0, 2], 'int32'),
          columns: tf.tensor1d([1, 5, 1], 'int32'),
          values: tf.tensor1d([2, -1, 3]),
        },
        x,
      ),
  ],
];

describe('gradients agree with finite differences', () => {
  it.each(cases)('%s', (_, f) => {
    const x = draw(ROWS * 3);
    const shape: [number, number] = [ROWS, 3];
    const out = f(tf.tensor2d(x, shape));
    const up = tf.tensor(draw(out.size), out.shape);
    const got = tf.grad((value: tf.Tensor) => tf.sum(tf.mul(f(value as tf.Tensor2D), up)))(tf.tensor2d(x, shape));
    const want = byDifferences(f, x, shape, up);
    const scale = Math.max(...want.map(Math.abs), 1);
    got.dataSync().forEach((value, i) => expect(Math.abs(value - want[i]) / scale).toBeLessThan(4e-3));
  });

  it('csrProduct, to its entries', () => {
    const dense = tf.tensor2d(draw(6), [3, 2]);
    const rows = tf.tensor1d([0, 1, 1], 'int32');
    const columns = tf.tensor1d([2, 0, 1], 'int32');
    const f = (values: tf.Tensor) =>
      tf.sum(csrProduct({ shape: [2, 3], rows, columns, values: values as tf.Tensor1D }, dense));
    const sums = [...tf.sum(dense, 1).dataSync()];
    expect([
      ...tf
        .grad(f)(tf.tensor1d([1, 2, 3]))
        .dataSync(),
    ]).toEqual([sums[2], sums[0], sums[1]]);
  });
});

describe('values', () => {
  it('a segment without rows is 0, also for the largest', () => {
    const x = tf.tensor2d([[-1], [-2], [-3], [-4], [-5], [-6]]);
    expect([...segmentMax(x, ids(), SEGMENTS).dataSync()]).toEqual([-2, 0, -1, 0, -4]);
    expect([...segmentSum(x, ids(), SEGMENTS).dataSync()]).toEqual([-7, 0, -10, 0, -4]);
  });

  it('a segment for each row, or the call is refused', () => {
    const x = tf.zeros([4, 2]);
    for (const f of [segmentSum, segmentMean, segmentMax, segmentSoftmax]) {
      expect(() => f(x, ids(), SEGMENTS)).toThrow(expect.objectContaining({ kind: 'shape-mismatch', argument: 'ids' }));
    }
  });

  it('softmax weights of a segment sum to 1, also for large scores', () => {
    const weights = segmentSoftmax(tf.tensor1d([1e4, 1, 0, 5, 3, 1e4]), ids(), SEGMENTS);
    expect([...segmentSum(weights, ids(), SEGMENTS).dataSync()]).toEqual(
      [1, 0, 1, 0, 1].map((one) => expect.closeTo(one, 6)),
    );
  });

  it('log-gamma of whole numbers is the log of factorials, digamma obeys its recurrence', () => {
    const [a, b, c] = logGamma(tf.tensor1d([1, 5, 11])).dataSync();
    expect(a).toBeCloseTo(0, 5);
    expect(b).toBeCloseTo(Math.log(24), 5);
    expect(c / Math.log(3628800)).toBeCloseTo(1, 6);
    const x = tf.tensor1d([0.3, 2, 40]);
    const steps = tf.sub(digamma(tf.add(x, 1)), digamma(x)).dataSync();
    [1 / 0.3, 1 / 2, 1 / 40].forEach((want, i) => expect(steps[i]).toBeCloseTo(want, 4));
  });

  it('straightThrough has the value of one and the gradient of the other; stopGradient has none', () => {
    const forward = tf.tensor1d([1, 0]);
    const x = tf.tensor1d([0.2, 0.7]);
    expect([...straightThrough(forward, x).dataSync()]).toEqual([1, 0]);
    expect([
      ...tf
        .grad((v: tf.Tensor) => tf.sum(tf.mul(straightThrough(forward, v), 3)))(x)
        .dataSync(),
    ]).toEqual([3, 3]);
    expect([
      ...tf
        .grad((v: tf.Tensor) => tf.sum(tf.mul(stopGradient(v), v)))(x)
        .dataSync(),
    ]).toEqual([...x.dataSync()]);
  });

  it('indices that are made inside of a gradient stay alive', () => {
    const f = (x: tf.Tensor) => tf.sum(gatherRows(x, tf.tensor1d([0, 0], 'int32')));
    expect([
      ...tf
        .grad(f)(tf.tensor1d([1, 2]))
        .dataSync(),
    ]).toEqual([2, 0]);
  });
});
