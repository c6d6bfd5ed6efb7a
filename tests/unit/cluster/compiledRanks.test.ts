import { expect, it } from 'vitest';
import { dask } from '../../../src/cluster';
import { startEngine } from '../../../src/engine';
import { type Model, zoo } from '../../../src/models';
import { farthest, weightsOf } from '../models/together/weights';
import { tissue } from './example';
import { hasXgboost } from './xgboost';

// Workers take it over: steps are compiled on all sides, or the test fails.
process.env.TISSUEBOOK_PROVIDER = 'tensorflow';
const lacks = async (): Promise<string | undefined> => {
  if (!hasXgboost()) return 'xgboost-cpu is not installed';
  return startEngine().then(
    () => undefined,
    () => 'TensorFlow is not installed',
  );
};
const missing = await lacks();

it.skipIf(missing)(`one model on two workers learns in compiled steps what one process learns${missing ? ` (skipped: ${missing})` : ''}`, async () => {
  const workers = await dask.local({ workers: 2, threads: 1, grace: 1, network: 'private' });
  try {
    const make = (): Model => zoo.create('squint', { preset: 'tiny', seed: 3, batchSize: 48, tileSize: 16 });
    const [alone, together] = [make(), make()];
    const asked = { epochs: 2, progress: false, write: false } as const;
    await alone.fit(tissue(120), asked);
    const run = together.fit(tissue(120), { ...asked, on: workers, ranks: 2 });
    await run;
    expect(run.reports.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(farthest(await weightsOf(alone), await weightsOf(together))).toBeLessThan(1e-6);
  } finally {
    await workers.close();
  }
}, 300_000); // prettier-ignore
