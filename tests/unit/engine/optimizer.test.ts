import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type OptimizerSpec,
  Parameters,
  Random,
  createOptimizer,
  loadCheckpoint,
  saveCheckpoint,
  startEngine,
  tf,
  trainingStep,
} from '../../../src/engine';

beforeAll(async () => {
  await startEngine();
});

const ROWS = 24;
const DATA = new Random(7).fillNormal(ROWS * 4);

/** A small regression by a two-layer network, trained by `spec`. */
function regression(spec: OptimizerSpec, { enabled = true, extent = { updates: 12, epochs: 4 } } = {}) {
  const p = new Parameters();
  p.create('body.weight', [5, 3], new Random(1), { init: 'normal' });
  p.create('body.bias', [5], new Random(1), { init: 'normal' });
  p.create('head.weight', [1, 5], new Random(1), { init: 'normal' });
  const optimizer = createOptimizer(p, spec, extent);
  const step = trainingStep({
    name: 'regression',
    parameters: p,
    optimizer,
    enabled,
    objective: ({ x, y }) => {
      const hidden = tf.matMul(x as tf.Tensor2D, p.get('body.weight') as tf.Tensor2D, false, true);
      const h = tf.tanh(tf.add(hidden, p.get('body.bias'))) as tf.Tensor2D;
      const out = tf.matMul(h, p.get('head.weight') as tf.Tensor2D, false, true);
      return { loss: tf.mean(tf.square(tf.sub(out, y))) as tf.Scalar };
    },
  });
  /** Batch number `batch` of rows [from, to). */
  const call = (batch: number, from = 0, to = ROWS, epoch = 0): void => {
    const rows = Array.from({ length: to - from }, (_, i) => DATA.slice(4 * (from + i), 4 * (from + i) + 4));
    const x = tf.tensor2d(
      rows.flatMap((row) => [...row.slice(0, 3)]),
      [to - from, 3],
    );
    const y = tf.tensor2d(
      rows.map((row) => row[3]!),
      [to - from, 1],
    );
    optimizer.at({ step: batch, epoch });
    tf.dispose([x, y, step({ x, y })]);
  };
  const values = (): Record<string, number[]> =>
    Object.fromEntries(p.names().map((name) => [name, [...p.get(name).dataSync()]]));
  return { p, optimizer, step, call, values };
}

const gap = (a: Record<string, number[]>, b: Record<string, number[]>): number =>
  Math.max(...Object.keys(a).flatMap((name) => a[name]!.map((value, i) => Math.abs(value - b[name]![i]!))));

