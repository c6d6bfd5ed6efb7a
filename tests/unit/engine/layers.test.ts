import { beforeAll, describe, expect, it } from 'vitest';
import {
  Parameters,
  Random,
  attention,
  createAttention,
  createCrossTransformer,
  createEmbedding,
  createGroupNorm,
  createLayerNorm,
  createLinear,
  createTransformer,
  crossTransformer,
  einsum,
  embedding,
  groupNorm,
  layerNorm,
  linear,
  linears,
  orthogonalDirections,
  performerAttentionWeights,
  softmaxAttentionWeights,
  startEngine,
  tf,
  transformer,
} from '../../../src/engine';

beforeAll(async () => {
  await startEngine();
});

const random = new Random(3);
const draw = (shape: number[]): tf.Tensor => tf.tensor(random.fillNormal(shape.reduce((a, b) => a * b, 1)), shape);
const largestGap = (a: tf.Tensor, b: tf.Tensor): number => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0];

describe('einsum', () => {
  it.each([
    ['ij,jk->ik', [3, 4], [4, 5]],
    ['bhqd,bhkd->bhqk', [2, 3, 4, 5], [2, 3, 6, 5]],
    ['bqk,bkd->qbd', [2, 3, 4], [2, 4, 5]],
    ['i,j->ji', [3], [4]],
    ['ij,ij->i', [3, 4], [3, 4]],
    ['ij,ij->', [3, 4], [3, 4]],
  ])('%s agrees with a sum over all indices, and so do its gradients', (pattern, shapeA, shapeB) => {
    const [a, b] = [draw(shapeA), draw(shapeB)];
    const result = einsum(pattern, a, b);
    const [left, right, out] = pattern.split(/,|->/);
    const axes = [...new Set(left + right)];
    const sizeOf = (axis: string): number =>
      left.includes(axis) ? shapeA[left.indexOf(axis)] : shapeB[right.indexOf(axis)];
    const want = new Float64Array(result.size);
    const valuesA = a.dataSync();
    const valuesB = b.dataSync();
    const at = (letters: string, place: Map<string, number>): number =>
      [...letters].reduce((index, axis) => index * sizeOf(axis) + place.get(axis)!, 0);
    const visit = (depth: number, place: Map<string, number>): void => {
      if (depth === axes.length) want[at(out, place)] += valuesA[at(left, place)] * valuesB[at(right, place)];
      else for (let i = 0; i < sizeOf(axes[depth]); i++) visit(depth + 1, place.set(axes[depth], i));
    };
    visit(0, new Map());
    result.dataSync().forEach((value, i) => expect(value).toBeCloseTo(want[i], 4));
    // The sum of squares has the gradient 2 * result, pulled back: bilinear, so a . grad is twice the sum itself.
    const squares = (x: tf.Tensor): tf.Scalar => tf.sum(tf.square(einsum(pattern, x, b)));
    const along = tf.sum(tf.mul(tf.grad(squares)(a), a)).dataSync()[0];
    expect(along / (2 * squares(a).dataSync()[0])).toBeCloseTo(1, 4);
  });

  it.each(['ij,jk', 'ii,ij->j', 'ij,jk->i', 'ij,jk->iz'])('refuses %s', (pattern) => {
    expect(() => einsum(pattern, draw([2, 2]), draw([2, 2]))).toThrow(
      expect.objectContaining({ kind: 'invalid-argument', found: pattern }),
    );
  });

  it('refuses sizes that disagree', () => {
    expect(() => einsum('ij,jk->ik', draw([2, 3]), draw([4, 2]))).toThrow(
      expect.objectContaining({ kind: 'shape-mismatch', argument: 'b' }),
    );
  });
});

describe('group normalization', () => {
  it('with one group is layer normalization of each sample', () => {
    const p = new Parameters();
    createGroupNorm(p.at('g'), 6, random);
    createLayerNorm(p.at('l'), 6, random);
    const x = draw([5, 6]);
    expect(largestGap(groupNorm(p.at('g'), x, 1), layerNorm(p.at('l'), x))).toBeLessThan(1e-5);
  });

  it('brings each group of each sample to mean 0 and variance 1 over all positions', () => {
    const p = new Parameters();
    createGroupNorm(p, 6, random);
    const y = groupNorm(p, tf.add(tf.mul(draw([2, 4, 5, 6]), 3), 7), 2);
    const groups = tf.reshape(tf.transpose(tf.reshape(y, [2, 20, 2, 3]), [0, 2, 1, 3]), [4, 60]);
    const { mean, variance } = tf.moments(groups, 1);
    expect(tf.max(tf.abs(mean)).dataSync()[0]).toBeLessThan(1e-5);
    expect(largestGap(variance, tf.ones([4]))).toBeLessThan(1e-3);
  });

  it('refuses groups that do not divide the channels', () => {
    const p = new Parameters();
    createGroupNorm(p, 6, random);
    expect(() => groupNorm(p, draw([2, 6]), 4)).toThrow(/divide the 6 channels/);
  });
});

