import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, dask } from '../../../src/cluster';
import { pythonCommand } from '../../../src/data/datasets/pythonCommand';
import { readSafetensors } from '../../../src/engine';
import type { FitOptions, Model } from '../../../src/models';
import { zoo } from '../../../src/models';
import { tissue } from './example';
import { familyOf, isAlive, until } from './processes';

process.env.TISSUEBOOK_PROVIDER = 'cpu';
process.env.TF_NUM_INTRAOP_THREADS = '1';
const there = spawnSync(pythonCommand(), ['-c', 'import importlib.util as u; exit(u.find_spec("xgboost") is None)']).status === 0; // prettier-ignore
const folder = mkdtempSync(join(tmpdir(), 'ranks-test-'));
let workers: Cluster;

beforeAll(async () => {
  if (there) workers = await dask.local({ workers: 3, threads: 1, grace: 1, network: 'private', rankTimeout: 4 });
}, 120_000);
afterAll(async () => {
  await workers?.close();
  rmSync(folder, { recursive: true, force: true });
});

const squint = (): Model => zoo.create('squint', { preset: 'tiny', seed: 3, batchSize: 48, tileSize: 16 });
const cifm = (): Model => zoo.create('cifm', { preset: 'tiny', seed: 3, batchSize: 45 });
const data = () => tissue(120);
const quiet = { progress: false, write: false } as const;

let files = 0;
async function weights(model: Model): Promise<Float32Array> {
  const path = join(folder, `model ${files++}.safetensors`);
  await model.save(path);
  const { tensors } = readSafetensors(readFileSync(path));
  return Float32Array.from([...tensors.values()].flatMap(({ data: values }) => Array.from(values as Float32Array)));
}
const farthest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at]!)), 0);

describe.skipIf(!there)('one model on several workers (skipped without xgboost-cpu)', () => {
  it.each([['squint', squint], ['cifm', cifm]])('%s: what is learned is what one process learns', async (_, make) => { // prettier-ignore
    const [alone, together] = [make(), make()];
    await alone.fit(data(), { epochs: 7, ...quiet });
    const t = performance.now();
    const run = together.fit(data(), { epochs: 7, on: workers, ranks: 2, ...quiet });
    await run;
    console.log('far', performance.now() - t, run.reports.length, farthest(await weights(alone), await weights(together)));
    expect(farthest(await weights(alone), await weights(together))).toBeLessThan(1e-6);
  }, 60_000);
});