describe.each([
  ['eager', false],
  ['compiled', true],
])('%s', (_, enabled) => {
  it('batches that are accumulated move parameters as the large batch does, schedule and all', () => {
    const spec: OptimizerSpec = {
      kind: 'adamw',
      learningRate: 0.05,
      clip: 0.5,
      schedule: { kind: 'linear', warmUp: 2 },
      ema: { decay: 0.8 },
    };
    const large = regression(spec, { enabled });
    const small = regression({ ...spec, accumulate: 4 }, { enabled });
    for (let move = 0; move < 5; move++) {
      large.call(move);
      for (let part = 0; part < 4; part++) {
        const before = small.values();
        small.call(4 * move + part, 6 * part, 6 * part + 6);
        if (part < 3) expect(gap(small.values(), before)).toBe(0);
        else expect(gap(small.values(), before)).toBeGreaterThan(1e-4);
      }
      expect(gap(small.values(), large.values())).toBeLessThan(1e-5);
    }
    const averages = ({ optimizer }: typeof large): Record<string, number[]> =>
      Object.fromEntries(
        optimizer.state
          .at('ema')
          .names()
          .map((name) => [name, [...optimizer.state.get(`ema.${name}`).dataSync()]]),
      );
    expect(gap(averages(small), averages(large))).toBeLessThan(1e-5);
  });

  it('a frozen weight stays as it is to the bit, and can be trained again afterwards', () => {
    const { p, optimizer, call, values } = regression(
      { kind: 'adamw', learningRate: 0.1, weightDecay: 0.3, groups: [{ match: 'body.*', frozen: true }] },
      { enabled },
    );
    const before = values();
    for (let i = 0; i < 4; i++) call(i);
    const after = values();
    expect(after['body.weight']).toEqual(before['body.weight']);
    expect(after['body.bias']).toEqual(before['body.bias']);
    expect(after['head.weight']).not.toEqual(before['head.weight']);
    expect(optimizer.state.names().filter((name) => name.includes('body'))).toEqual([]);
    optimizer.dispose();
    expect(p.names({ trainable: true })).toEqual(p.names());
  });

  it('the average is that of the weights after each update, and evaluating with it changes nothing', async () => {
    const { p, optimizer, call, values } = regression(
      { kind: 'adam', learningRate: 0.1, ema: { decay: 0.7 } },
      { enabled },
    );
    // Weights that are set after the optimizer is made are what the average starts from.
    p.set('head.weight', [1, 2, 3, 4, 5]);
    let want = values();
    for (let i = 0; i < 5; i++) {
      call(i);
      const now = values();
      want = Object.fromEntries(
        Object.entries(want).map(([name, old]) => [name, old.map((value, j) => 0.7 * value + 0.3 * now[name]![j]!)]),
      );
    }
    const before = values();
    expect(gap(await optimizer.withAverage(values), want)).toBeLessThan(1e-5);
    expect(gap(values(), before)).toBe(0);
    await expect(optimizer.withAverage(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(gap(values(), before)).toBe(0);
    optimizer.keepAverage();
    expect(gap(values(), want)).toBeLessThan(1e-5);
  });
});

it('a run that is taken up from its state goes on as it would have', async () => {
  const spec: OptimizerSpec = {
    kind: 'adamw',
    learningRate: 0.1,
    accumulate: 2,
    ema: { decay: 0.9, warm: true },
    schedule: { kind: 'plateau', per: 'update', patience: 1, factor: 0.5, warmUp: 2 },
  };
  const folder = mkdtempSync(join(tmpdir(), 'optimizer-'));
  const path = join(folder, 'run.safetensors');
  const steps = (run: ReturnType<typeof regression>, from: number, to: number): void => {
    for (let i = from; i < to; i++) {
      run.call(i, 6 * (i % 4), 6 * (i % 4) + 6);
      run.optimizer.observe({ loss: 1 + (i % 3) }, 'update');
    }
  };
  try {
    const whole = regression(spec);
    steps(whole, 0, 7);
    await saveCheckpoint(path, { network: whole.p, optimizer: whole.optimizer.state }, {});
    steps(whole, 7, 15);
    const resumed = regression(spec);
    await loadCheckpoint(path, { network: resumed.p, optimizer: resumed.optimizer.state });
    steps(resumed, 7, 15);
    expect(resumed.values()).toEqual(whole.values());
    expect(resumed.optimizer.learningRate).toBe(whole.optimizer.learningRate);
    expect(whole.optimizer.learningRate).toBeLessThan(0.1);
    expect(await resumed.optimizer.withAverage(resumed.values)).toEqual(
      await whole.optimizer.withAverage(whole.values),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('without extras the state has the names that checkpoints of earlier versions have', () => {
  const { optimizer, p } = regression({ kind: 'adamw', learningRate: 0.1 });
  const moments = p.names().flatMap((name) => [`m.${name}`, `v.${name}`]);
  expect(optimizer.state.names()).toEqual([...moments, 'step', 'learningRate', 'weightDecay']);
});

describe('schedules by name', () => {
  const ratesOf = (schedule: OptimizerSpec['schedule'], updates: number, perEpoch = 1): number[] => {
    const { optimizer } = regression(
      { kind: 'adam', learningRate: 1, ...(schedule && { schedule }) },
      { extent: { updates, epochs: updates } },
    );
    return Array.from({ length: updates }, (_, step) => {
      optimizer.at({ step, epoch: Math.floor(step / perEpoch) });
      return optimizer.learningRate;
    });
  };
  const near = (rates: number[], want: number[]): void =>
    rates.forEach((rate, i) => expect(rate).toBeCloseTo(want[i]!, 6));

  it('are constant, fall in a line, along a cosine, or by a factor, after a warm-up', () => {
    near(ratesOf(undefined, 3), [1, 1, 1]);
    near(ratesOf({ kind: 'constant', warmUp: 2 }, 4), [0.5, 1, 1, 1]);
    near(ratesOf({ kind: 'linear', to: 0.5 }, 4), [1, 0.875, 0.75, 0.625]);
    near(ratesOf({ kind: 'cosine' }, 4), [1, (1 + Math.SQRT1_2) / 2, 0.5, (1 - Math.SQRT1_2) / 2]);
    near(ratesOf({ kind: 'exponential', factor: 0.5, every: 2, after: 1 }, 6), [1, 1, 1, 0.5, 0.5, 0.25]);
    near(ratesOf({ kind: 'exponential', factor: 0.5, per: 'epoch' }, 6, 2), [1, 1, 0.5, 0.5, 0.25, 0.25]);
  });

  it('a plateau of epochs does not hear of updates', () => {
    const { optimizer } = regression({
      kind: 'adam',
      learningRate: 1,
      schedule: { kind: 'plateau', per: 'epoch', watch: 'error', patience: 0, factor: 0.5 },
    });
    for (let i = 0; i < 5; i++) optimizer.observe({ loss: 1 }, 'update');
    optimizer.observe({ error: 1 }, 'epoch');
    optimizer.observe({ error: 1 }, 'epoch');
    optimizer.at({ step: 1, epoch: 1 });
    expect(optimizer.learningRate).toBe(0.5);
    expect(() => optimizer.observe({ loss: 1 }, 'epoch')).toThrow(/watches "error"/);
  });
});

describe('a spec', () => {
  const make = (changes: object): (() => unknown) => {
    const spec = { kind: 'adam', learningRate: 0.1, ...changes } as OptimizerSpec;
    return () => regression(spec, { extent: {} as { updates: number; epochs: number } });
  };

  it('is plain data', () => {
    const spec: OptimizerSpec = { kind: 'adamw', learningRate: 0.1, groups: [{ match: 'head.*', learningRate: 1 }] };
    expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
    const [a, b] = [regression(spec), regression(JSON.parse(JSON.stringify(spec)) as OptimizerSpec)];
    for (const run of [a, b]) run.call(0);
    expect(a.values()).toEqual(b.values());
  });

  it.each([
    [{ kind: 'sgd' }, /kind must be one of adam, adamw/],
    [{ learningRate: 0 }, /learningRate must be a number above 0/],
    [{ learningrate: 1 }, /no option "learningrate"/],
    [{ betas: [0.9] }, /betas must be two numbers/],
    [{ weightDecay: -1 }, /weightDecay must be a number from 0/],
    [{ weightDecay: { kind: 'cosine', from: 1 } }, /to must be given/],
    [{ ema: { decay: 2 } }, /decay must be a number from 0 to 1/],
    [{ schedule: { kind: 'step' } }, /kind must be one of constant, linear/],
    [{ schedule: { kind: 'constant', to: 1 } }, /no option "to"/],
    [{ schedule: { kind: 'cosine' } }, /schedule.length must be given/],
    [{ schedule: { kind: 'exponential' } }, /factor must be given/],
    [{ groups: [{ match: 'haed.*' }] }, /"haed\.\*" fits no parameter/],
    [{ groups: [{ match: ['*', 'neck'] }] }, /"neck" fits no parameter/],
    [{ groups: [{ frozen: true }] }, /match must be given/],
  ])('that cannot be used is refused: %j', (changes, message) => {
    expect(make(changes)).toThrow(message);
  });

  it('gives stars any run of characters', () => {
    const own = (match: string): string[] => {
      const { p, optimizer } = regression({ kind: 'adam', learningRate: 1, groups: [{ match, frozen: true }] });
      const frozen = p.names({ trainable: false });
      optimizer.dispose();
      return frozen;
    };
    expect(own('body.*')).toEqual(['body.weight', 'body.bias']);
    expect(own('*.weight')).toEqual(['body.weight', 'head.weight']);
    expect(own('b*y.*s')).toEqual(['body.bias']);
    expect(own('body.bias')).toEqual(['body.bias']);
    expect(() => own('body')).toThrow(/fits no parameter/);
  });
});
