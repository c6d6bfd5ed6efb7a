import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Peers } from '../../../../src/engine';
import { type FitOptions, type Model, zoo } from '../../../../src/models';
import { tissue } from '../../cluster/example';
import { farthest, weightsOf } from './weights';
import { meetingPoint } from './meetingPoint';

// The plain provider compiles nothing, which is what small trainings spend their time with.
process.env.TISSUEBOOK_PROVIDER = 'cpu';
const folder = mkdtempSync(join(tmpdir(), 'ranks-'));
afterAll(() => rmSync(folder, { recursive: true }));

const squint = (more = {}) => zoo.create('squint', { preset: 'tiny', seed: 3, batchSize: 48, tileSize: 16, ...more });
const cifm = (more = {}) => zoo.create('cifm', { preset: 'tiny', seed: 3, batchSize: 45, ...more });
const data = () => tissue(120);
const quiet = { progress: false, write: false } as const;

/** Starts one model in several ranks. @param more by rank */
function start(make: () => Model, ranks: Peers[], options: FitOptions, more: FitOptions[] = []) {
  const models = ranks.map(() => make());
  const runs = models.map((model, rank) => model.fit(data(), { ...options, ...quiet, ...more[rank], peers: ranks[rank]! })); // prettier-ignore
  return { models, runs };
}

describe.each<[string, () => Model, number]>([
  ['squint', squint, 3],
  ['squint with observed neighbors', () => squint({ masked: 'observed' }), 2],
  ['cifm', cifm, 4],
  ['cifm with the balanced error and a gate', () => cifm({ loss: 'balanced', gate: true }), 2],
])('%s', (_, make, size) => {
  it(`trained by ${size} ranks is what one alone learns, but for rounding`, async () => {
    const alone = make();
    const run = alone.fit(data(), { epochs: 7, ...quiet });
    await run;
    const { models, runs } = start(make, meetingPoint(size), { epochs: 7 });
    await Promise.all(runs);
    expect(run.reports.length).toBeGreaterThanOrEqual(20);
    const own = await weightsOf(alone);
    const [first, ...others] = await Promise.all(models.map(weightsOf));
    for (const other of others) expect(farthest(first!, other)).toBe(0);
    expect(farthest(own, first!)).toBeLessThan(1e-6);
    const losses = (one: typeof run) => one.reports.map(({ losses: { loss } }) => loss!);
    const apart = losses(run).map((loss, at) => Math.abs(loss - losses(runs[0]!)[at]!) / Math.abs(loss));
    expect(Math.max(...apart)).toBeLessThan(1e-5);
  });
});

describe('ranks', () => {
  it('end at the same step when one is asked to, and go on from the file of the first', async () => {
    const checkpoint = join(folder, 'run.safetensors');
    const whole = start(cifm, meetingPoint(2), { epochs: 6 });
    await Promise.all(whole.runs);
    const ranks = meetingPoint(2);
    const { runs } = start(cifm, ranks, { epochs: 6, checkpoint });
    for (const [rank, run] of runs.entries()) ranks[rank]!.end = () => run.stop();
    for await (const { step } of runs[1]!) if (step === 7) ranks[1]!.ending = true;
    await Promise.all(runs);
    expect(runs.map(({ status }) => status)).toEqual(['stopped', 'stopped']);
    expect(new Set(runs.map(({ reports }) => reports.length)).size).toBe(1);
    expect(runs[0]!.reports.length).toBeLessThan(runs[0]!.totalSteps);
    const again = start(cifm, meetingPoint(2), { epochs: 6, checkpoint });
    await Promise.all(again.runs);
    expect(again.runs[0]!.reports[0]!.step).toBeGreaterThan(1);
    expect(farthest(await weightsOf(again.models[0]!), await weightsOf(whole.models[1]!))).toBe(0);
    expect(existsSync(checkpoint)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('whose weights differ after an epoch are told so', async () => {
    const ranks = meetingPoint(2);
    const { sum } = ranks[1]!;
    let sums = 0;
    // One number of one step comes out otherwise on one of the machines.
    ranks[1]!.sum = async (values) => {
      const found = await sum(values);
      if (values.length > 100 && ++sums === 4) found[0]! += 0.5;
      return found;
    };
    const { runs } = start(cifm, ranks, { epochs: 3 });
    for (const end of await Promise.allSettled(runs)) {
      expect(end).toMatchObject({ status: 'rejected', reason: { kind: 'peer-lost' } });
    }
    expect(new Set(runs.map(({ reports }) => reports.length)).size).toBe(1);
  });

  it('that do not see the files of the first are refused at once', async () => {
    const own = [0, 1].map((rank) => ({ checkpoint: join(folder, `disk ${rank}.safetensors`) }));
    const { runs } = start(cifm, meetingPoint(2), { epochs: 2 }, own);
    const ends = await Promise.allSettled(runs);
    for (const end of ends) expect(end).toMatchObject({ status: 'rejected', reason: { kind: 'checkpoint-mismatch' } });
    expect((ends[0] as PromiseRejectedResult).reason).toMatchObject({ argument: 'checkpoint' });
    expect(runs[0]!.reports).toEqual([]);
  });

  it('are refused by models whose batches are no sums over cells, and without workers', () => {
    const on = { run: () => Promise.reject(new Error()), threads: 1 };
    const kind = { kind: 'invalid-argument' };
    for (const id of ['spaformer', 'cellplm', 'scmognn', 'scmoformer', 'stalign', 'spatia'] as const) {
      const fit = (): unknown => zoo.create(id).fit(data(), { on, ranks: 2 });
      expect(fit).toThrow(expect.objectContaining({ ...kind, argument: 'ranks' }));
      expect(fit).toThrow(/several workers cannot train one/);
    }
    expect(() => squint().fit(data(), { ranks: 2 })).toThrow(expect.objectContaining({ ...kind, argument: 'on' }));
  });
});
