import { beforeAll, describe, expect, it } from 'vitest';
import {
  Parameters,
  Random,
  type StepInputs,
  StepRandom,
  adam,
  adamW,
  compile,
  createLayerNorm,
  createMlp,
  createSage,
  drawKey,
  dropout,
  gelu,
  layerNorm,
  mlp,
  negativeBinomialLogLikelihood,
  sage,
  segmentSoftmax,
  startEngine,
  tf,
  trainingStep,
} from '../../../src/engine';
import { collectNotices } from '../../../src/engine/notices';

let tensorflow = true;

beforeAll(async () => {
  try {
    await startEngine({ provider: 'tensorflow' });
  } catch {
    tensorflow = false;
    await startEngine({ provider: 'cpu' });
  }
});

const NODES = 30;
const GENES = 12;

/** A graph network with a count likelihood, dropout, attention and a running mean: something of everything. */
function network(seed: number, enabled: boolean) {
  const random = new Random(seed);
  const p = new Parameters();
  createMlp(p.at('encoder'), GENES, 16, 8, random);
  createSage(p.at('sage'), 8, 8, random);
  createLayerNorm(p.at('norm'), 8, random);
  createMlp(p.at('decoder'), 8, 16, GENES, random);
  p.create('dispersion', [GENES], random, { init: 'zeros' });
  p.create('mean', [8], random, { init: 'zeros', trainable: false });
  const optimizer = adamW(p, { learningRate: 0.01, weightDecay: 0.05 });
  const step = trainingStep({
    name: 'test.step',
    parameters: p,
    optimizer,
    clip: 1,
    enabled,
    objective: ({ x, src, dst, key }: StepInputs) => {
      const edges = { src: src as tf.Tensor1D, dst: dst as tf.Tensor1D };
      const h = dropout(
        mlp(p.at('encoder'), tf.log1p(x) as tf.Tensor2D, (y) => gelu(y)),
        0.2,
        new StepRandom(key),
      );
      const z = layerNorm(p.at('norm'), sage(p.at('sage'), h, edges));
      const score = tf.sum(tf.gather(z, edges.src), 1) as tf.Tensor1D;
      const attention = segmentSoftmax(score, edges.dst, NODES);
      const mu = tf.exp(mlp(p.at('decoder'), z));
      const nb = tf.neg(tf.mean(negativeBinomialLogLikelihood(x, mu, tf.exp(p.get('dispersion')))));
      const spread = tf.mean(tf.square(attention));
      return { loss: tf.add(nb, tf.mul(spread, 0.1)) as tf.Scalar, nb, spread, z };
    },
    after: (_, { z }) => {
      const mean = p.get('mean');
      mean.assign(tf.add(tf.mul(mean, 0.9), tf.mul(tf.mean(z, 0), 0.1)));
    },
  });
  return { p, optimizer, step };
}

function inputs(random: Random): StepInputs {
  const counts = random.fillUniform(NODES * GENES, 0, 20).map(Math.floor);
  const ends = () => Int32Array.from({ length: 90 }, () => random.integer(0, NODES));
  return {
    x: tf.tensor2d(counts, [NODES, GENES]),
    src: tf.tensor1d(ends(), 'int32'),
    dst: tf.tensor1d(ends(), 'int32'),
    key: drawKey(3, random.integer(0, 1000)),
  };
}

function trainFor(steps: number, enabled: boolean) {
  const { p, optimizer, step } = network(5, enabled);
  const random = new Random(9);
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    optimizer.setLearningRate(0.01 / (1 + i));
    const given = inputs(random);
    const outputs = step(given);
    losses.push(outputs.loss.dataSync()[0], outputs.spread.dataSync()[0]);
    tf.dispose([given, outputs]);
  }
  const values = p.names().map((name) => [name, p.get(name).dataSync()] as const);
  return { losses, values: new Map(values), mode: step.mode };
}

