import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, dask } from '../../../src/cluster';
import { pythonCommand } from '../../../src/data/datasets/pythonCommand';
import { type Model, zoo } from '../../../src/models';
import { farthest, weightsOf } from '../models/together/weights';
import { tissue } from './example';

process.env.TISSUEBOOK_PROVIDER = 'cpu';
const looks = 'import importlib.util, sys; sys.exit(importlib.util.find_spec("xgboost") is None)';
const there = spawnSync(pythonCommand(), ['-c', looks]).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'ranks-test-'));
let workers: Cluster;

beforeAll(async () => {
  if (there) workers = await dask.local({ workers: 3, threads: 1, grace: 1, network: 'private', rankTimeout: 5 });
}, 120_000);
afterAll(async () => {
  await workers?.close();
  rmSync(folder, { recursive: true, force: true });
});

const squint = (): Model => zoo.create('squint', { preset: 'tiny', seed: 3, batchSize: 48, tileSize: 16 });
const cifm = (): Model => zoo.create('cifm', { preset: 'tiny', seed: 3, batchSize: 45 });
const data = () => tissue(120);
const quiet = { progress: false, write: false } as const;

describe.skipIf(!there)(
  `one model on several workers${there ? '' : ' (skipped: xgboost-cpu is not installed)'}`,
  () => {
    it('learns what one process learns', async () => {
      for (const make of [squint, cifm]) {
        const [alone, together] = [make(), make()];
        await alone.fit(data(), { epochs: 7, ...quiet });
        const run = together.fit(data(), { epochs: 7, on: workers, ranks: 2, ...quiet });
        await run;
        expect(run.reports.map(({ step }) => step)).toEqual([...Array(21).keys()].map((at) => at + 1));
        expect(farthest(await weightsOf(alone), await weightsOf(together))).toBeLessThan(1e-6);
      }
    }, 60_000);
  },
);
