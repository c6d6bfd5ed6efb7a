import { beforeAll, describe, expect, it } from 'vitest';
import {
  type AttentionOptions,
  Parameters,
  Random,
  attention,
  attentionWeights,
  createAttention,
  createCrossTransformer,
  createTransformer,
  crossTransformer,
  startEngine,
  tf,
  transformer,
  valueAndGradients,
} from '../../../src/engine';

beforeAll(async () => {
  await startEngine();
});

const WIDTH = 8;
const KINDS: Record<string, AttentionOptions> = {
  softmax: { heads: 2 },
  Performer: { heads: 2, kind: 'performer', features: 12 },
  "the authors' Performer": { heads: 2, kind: 'performer', features: 12, headDim: 6, bias: false, kernelEpsilon: 1e-4 },
  'flow attention': { heads: 2, kind: 'flow' },
  "the authors' flow attention": { heads: 2, kind: 'flow', kernelEpsilon: 1e-6, flowBound: 1 },
};

const draw = (seed: number, shape: number[], scale = 1): tf.Tensor => {
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(new Random(seed).fillNormal(size, 0, scale), shape);
};
const gap = (a: tf.Tensor, b: tf.Tensor): number => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!;
const zeros = (x: tf.Tensor): boolean => x.dataSync().every((value) => value === 0);

/** The tokens `real` of one sample with padding of large values before, between and behind them. */
function padded(tokens: tf.Tensor, at: readonly number[], room: number): { x: tf.Tensor; mask: tf.Tensor } {
  const rows = tf.unstack(tokens);
  const noise = tf.unstack(draw(9, [room, WIDTH], 30));
  const mask = Array.from({ length: room }, (_, i) => Number(at.includes(i)));
  const x = tf.stack(mask.map((one, i) => (one === 1 ? rows[at.indexOf(i)]! : noise[i]!)));
  return { x, mask: tf.tensor1d(mask) };
}

const layerOf = (options: AttentionOptions): Parameters => {
  const p = new Parameters();
  createAttention(p.at('attn'), WIDTH, new Random(4), options);
  return p;
};

describe.each(Object.entries(KINDS))('%s', (_, options) => {
  const at = [1, 2, 5, 8, 9];

  it.each([6, 12, 40])('any amount of padding changes no real token, and comes out as 0 (%i tokens behind)', (more) => {
    const p = layerOf(options).at('attn');
    const tokens = draw(1, [at.length, WIDTH]);
    const { x, mask } = padded(tokens, at, 10 + more);
    const y = attention(p, x, options, { mask });
    expect(gap(tf.gather(y, at), attention(p, tokens, options))).toBeLessThan(1e-5);
    expect(zeros(tf.mul(y, tf.expandDims(tf.sub(1, mask), -1)))).toBe(true);
    const weights = attentionWeights(p, x, options, { mask });
    expect(gap(tf.gather(tf.gather(weights, at, 1), at, 2), attentionWeights(p, tokens, options))).toBeLessThan(1e-5);
    expect(zeros(tf.mul(weights, tf.sub(1, mask)))).toBe(true);
  });

  it('padding changes no gradient, and gets none', () => {
    const p = layerOf(options);
    const tokens = draw(1, [at.length, WIDTH]);
    const { x, mask } = padded(tokens, at, 16);
    const up = draw(2, [at.length, WIDTH]);
    const gradientsOf = (start: tf.Tensor, loss: (y: tf.Tensor) => tf.Tensor, by: { mask?: tf.Tensor }) => {
      const all = new Parameters();
      for (const name of p.names()) {
        const init = { values: p.get(name).dataSync() };
        all.create(name, p.get(name).shape, new Random(0), { init, trainable: p.isTrainable(name) });
      }
      all.create('x', start.shape, new Random(0), { init: { values: start.dataSync() } });
      return valueAndGradients(all, () => ({
        loss: tf.sum(loss(attention<tf.Tensor>(all.at('attn'), all.get('x'), options, by))) as tf.Scalar,
      })).gradients;
    };
    const want = gradientsOf(tokens, (y) => tf.mul(y, up), {});
    const got = gradientsOf(x, (y) => tf.mul(tf.gather(y, at), up), { mask });
    for (const [name, gradient] of want) {
      const mine = got.get(name)!;
      expect(gap(name === 'x' ? tf.gather(mine, at) : mine, gradient), name).toBeLessThan(1e-4);
    }
    expect(zeros(tf.mul(got.get('x')!, tf.expandDims(tf.sub(1, mask), -1)))).toBe(true);
  });

  it('samples of a batch heed their own masks; one without any token gives 0', () => {
    const p = layerOf(options).at('attn');
    const x = draw(3, [3, 7, WIDTH]);
    const mask = tf.tensor2d([Array(7).fill(1), [0, 1, 1, 0, 1, 0, 0], Array(7).fill(0)]);
    const y = tf.unstack(attention(p, x, options, { mask }));
    const [first, second] = tf.unstack(x) as [tf.Tensor, tf.Tensor];
    expect(gap(y[0]!, attention(p, first, options))).toBeLessThan(1e-5);
    const kept = [1, 2, 4];
    expect(gap(tf.gather(y[1]!, kept), attention(p, tf.gather(second, kept), options))).toBeLessThan(1e-5);
    expect(zeros(y[2]!)).toBe(true);
  });

  it('tokens that ask another memory heed its padding', () => {
    const p = layerOf(options).at('attn');
    const [x, tokens] = [draw(5, [4, WIDTH]), draw(1, [at.length, WIDTH])];
    const { x: memory, mask: memoryMask } = padded(tokens, at, 14);
    const want = attention(p, x, options, { memory: tokens });
    expect(gap(attention(p, x, options, { memory, memoryMask }), want)).toBeLessThan(1e-5);
    const none = tf.zerosLike(memoryMask);
    const bias = p.get('o.bias');
    expect(gap(attention(p, x, options, { memory, memoryMask: none }), tf.broadcastTo(bias, [4, WIDTH]))).toBe(0);
  });

  it('a transformer layer passes its mask on', () => {
    const p = new Parameters();
    createTransformer(p.at('own'), WIDTH, 16, new Random(4), options);
    createCrossTransformer(p.at('cross'), WIDTH, 16, new Random(4), options);
    const [asking, tokens] = [draw(5, [4, WIDTH]), draw(1, [at.length, WIDTH])];
    const { x, mask } = padded(tokens, at, 13);
    const own = transformer(p.at('own'), x, options, mask);
    expect(gap(tf.gather(own, at), transformer(p.at('own'), tokens, options))).toBeLessThan(1e-5);
    const cross = crossTransformer(p.at('cross'), asking, x, options, { memoryMask: mask });
    expect(gap(cross, crossTransformer(p.at('cross'), asking, tokens, options))).toBeLessThan(1e-5);
  });
});

it('a head may be wider than its share of the width, and only `o` need have a bias', () => {
  const p = new Parameters();
  createAttention(p, 10, new Random(1), { heads: 4, headDim: 64, bias: false });
  expect(p.names()).toEqual(['q.weight', 'k.weight', 'v.weight', 'o.weight', 'o.bias']);
  expect(p.get('q.weight').shape).toEqual([256, 10]);
  expect(p.get('o.weight').shape).toEqual([10, 256]);
  expect(attention(p, draw(1, [3, 10]), { heads: 4 }).shape).toEqual([3, 10]);
  expect(() => createAttention(new Parameters(), 8, new Random(1), { heads: 2, headDim: 0 })).toThrow(/headDim must/);
});
