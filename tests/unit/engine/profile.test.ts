import { beforeAll, describe, expect, it } from 'vitest';
import { Parameters, Random, adam, createMlp, mlp, profile, startEngine, tf, train, trainingStep } from '../../../src/engine'; // prettier-ignore
import { metered, readMeters } from '../../../src/engine/profile/meters';
import { RunProfile } from '../../../src/engine/profile/runProfile';
import { workOf } from '../../../src/engine/profile/workOf';

let provider = '';
beforeAll(async () => {
  ({ provider } = await startEngine());
});

/** Keeps the process busy. */
function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

const sum = (parts: object): number =>
  Object.values(parts).reduce((total: number, part) => total + (part as number), 0);

describe('meters', () => {
  it('what runs on a meter inside of another counts once', () => {
    const before = readMeters().seconds;
    metered('compiling', () => {
      work(10);
      metered('compiled', () => work(20));
    });
    const after = readMeters().seconds;
    expect(after.compiling - before.compiling).toBeGreaterThan(0.0099);
    expect(after.compiled - before.compiled).toBeGreaterThan(0.0199);
    expect(after.compiling - before.compiling).toBeLessThan(after.compiled - before.compiled + 0.01);
  });
});

describe('the work of operations', () => {
  it('is two for each number and each that it is made of', () => {
    expect(workOf('BatchMatMulV2', [[5, 2, 3], [5, 3, 4]], [[5, 2, 4]])).toBe(2 * 5 * 2 * 3 * 4); // prettier-ignore
    expect(workOf('MatMul', [[3, 2], [3, 4]], [[2, 4]], true)).toBe(2 * 2 * 3 * 4); // prettier-ignore
    const [image, filter, output] = [[1, 8, 8, 3], [3, 3, 3, 16], [1, 8, 8, 16]]; // prettier-ignore
    const forward = workOf('Conv2D', [image, filter], [output]);
    expect(forward).toBe(2 * 8 * 8 * 16 * 9 * 3);
    expect(workOf('Conv2DBackpropFilter', [image, [4], output], [filter])).toBe(forward);
    expect(workOf('Conv2DBackpropInput', [[4], filter, output], [image])).toBe(forward);
    expect(workOf('AddV2', [[8], [8]], [[8]])).toBe(0);
  });
});

function network() {
  const p = new Parameters();
  createMlp(p, 32, 64, 8, new Random(1));
  const step = trainingStep({
    name: 'profiled',
    parameters: p,
    optimizer: adam(p),
    objective: ({ x }) => ({ loss: tf.mean(tf.square(mlp(p, x))) as tf.Scalar }),
  });
  return { step, x: tf.tensor2d(new Random(2).fillNormal(256 * 32), [256, 32]) };
}

describe('a run with profile: true', () => {
  it('says where the time went: parts add up, and what waits, computes and compiles is told apart', async () => {
    const { step, x } = network();
    const run = train({
      title: 'profiled',
      epochs: 1,
      stepsPerEpoch: 6,
      profile: true,
      items: { name: 'cells', perStep: 256 },
      step: async () => {
        work(5);
        await new Promise((resolve) => setTimeout(resolve, 20));
        return { loss: step({ x }).loss.dataSync()[0] };
      },
      finish: () => undefined,
    });
    await run;
    const found = run.profile!;
    expect(found.steps).toBe(6);
    expect(sum(found.parts)).toBeCloseTo(found.seconds, 1);
    expect(found.parts.host).toBeGreaterThan(0.03);
    expect(found.parts.data).toBeGreaterThan(0.09);
    expect(found.toString()).toMatch(/^Where .* s of 6 steps went:/);
    expect(found.toString()).toMatch(/cells\/s\.$/);
    if (provider !== 'tensorflow') return;
    expect(found.parts.compiling).toBeGreaterThan(0);
    expect(found.parts.loops + found.parts.products).toBeGreaterThan(0);
    // Two products forward, three backward: the gradient of x is not asked for.
    expect(found.workPerStep).toBe(2 * 256 * (2 * 32 * 64 + 3 * 64 * 8));
    expect(run.toString()).toMatch(/\(of at most \d+\) cells\/s/);
  });

  it('without it, a run has none and costs nothing', async () => {
    const run = train({
      title: 'plain',
      epochs: 1,
      stepsPerEpoch: 1,
      step: () => ({ loss: 1 }),
      finish: () => undefined,
    });
    await run;
    expect(run.profile).toBeUndefined();
  });
});

it('any work can be measured, an embedding say', async () => {
  const { result, profile: where } = await profile(() => tf.tidy(() => tf.sum(tf.ones([100, 100])).dataSync()[0]), {
    cells: 100,
  });
  expect(result).toBe(10_000);
  expect(where.rate?.perSecond).toBeGreaterThan(0);
  if (provider === 'tensorflow') expect(where.parts.operations).toBeGreaterThan(0);
});

it('calls that run side by side take no longer than the step that they belong to', () => {
  const found = new RunProfile({
    seconds: 10,
    steps: 2,
    meters: { compiling: 1, compiled: 4, operations: 0, reading: 0 },
    calls: { products: 5, attention: 0, sums: 3 },
    idle: { within: 1, between: 1 },
    work: 2e9,
    speed: 1e9,
    secondsPerStep: 2,
    items: { name: 'cells', perStep: 100 },
  });
  expect(found.parts).toMatchObject({ products: 2.5, sums: 1.5, loops: 0, host: 3 });
  expect(found.rate).toEqual({ name: 'cells', perSecond: 50, atMost: 100 });
});
