import { beforeAll, describe, expect, it } from 'vitest';
import {
  Parameters,
  Random,
  StepRandom,
  type StepInputs,
  compile,
  createTransformer,
  drawKey,
  dropout,
  startEngine,
  tf,
  transformer,
} from '../../../src/engine';
import { pcg3d } from '../../../src/engine/ops/kernels';

beforeAll(async () => {
  await startEngine();
});

const uniforms = (seed: number, step: number, shape: number[], draws = 1): Float32Array => {
  const random = new StepRandom(drawKey(seed, step));
  for (let i = 1; i < draws; i++) random.uniform([1]);
  return random.uniform(shape).dataSync() as Float32Array;
};
const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
const correlation = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  mean(Array.from(a, (value, i) => 12 * (value - 0.5) * (b[i]! - 0.5)));

describe('random numbers inside of a step', () => {
  const COUNT = 2 ** 18;
  /** Five standard errors of a mean of COUNT numbers of variance 1. */
  const NOISE = 5 / Math.sqrt(COUNT);

  it('are pcg3d, as its paper has it', () => {
    // In unsigned integers of any size, with the remainder taken at every step.
    const big = (x: number, y: number, z: number): number => {
      const wrap = (v: bigint): bigint => BigInt.asUintN(32, v);
      let v = [x, y, z].map((word) => wrap(BigInt(word) * 1664525n + 1013904223n)) as [bigint, bigint, bigint];
      const mix = ([a, b, c]: typeof v): typeof v => {
        const first = wrap(a + b * c);
        const second = wrap(b + c * first);
        return [first, second, wrap(c + first * second)];
      };
      v = mix(v).map((word) => word ^ (word >> 16n)) as typeof v;
      return Number(mix(v)[2]);
    };
    for (let i = 0; i < 50; i++) expect(pcg3d(i, 77 * i, -i) >>> 0).toBe(big(i, 77 * i, -i));
  });

  it('are the same for the same seed and step, and unlike for any other', () => {
    const first = uniforms(1, 0, [COUNT]);
    expect(uniforms(1, 0, [COUNT])).toEqual(first);
    for (const other of [uniforms(2, 0, [COUNT]), uniforms(1, 1, [COUNT]), uniforms(1, 0, [COUNT], 2)]) {
      expect(Math.abs(correlation(first, other))).toBeLessThan(NOISE);
      const shifted = Array.from(other, (_, i) => other[(i + 1) % COUNT]!);
      expect(Math.abs(correlation(first, shifted))).toBeLessThan(NOISE);
    }
  });

  it('fill [0, 1) evenly, whichever axis one walks', () => {
    for (const [shape, seed] of [
      [[COUNT], 3],
      [[512, 512], 4],
      [[8, 64, 512], 5],
    ] as [number[], number][]) {
      const values = uniforms(seed, 7, shape);
      expect(Math.abs(mean(values) - 0.5) * Math.sqrt(12)).toBeLessThan(NOISE);
      const counts = new Float64Array(256);
      for (const value of values) counts[Math.floor(value * 256)]!++;
      // Chi-squared with 255 degrees of freedom: mean 255, deviation 22.6.
      const expected = COUNT / 256;
      expect(counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0)).toBeLessThan(255 + 5 * 22.6);
      for (const lag of [1, 2, 64, 511, 512, 513]) {
        const shifted = Array.from(values, (_, i) => values[(i + lag) % COUNT]!);
        expect(Math.abs(correlation(values, shifted)), `${shape.join()} at ${lag}`).toBeLessThan(NOISE);
      }
    }
  });

  it('normal numbers have the moments of N(0, 1)', () => {
    const values = new StepRandom(drawKey(1, 2)).normal([COUNT]).dataSync();
    const moment = (power: number): number => mean(Array.from(values, (value) => value ** power));
    expect(Math.abs(moment(1))).toBeLessThan(NOISE);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(2 * NOISE);
    expect(Math.abs(moment(3))).toBeLessThan(4 * NOISE);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(10 * NOISE);
    expect(values.every(Number.isFinite)).toBe(true);
  });

  it('a longer axis changes no number that was there', () => {
    const [small, large] = [uniforms(1, 1, [3, 5, 8]), uniforms(1, 1, [4, 9, 8])];
    const cut = tf.slice(tf.tensor(large, [4, 9, 8]), [0, 0, 0], [3, 5, 8]).dataSync();
    expect(cut).toEqual(small);
  });

  it('refuses what is no seed, no step, or has too many axes', () => {
    expect(() => drawKey(-1, 0)).toThrow(/seed must be/);
    expect(() => drawKey(0, 0.5)).toThrow(/step must be/);
    expect(() => new StepRandom(drawKey(0, 0)).uniform([1, 1, 1, 1, 1, 1])).toThrow(/at most 5 axes/);
  });
});