describe('a compiled step', () => {
  it('agrees with the same step run eagerly over 20 steps', () => {
    const eager = trainFor(20, false);
    const compiled = trainFor(20, true);
    expect(eager.mode.compiled).toBe(false);
    expect(compiled.mode).toEqual(tensorflow ? { compiled: true } : { compiled: false, why: expect.any(String) });
    compiled.losses.forEach((loss, i) => expect(Math.abs(loss / eager.losses[i] - 1)).toBeLessThan(1e-5));
    for (const [name, want] of eager.values) {
      const got = compiled.values.get(name)!;
      const scale = Math.max(...want.map(Math.abs));
      want.forEach((value, i) => expect(Math.abs(got[i] - value) / scale).toBeLessThan(1e-4));
    }
  });

  it('keeps the number of tensors', () => {
    const { step } = network(5, true);
    const random = new Random(9);
    const once = (): void => {
      const given = inputs(random);
      tf.dispose([given, step(given)]);
    };
    for (let i = 0; i < 5; i++) once();
    const before = tf.memory().numTensors;
    for (let i = 0; i < 20; i++) once();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('compiles anew for another shape', () => {
    const double = compile('double', ({ x }: StepInputs) => ({ y: tf.mul(x, 2) }));
    expect([...double({ x: tf.tensor1d([1, 2]) }).y.dataSync()]).toEqual([2, 4]);
    expect([...double({ x: tf.tensor1d([1, 2, 3]) }).y.dataSync()]).toEqual([2, 4, 6]);
    expect([...double({ x: tf.tensor1d([5, 6]) }).y.dataSync()]).toEqual([10, 12]);
  });

  it('follows a parameter that is frozen in between', () => {
    const { p, step } = network(3, true);
    const random = new Random(9);
    tf.dispose(step(inputs(random)));
    p.at('encoder').setTrainable(false);
    const before = p.get('encoder.fc1.weight').dataSync().slice();
    const other = p.get('decoder.fc1.weight').dataSync().slice();
    tf.dispose(step(inputs(random)));
    expect(p.get('encoder.fc1.weight').dataSync()).toEqual(before);
    expect(p.get('decoder.fc1.weight').dataSync()).not.toEqual(other);
  });

  it('is not disturbed by variables that are made and freed meanwhile', () => {
    const p = new Parameters();
    p.create('w', [2], new Random(1), { init: 'ones' });
    const w = p.get('w');
    const step = compile('count', ({ x }: StepInputs) => ({ y: tf.mul(w, x) }));
    for (let call = 0; call < 5; call++) {
      p.at('other').create(String(call), [3], new Random(1));
      expect([...step({ x: tf.tensor1d([call, 1]) }).y.dataSync()]).toEqual([call, 1]);
      if (call === 3) p.at('other').dispose();
    }
  });

  it('leaves copies of a variable alone', () => {
    const p = new Parameters();
    p.create('w', [2], new Random(1), { init: 'ones' });
    const w = p.get('w');
    const step = compile('count', () => (w.assign(tf.add(w, 1)), { w: tf.mul(w, 1) }));
    step({});
    const copy = tf.clone(w as tf.Tensor);
    step({});
    expect([...copy.dataSync()]).toEqual([2, 2]);
    expect([...w.dataSync()]).toEqual([3, 3]);
  });

  it('returns an input, a variable and the same tensor twice', () => {
    const p = new Parameters();
    p.create('w', [2], new Random(1), { init: 'ones' });
    const w = p.get('w');
    const step = compile('give', ({ x }: StepInputs) => {
      const y = tf.add(x, w);
      return { x, w: w as tf.Tensor, y, again: y };
    });
    const out = step({ x: tf.tensor1d([3, 4]) });
    expect(Object.values(out).map((tensor) => [...tensor.dataSync()])).toEqual([
      [3, 4],
      [1, 1],
      [4, 5],
      [4, 5],
    ]);
    tf.dispose(out.x);
    expect([...w.dataSync()]).toEqual([1, 1]);
  });
});

describe('what would be frozen', () => {
  const refused =
    (step: (inputs: StepInputs) => Record<string, tf.Tensor>, calls = 1) =>
    () => {
      const compiled = compile('odd', step);
      for (let i = 0; i < calls; i++) compiled({ x: tf.tensor1d([1, 2]) });
    };

  it.runIf(true)('is refused: a tensor from outside', () => {
    const outside = tf.tensor1d([1, 2]);
    if (tensorflow) expect(refused(({ x }) => ({ y: tf.add(x, outside) }))).toThrow(/shape \[2\].*outside/);
    expect([...outside.dataSync()]).toEqual([1, 2]);
  });

  it('is refused: random numbers drawn inside', () => {
    const random = new Random(4);
    const step = ({ x }: StepInputs) => ({ y: tf.mul(x, tf.tensor1d(random.fillUniform(2))) });
    if (tensorflow) expect(refused(step)).toThrow(/change from call to call/);
  });

  it('is refused: a counter of the caller', () => {
    let counter = 0;
    const compiled = compile('odd', ({ x }: StepInputs) => ({ y: tf.mul(x, counter) }));
    const calls = (): void => {
      for (counter = 0; counter < 9; counter++) compiled({ x: tf.tensor1d([1, 2]) });
    };
    if (tensorflow) expect(calls).toThrow(/change from call to call/);
  });
});

describe('what cannot be compiled runs eagerly and says why', () => {
  const noticesOf = (work: () => void): string[] => {
    const notices = new Set<string>();
    collectNotices((notice) => notices.add(notice), work);
    return [...notices];
  };

  it.runIf(true)('gives a notice where it is not compiled, and none where it is', () => {
    const odd = compile('odd', ({ x }: StepInputs) => ({ y: tf.mul(x, x.dataSync()[0]) }));
    const even = compile('even', ({ x }: StepInputs) => ({ y: tf.mul(x, 2) }));
    const call = (step: typeof odd): void => {
      for (let i = 0; i < 3; i++) tf.dispose(step({ x: tf.tensor1d([1, 2]) }));
    };
    expect(noticesOf(() => call(odd))).toEqual([expect.stringMatching(/^odd .*an operation at a time/)]);
    if (tensorflow) expect(noticesOf(() => call(even))).toEqual([]);
  });

  it('gives a notice where shapes are so many that it is compiled again and again', () => {
    const step = compile('many', ({ x }: StepInputs) => ({ y: tf.sum(x) }));
    const call = (sizes: number): void => {
      for (let size = 1; size <= sizes; size++) tf.dispose(step({ x: tf.zeros([size]) }));
    };
    if (!tensorflow) return;
    expect(noticesOf(() => call(16))).toEqual([]);
    expect(noticesOf(() => call(17))).toEqual([expect.stringMatching(/^many meets inputs of more than 16 shapes/)]);
    step.dispose();
  });

  it('gives a notice where XLA cannot do it, and TensorFlow runs the graph', () => {
    if (!tensorflow) return;
    const [boxes, of] = [[[0, 0, 1, 1]], [0]];
    const step = compile('cut', ({ x }: StepInputs) => ({
      y: tf.image.cropAndResize(x as tf.Tensor4D, tf.tensor2d(boxes), tf.tensor1d(of, 'int32'), [2, 2]),
    }));
    const image = tf.reshape(tf.range(0, 16), [1, 4, 4, 1]);
    const notices = noticesOf(() => expect([...step({ x: image }).y!.dataSync()]).toEqual([0, 3, 12, 15]));
    expect(step.mode).toMatchObject({ compiled: true, why: expect.stringContaining('Without XLA') });
    expect(notices).toEqual([expect.stringMatching(/^cut runs as a plain graph/)]);
  });

  const cases: [string, RegExp, (inputs: StepInputs) => Record<string, tf.Tensor>, number[]][] = [
    ['reading a value', /reads values/, ({ x }) => ({ y: tf.mul(x, x.dataSync()[0]) }), [2, 4]],
    [
      'a shape that depends on data',
      /depends on the data/,
      ({ x }) => ({ y: tf.unique(x as tf.Tensor1D).values }),
      [2],
    ],
  ];
  it.each(cases)('%s', (_, why, step, want) => {
    const compiled = compile('odd', step);
    const x = want.length === 1 ? tf.tensor1d([2, 2]) : tf.tensor1d([2, 2]);
    const [y] = Object.values(compiled({ x }));
    expect([...y.dataSync()]).toEqual(want.length === 1 ? want : [4, 4]);
    if (tensorflow) expect(compiled.mode.why).toMatch(why);
    expect(compiled.mode.compiled).toBe(false);
  });

  it('leaves variables and the engine as they were after an error inside', () => {
    const p = new Parameters();
    p.create('w', [2], new Random(1), { init: 'ones' });
    const w = p.get('w');
    const step = compile('bad', () => {
      w.assign(tf.add(w, 1));
      throw new Error('on purpose');
    });
    expect(() => step({})).toThrow('on purpose');
    expect([...tf.add(w, 0).dataSync()]).toEqual(tensorflow ? [2, 2] : [2, 2]);
  });
});

describe('Adam by name', () => {
  it('is not disturbed by a layer that freezes', () => {
    const moved = (freeze: boolean): number => {
      const p = new Parameters();
      p.create('a', [1], new Random(1), { init: 'ones' });
      p.create('b', [1], new Random(1), { init: 'ones' });
      const optimizer = adam(p, { learningRate: 0.1 });
      const step = trainingStep({
        name: 's',
        parameters: p,
        optimizer,
        objective: () => ({ loss: tf.sum(tf.add(tf.square(p.get('a')), tf.pow(p.get('b'), 3))) as tf.Scalar }),
      });
      for (let i = 0; i < 6; i++) {
        if (i === 3 && freeze) p.setTrainable(false, (name) => name === 'a');
        tf.dispose(step({}));
      }
      return p.get('b').dataSync()[0];
    };
    expect(moved(true)).toBe(moved(false));
  });
});
