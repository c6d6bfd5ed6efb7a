import { beforeAll, describe, expect, it } from 'vitest';
import {
  Parameters,
  Random,
  adam,
  bucketSize,
  createSage,
  gatherRows,
  padGraph,
  sage,
  sampleNeighbors,
  startEngine,
  tf,
  trainingStep,
} from '../../../src/engine';

beforeAll(async () => {
  await startEngine();
});

/** A random graph of 60 nodes with 0 to 9 neighbors each. */
function randomGraph(seed: number) {
  const random = new Random(seed);
  const rows = Array.from({ length: 60 }, () => [...random.choice(60, random.integer(0, 10))].sort((a, b) => a - b));
  const indptr = [0, ...rows.map((_, i) => rows.slice(0, i + 1).reduce((sum, row) => sum + row.length, 0))];
  return { graph: { indptr, indices: rows.flat() }, rows };
}

describe('sampled neighbors', () => {
  it('are edges of the graph, at most the fan-out for each node, none twice', () => {
    const { graph, rows } = randomGraph(1);
    const { nodes, src, dst, seeds } = sampleNeighbors(graph, [5, 17, 3], [4, 2], new Random(7));
    expect([...nodes.subarray(0, seeds)]).toEqual([5, 17, 3]);
    expect(new Set(nodes).size).toBe(nodes.length);
    const heard = new Map<number, number[]>();
    src.forEach((from, e) => heard.set(dst[e], [...(heard.get(dst[e]) ?? []), nodes[from]]));
    for (const [to, from] of heard) {
      expect(from.length).toBe(Math.min(to < seeds ? 4 : 2, rows[nodes[to]].length));
      expect(new Set(from).size).toBe(from.length);
      for (const node of from) expect(rows[nodes[to]]).toContain(node);
    }
  });

  it('with all neighbors and padding give the seeds what the whole graph gives them', () => {
    const { graph, rows } = randomGraph(2);
    const random = new Random(3);
    const p = new Parameters();
    createSage(p.at('one'), 6, 6, random);
    createSage(p.at('two'), 6, 6, random);
    const features = tf.tensor2d(random.fillNormal(360), [60, 6]);
    const network = (h: tf.Tensor2D, src: Int32Array, dst: Int32Array): tf.Tensor2D => {
      const edges = { src: tf.tensor1d(src, 'int32'), dst: tf.tensor1d(dst, 'int32') };
      return sage(p.at('two'), tf.tanh(sage(p.at('one'), h, edges)), edges);
    };
    const dst = Int32Array.from(rows.flatMap((row, i) => row.map(() => i)));
    const whole = network(features, Int32Array.from(graph.indices), dst);
    const seeds = [9, 40, 22, 0];
    const batch = padGraph(sampleNeighbors(graph, seeds, [Infinity, Infinity], random));
    const h = gatherRows(features, tf.tensor1d(batch.nodes, 'int32'));
    const part = tf.slice(network(h, batch.src, batch.dst), [0, 0], [seeds.length, 6]);
    const want = gatherRows(whole, tf.tensor1d(seeds, 'int32'));
    expect(tf.max(tf.abs(tf.sub(part, want))).dataSync()[0]).toBeLessThan(1e-5);
    expect([...batch.seedWeight.subarray(0, 5)]).toEqual([1, 1, 1, 1, 0]);
  });

  it('refuses a seed that is no node, or stands there twice', () => {
    const { graph } = randomGraph(1);
    for (const seeds of [[60], [-1], [1.5], [4, 4]]) {
      expect(() => sampleNeighbors(graph, seeds, [2], new Random(1))).toThrow(
        expect.objectContaining({ kind: 'invalid-argument', argument: 'seeds' }),
      );
    }
  });
});

describe('buckets', () => {
  it('hold the count, waste at most an eighth of it, and are eight to an octave', () => {
    const sizes = new Set<number>();
    for (let count = 65; count <= 4096; count++) {
      const size = bucketSize(count);
      sizes.add(size);
      expect(size).toBeGreaterThanOrEqual(count);
      expect(size / count).toBeLessThanOrEqual(1.125);
    }
    expect(sizes.size).toBe(6 * 8);
    expect(bucketSize(0)).toBe(64);
  });
});

describe('gradients of several batches', () => {
  const inputs = tf.tidy(() => new Random(4).fillNormal(8 * 3));

  /** A regression on rows [from, to) of the same eight; `accumulate` calls for one move. */
  function regression(accumulate: number, enabled: boolean) {
    const p = new Parameters();
    p.create('w', [3, 1], new Random(1), { init: 'normal' });
    const optimizer = adam(p, { learningRate: 0.1 });
    const step = trainingStep({
      name: 'sum',
      parameters: p,
      optimizer,
      accumulate,
      enabled,
      clip: 0.5,
      objective: ({ x }) => ({
        loss: tf.mean(tf.square(tf.sub(tf.matMul(x as tf.Tensor2D, p.get('w') as tf.Tensor2D), 1))) as tf.Scalar,
      }),
    });
    const call = (from: number, to: number): void => {
      const x = tf.tensor2d(inputs.slice(3 * from, 3 * to), [to - from, 3]);
      tf.dispose([x, step({ x })]);
    };
    return { p, step, call };
  }

  it.each([true, false])('move parameters once, as one large batch does (compiled: %s)', (enabled) => {
    const large = regression(1, enabled);
    const small = regression(4, enabled);
    for (let move = 0; move < 6; move++) {
      const before = small.p.get('w').dataSync().slice();
      large.call(0, 8);
      for (let part = 0; part < 3; part++) small.call(2 * part, 2 * part + 2);
      expect(small.p.get('w').dataSync()).toEqual(before);
      small.call(6, 8);
      const [got, want] = [small.p.get('w').dataSync(), large.p.get('w').dataSync()];
      got.forEach((value, i) => expect(value).toBeCloseTo(want[i], 5));
      expect(got).not.toEqual(before);
    }
    large.step.dispose();
    small.step.dispose();
  });
});
