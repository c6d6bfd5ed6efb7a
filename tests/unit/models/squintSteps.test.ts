import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine';
import { zoo } from '../../../src/models';
import { squintConfig, SquintResult } from '../../../src/models/squint';
import { meanAtEnd } from '../../../src/models/squint/results';
import { epochsOf } from '../../../src/models/squint/trainer';
import { example } from './squintExample';

describe('how long SQUINT trains', () => {
  beforeAll(async () => void (await startEngine()));

  it('takes 2,000 steps on a small tissue, and 20 epochs on a large one', () => {
    const config = squintConfig();
    expect([config.epochs, config.steps]).toEqual(['auto', 2000]);
    // Steps of an epoch: 800, 4,839, 6,500, 100,000 and 1,000,000 cells.
    expect([4, 19, 26, 391, 3907].map((perEpoch) => epochsOf(config, perEpoch))).toEqual([500, 106, 77, 20, 20]);
    expect(epochsOf({ ...config, steps: 1000 }, 19)).toBe(53);
    expect(epochsOf({ ...config, epochs: 7 }, 19)).toBe(7);
    expect(squintConfig({ epochs: 7 }).epochs).toBe(7);
    expect(() => squintConfig({ epochs: 'some' as never })).toThrow(/whole number.*'auto'/);
  });

  it('is what the summary says, and what a training takes', { timeout: 120_000 }, async () => {
    const adata = example();
    const model = zoo.create('squint', { preset: 'tiny', steps: 30 });
    expect((await model.summary(adata)).estimates).toMatchObject({ epochs: 30, steps: 30 });
    expect((await model.summary(adata, { epochs: 4 })).estimates).toMatchObject({ epochs: 4, steps: 4 });
    expect((await zoo.create('squint').summary(adata)).estimates.steps).toBe(2000);
    const run = model.fit(adata, { write: false });
    expect((await run).summary.epochs).toBe(30);
    expect(run.reports).toHaveLength(30);
  });

  it('says that the edge term has learned nothing, until it has', { timeout: 180_000 }, async () => {
    const adata = example(400);
    const make = () => zoo.create('squint', { preset: 'tiny', seed: 1, learningRate: 5e-3, maskFrom: 0, maskTo: 0 });
    const short = await make().fit(adata, { epochs: 1, write: false });
    expect(short.summary.edges).toBeGreaterThan(0.97 * Math.LN2);
    expect(short.notices.join()).toMatch(/edge term has learned nothing \(0\.\d+; guessing has ln 2 = \.693\)/);
    const long = await make().fit(adata, { epochs: 150, write: false });
    expect(long.summary.edges).toBeLessThan(0.95 * Math.LN2);
    expect(long.notices.join()).not.toMatch(/edge term/);
    // Not asked to learn edges, it need not say so.
    const config = squintConfig({ adjacencyWeight: 0 });
    expect(new SquintResult({ ...short.summary, config }).warnings.join()).not.toMatch(/edge term/);
  });

  it('looks at the last tenth of the steps', () => {
    const reports = Array.from({ length: 30 }, (_, i) => ({ losses: { edges: i } })) as never;
    expect(meanAtEnd(reports, 'edges')).toBe(28);
    expect(meanAtEnd(reports, 'other')).toBeUndefined();
    expect(meanAtEnd([], 'edges')).toBeUndefined();
  });
});