describe.each([
  ['eager', false],
  ['compiled', true],
])('dropout, %s', (_, enabled) => {
  const step = compile(
    'dropout',
    ({ x, key }: StepInputs) => {
      const random = new StepRandom(key!);
      return { first: dropout(x!, 0.3, random), second: dropout(x!, 0.3, random) };
    },
    { enabled },
  );
  const x = (): tf.Tensor => tf.fill([400, 100], 2);
  const run = (number: number): Record<'first' | 'second', Float32Array> => {
    const { first, second } = step({ x: x(), key: drawKey(5, number) });
    return { first: first.dataSync() as Float32Array, second: second.dataSync() as Float32Array };
  };

  it('drops the share that was asked for, and scales the rest', () => {
    const { first } = run(0);
    const zeros = first.filter((value) => value === 0).length / first.length;
    expect(Math.abs(zeros - 0.3)).toBeLessThan((5 * Math.sqrt(0.3 * 0.7)) / 200);
    for (const value of first) if (value !== 0) expect(value).toBeCloseTo(2 / 0.7, 5);
  });

  it('drops others at every step and every place of a step', () => {
    const masks = [0, 1, 2, 3, 4].flatMap((number) => Object.values(run(number)));
    const kept = masks.map((values) => Array.from(values, (value) => Number(value !== 0) - 0.7));
    for (let a = 0; a < kept.length; a++) {
      for (let b = 0; b < a; b++) {
        const together = mean(kept[a]!.map((value, i) => (value * kept[b]![i]!) / 0.21));
        expect(Math.abs(together), `${a} and ${b}`).toBeLessThan(5 / 200);
      }
    }
    expect(run(1)).toEqual(run(1));
  });

  it('runs as the mode says, and draws what the other mode draws', () => {
    const other = compile('other', ({ x: given, key }: StepInputs) => ({
      y: dropout(given!, 0.3, new StepRandom(key!)),
    }));
    expect(step.mode.compiled && !enabled).toBe(false);
    expect(other({ x: x(), key: drawKey(5, 3) }).y!.dataSync()).toEqual(run(3).first);
  });

  it('sends gradients through what was kept, by the same mask', () => {
    const slopes = compile(
      'slopes',
      ({ x: given, key }: StepInputs) => {
        const dropped = (value: tf.Tensor): tf.Tensor => dropout(value, 0.3, new StepRandom(key!));
        return { y: dropped(given!), dy: tf.grad((value: tf.Tensor) => tf.sum(dropped(value)))(given!) };
      },
      { enabled },
    );
    const { y, dy } = slopes({ x: x(), key: drawKey(1, 1) });
    expect(tf.mul(dy!, 2).dataSync()).toEqual(y!.dataSync());
  });
});

it('nothing is dropped without random numbers, or at the rate 0', () => {
  const x = tf.randomNormal([4, 3]);
  expect(dropout(x, 0.5)).toBe(x);
  expect(dropout(x, 0, new StepRandom(drawKey(0, 0)))).toBe(x);
  expect(() => dropout(x, 1)).toThrow(/rate must be/);
});

it('a transformer layer drops in training only', () => {
  const p = new Parameters();
  createTransformer(p, 8, 16, new Random(1), { heads: 2 });
  const x = tf.tensor2d(new Random(2).fillNormal(40), [5, 8]);
  const plain = transformer(p, x, { heads: 2 }).dataSync();
  expect(transformer(p, x, { heads: 2, dropout: 0.5 }).dataSync()).toEqual(plain);
  const drawn = (step: number): tf.TypedArray =>
    transformer(p, x, { heads: 2, dropout: 0.5 }, undefined, new StepRandom(drawKey(1, step))).dataSync();
  expect(drawn(0)).not.toEqual(plain);
  expect(drawn(0)).not.toEqual(drawn(1));
  expect(drawn(1)).toEqual(drawn(1));
});

it('drawing leaves no tensor behind', () => {
  const key = drawKey(1, 1);
  const before = tf.memory().numTensors;
  tf.dispose([new StepRandom(key).uniform([3, 4]), new StepRandom(key).uniform([])]);
  expect(tf.memory().numTensors).toBe(before);
});
