import { dask } from '../../../src/cluster';
import { compare } from '../../../src/tasks';
import { squint, tissue } from '../../unit/cluster/example';

/** compare with 12 trainings on one worker and on two, of one thread each. */
export async function sideBySide(epochs: number): Promise<void> {
  const seconds: number[] = [];
  const tables: string[] = [];
  for (const count of [1, 2]) {
    const workers = await dask.local({ workers: count, threads: 1 });
    // Every worker has compiled its step before the clock runs.
    const warm = Array.from({ length: count }, () =>
      squint().fit(tissue(2000), { epochs: 1, on: workers, progress: false }),
    );
    await Promise.all(warm);
    const begin = performance.now();
    const seeds = Array.from({ length: 12 }, (_, seed) => seed);
    const found = await compare([squint()], tissue(2000), {
      task: 'impute',
      seeds,
      epochs: { squint: epochs },
      on: workers,
    });
    seconds.push((performance.now() - begin) / 1000);
    tables.push(String(found));
    await workers.close();
  }
  const [one, two] = seconds as [number, number];
  console.log(
    `12 trainings: one worker ${one.toFixed(1)} s, two ${two.toFixed(1)} s: ${(one / two).toFixed(2)} times as fast`,
  );
  console.log(`the tables are ${tables[0] === tables[1] ? 'the same' : 'NOT THE SAME'}`);
}
