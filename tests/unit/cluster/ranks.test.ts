import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Cluster, dask } from '../../../src/cluster';
import { Gang } from '../../../src/cluster/gang';
import { Ring } from '../../../src/cluster/host/ring';
import { pythonCommand } from '../../../src/data/datasets/pythonCommand';
import { type Model, zoo } from '../../../src/models';
import { meetingPoint } from '../models/together/meetingPoint';
import { farthest, weightsOf } from '../models/together/weights';
import { tissue } from './example';
import { familyOf, isAlive, until } from './processes';
import { hasXgboost } from './xgboost';

process.env.TISSUEBOOK_PROVIDER = 'cpu';
const there = hasXgboost();
const folder = mkdtempSync(join(tmpdir(), 'ranks-test-'));
let workers: Cluster;

beforeAll(async () => {
  if (there) workers = await dask.local({ workers: 3, threads: 1, grace: 1, network: 'private', rankTimeout: 6 });
}, 120_000);
afterAll(async () => {
  await workers?.close();
  rmSync(folder, { recursive: true, force: true });
});

const squint = (): Model => zoo.create('squint', { preset: 'tiny', seed: 3, batchSize: 48, tileSize: 16 });
const cifm = (): Model => zoo.create('cifm', { preset: 'tiny', seed: 3, batchSize: 45 });
const data = () => tissue(120);
const quiet = { progress: false, write: false } as const;

const title = `one model on several workers${there ? '' : ' (skipped: xgboost-cpu is not installed)'}`;

describe.skipIf(!there)(title, () => {
  it('learns what one process learns', async () => {
    for (const make of [squint, cifm]) {
      const [alone, together] = [make(), make()];
      await alone.fit(data(), { epochs: 7, ...quiet });
      const run = together.fit(data(), { epochs: 7, on: workers, ranks: 2, ...quiet });
      await run;
      expect(run.reports.map(({ step }) => step)).toEqual([...Array(21).keys()].map((at) => at + 1));
      expect(farthest(await weightsOf(alone), await weightsOf(together))).toBeLessThan(1e-6);
    }
  }, 300_000);

  it('is taken up from the file when ranks are killed or fall silent, and learns the same', async () => {
    const checkpoint = join(folder, 'run.safetensors');
    const broken = cifm();
    const epochs = 40;
    const run = broken.fit(data(), { epochs, on: workers, ranks: 2, checkpoint, ...quiet });
    const further = (): Promise<boolean> => {
      const { length } = run.reports;
      return until(() => run.reports.length > length && existsSync(checkpoint), 60_000);
    };
    for (const [rank, signal] of [
      [1, 'SIGKILL'],
      [0, 'SIGKILL'],
      [1, 'SIGSTOP'],
    ] as const) {
      // prettier-ignore
      expect(await further()).toBe(true);
      let pid = 0;
      expect(await until(() => (pid = nodeOf(rank)) > 0, 60_000)).toBe(true);
      process.kill(pid, signal);
      expect(await until(() => !isAlive(pid), 20_000)).toBe(true);
    }
    await run;
    // Two may be lost at once, and a machine under load may lose some more.
    const losses = broken.notices!.filter((notice) => notice.includes('was lost'));
    expect(losses.length).toBeGreaterThanOrEqual(2);
    const steps = run.reports.map(({ step }) => step);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    // What the first rank did in the fifth of a second before it was killed is in the file, and in no report.
    expect([steps[0], steps.at(-1)]).toEqual([1, 3 * epochs]);
    expect(steps.length).toBeGreaterThan(3 * epochs - 30);
    // The same ranks within this process, where nothing is lost.
    const whole = [cifm(), cifm()];
    const peers = meetingPoint(2);
    await Promise.all(whole.map((model, rank) => model.fit(data(), { epochs, peers: peers[rank]!, ...quiet })));
    expect(farthest(await weightsOf(whole[0]!), await weightsOf(broken))).toBe(0);
    expect(existsSync(checkpoint)).toBe(false);
  }, 300_000);

  it('ends at one step on all of them when it is stopped', async () => {
    const model = squint();
    const run = model.fit(data(), { epochs: 100_000, on: workers, ranks: 2, ...quiet });
    expect(await until(() => run.reports.length > 2, 200_000)).toBe(true);
    // As a person stops one of them in the list of what goes on.
    workers.works.find(({ title, status }) => status === 'running' && title.endsWith('rank 1 of 2'))!.stop();
    await run;
    expect([run.status, model.trained]).toEqual(['stopped', true]);
    expect(workers.works.slice(-2).map(({ status }) => status)).toEqual(['finished', 'finished']);
  }, 300_000);

  it('takes as many workers as ranks', async () => {
    const refused = { kind: 'invalid-argument', argument: 'ranks' };
    await expect(squint().fit(data(), { on: workers, ranks: 4, ...quiet })).rejects.toMatchObject(refused);
    const pids = familyOf(workers.pid!);
    await workers.close();
    expect(await until(() => !pids.some(isAlive), 10_000)).toBe(true);
  });

  /** The Node process of a rank; 0 between two rounds. */
  function nodeOf(rank: number): number {
    const work = workers.works.find(({ title, status }) => status === 'running' && title.endsWith(`rank ${rank} of 2`));
    const worker = workers.workers.find(({ address }) => address === work?.worker)?.processes[0];
    const all = worker === undefined ? [] : familyOf(worker);
    return all.find((pid) => isAlive(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('main.js')) ?? 0;
  }
});

describe('ranks are refused', () => {
  it('on a network that was not called private', async () => {
    const gang = new Gang({ workers: () => [], refreshed: () => Promise.resolve(), run: () => Promise.resolve() }, {});
    const refused = { kind: 'invalid-argument', argument: 'network' };
    await expect(gang.run('fit', {}, { ranks: 2 })).rejects.toMatchObject(refused);
  });

  it('where XGBoost is missing, with the line that installs it', async () => {
    const bare = join(folder, 'python');
    writeFileSync(bare, `#!/bin/sh\nexec ${pythonCommand()} -S "$@"\n`, { mode: 0o755 });
    vi.stubEnv('TISSUEBOOK_PYTHON', bare);
    vi.stubEnv('PYTHONPATH', join(__dirname, '..', '..', '..'));
    const settings = { rank: 0, size: 2, host: '127.0.0.1', timeout: 5, notices: [] };
    const options = { signal: new AbortController().signal, tell: () => undefined, onEnd: () => undefined };
    const joined = Ring.join(settings, options);
    vi.unstubAllEnvs();
    await expect(joined).rejects.toMatchObject({ kind: 'no-library' });
    await expect(joined).rejects.toThrow(/pip install "tissuebook\[parallel\]"/);
  });
});