describe('attention', () => {
  it('directions are orthogonal within a block', () => {
    const rows = tf.tensor2d(orthogonalDirections(8, 4, new Random(2)), [8, 4]);
    const unit = tf.div(rows, tf.norm(rows, 2, 1, true)) as tf.Tensor2D;
    for (const block of [0, 4]) {
      const part = tf.slice(unit, [block, 0], [4, 4]);
      expect(largestGap(tf.matMul(part, part, false, true), tf.eye(4))).toBeLessThan(1e-5);
    }
  });

  it('Performer comes nearer to softmax attention with more directions, as one over their root', () => {
    const [q, k] = [tf.mul(draw([2, 10, 8]), 0.5), tf.mul(draw([2, 10, 8]), 0.5)];
    const gap = (count: number): number => {
      const directions = tf.tensor2d(orthogonalDirections(count, 8, new Random(2)), [count, 8]);
      const off = tf.sub(performerAttentionWeights(q, k, directions), softmaxAttentionWeights(q, k));
      return tf.mean(tf.abs(off)).dataSync()[0];
    };
    expect(gap(4096) / gap(64)).toBeLessThan(1 / 3);
  });

  it('Performer stays finite where plain exponentials would not', () => {
    const p = new Parameters();
    createAttention(p, 8, random, { heads: 2, kind: 'performer' });
    const y = attention(p, tf.mul(draw([20, 8]), 100), { heads: 2, kind: 'performer' });
    expect(y.dataSync().every(Number.isFinite)).toBe(true);
    expect(p.names({ trainable: true })).not.toContain('features');
  });

  it('refuses heads that do not divide the width', () => {
    expect(() => createAttention(new Parameters(), 10, random, { heads: 4 })).toThrow(/divide the width 10/);
  });

  it('a cross layer whose memory is its own tokens is a transformer layer', () => {
    const p = new Parameters();
    createTransformer(p.at('self'), 8, 16, random, { heads: 2 });
    createCrossTransformer(p.at('cross'), 8, 16, random, { heads: 2 });
    for (const name of p.at('self').names()) {
      const twins = name.startsWith('norm1.')
        ? ['norm_q', 'norm_kv'].map((norm) => name.replace('norm1', norm))
        : [name];
      for (const twin of twins) p.set(`cross.${twin}`, p.get(`self.${name}`).dataSync());
    }
    const x = draw([3, 5, 8]);
    const [a, b] = [transformer(p.at('self'), x, { heads: 2 }), crossTransformer(p.at('cross'), x, x, { heads: 2 })];
    expect(largestGap(a, b)).toBeLessThan(1e-6);
  });
});

it('several linear maps by one product give what each gives alone, and the same gradients', async () => {
  const p = new Parameters();
  ['a', 'b', 'c'].forEach((name, i) => createLinear(p.at(name), 4, 2 + i, new Random(5)));
  const x = draw([2, 3, 4]);
  const loss = (maps: (x: tf.Tensor) => tf.Tensor[]) => {
    const terms = (value: tf.Tensor): tf.Scalar =>
      tf.addN(maps(value).map((y, i) => tf.sum(tf.pow(tf.add(y, 0.1 * i), 3)))) as tf.Scalar;
    const { value, grads } = tf.variableGrads(() => terms(x));
    return { value, toX: tf.grad(terms)(x), ...grads };
  };
  const maps = ['a', 'b', 'c'].map((name) => p.at(name));
  const [one, each] = [loss((y) => linears(maps, y)), loss((y) => maps.map((map) => linear(map, y)))];
  expect(Object.keys(one)).toEqual(Object.keys(each));
  for (const name of Object.keys(each) as (keyof typeof each)[]) {
    const [found, expected] = [Array.from(await one[name].data()), Array.from(await each[name].data())];
    found.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 4));
  }
});

it('an embedding gives rows, and each row gets the gradients of all its uses', () => {
  const p = new Parameters();
  createEmbedding(p, 4, 2, random, { values: [0, 1, 2, 3, 4, 5, 6, 7] });
  const ids = tf.tensor1d([3, 0, 3], 'int32');
  expect([...embedding(p, ids).dataSync()]).toEqual([6, 7, 0, 1, 6, 7]);
  const { grads } = tf.variableGrads(() => tf.sum(embedding(p, ids)), [p.get('weight')]);
  expect([...Object.values(grads)[0].dataSync()]).toEqual([1, 1, 0, 0, 0, 0, 2, 2]);
});
