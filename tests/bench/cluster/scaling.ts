import { type Cluster, dask } from '../../../src/cluster';
import { TissuebookError } from '../../../src/errors';
import { type Model, zoo } from '../../../src/models';
import { median } from '../../../src/statistics';
import { embed } from '../../../src/tasks';
import { tissue } from '../../unit/cluster/example';

const CELLS = 23e6;
const BATCH = 4096;
const MACHINES = [1, 2, 4, 8, 16, 32, 64];
/** Of what is computed and not measured: bytes and seconds of a ring of 10 Gbit/s, a shared disk, seconds until a worker has started and compiled. */
const PAPER = { bandwidth: 1.1e9, latency: 1e-4, disk: 1e9, start: 20 };
/** Bytes of vectors of 64 numbers to write, and of sparse counts to read, for each cell. */
const BYTES = { vector: 256, counts: 400 };

/** A step of CI-FM and the embedding of cells by one worker, a step by two ranks; then, from these, up to 64 machines and 23 million cells. */
export async function scaling(): Promise<void> {
  const workers = await dask.local({ workers: 2, threads: 1, network: 'private' });
  try {
    const alone = await stepSeconds(workers, 1);
    const together = await stepSeconds(workers, 2).catch((error: unknown) => {
      if (!(error instanceof TissuebookError) || error.kind !== 'no-library') throw error;
      console.log('ranks are left out: xgboost-cpu is not installed');
    });
    console.log(`a step of ${BATCH} cells: ${(1000 * alone.seconds).toFixed(0)} ms by one worker`);
    if (together) console.log(`by two ranks ${(1000 * together.seconds).toFixed(0)} ms: ${(alone.seconds / together.seconds).toFixed(2)} times as fast`); // prettier-ignore
    const cells = tissue(20_000);
    const begin = performance.now();
    await embed(alone.model, cells, { on: workers });
    const each = (performance.now() - begin) / 1000 / cells.nObs;
    console.log(`embedding: ${(1e6 * each).toFixed(0)} s for a million cells by one worker`);
    console.log('On paper:');
    table('an epoch over 23 million cells', (n) => epoch(alone.seconds, n, 4 * alone.weights));
    table('23 million cells embedded', (n) => embedding(each, n));
  } finally {
    await workers.close();
  }
}

async function stepSeconds(on: Cluster, ranks: number): Promise<{ seconds: number; model: Model; weights: number }> {
  const model = zoo.create('cifm', { seed: 0, batchSize: BATCH });
  const { parameters } = (await model.summary(tissue(BATCH))).estimates;
  const run = model.fit(tissue(BATCH), { epochs: 12, on, ranks, progress: false, write: false });
  await run;
  const times = run.reports.map(({ seconds }, at) => seconds - (run.reports[at - 1]?.seconds ?? 0));
  // The first steps compile.
  return { seconds: median(times.slice(4)), model, weights: parameters };
}

/** How much longer the slowest of so many takes, where each varies by a tenth. */
const slowest = (machines: number): number => 1 + 0.1 * Math.sqrt(2 * Math.log(machines));

function epoch(step: number, machines: number, bytes: number): number {
  const { bandwidth, latency, start } = PAPER;
  const ring = (2 * (machines - 1) * bytes) / machines / bandwidth + 2 * (machines - 1) * latency;
  return start + Math.ceil(CELLS / BATCH) * ((step / machines) * slowest(machines) + (machines > 1 ? ring : 0));
}

function embedding(each: number, machines: number): number {
  const disk = (CELLS * (BYTES.vector + BYTES.counts)) / PAPER.disk;
  return PAPER.start + Math.max(((CELLS * each) / machines) * slowest(machines), disk);
}

/** The minutes that each number of machines takes, and the number from which twice as many gain less than half again. */
function table(name: string, seconds: (machines: number) => number): void {
  const gain = (machines: number): number => seconds(machines) / seconds(2 * machines);
  const end = MACHINES.find((machines) => gain(machines) < 1.5);
  const row = MACHINES.map((machines) => `${machines}: ${(seconds(machines) / 60).toFixed(1)} min`);
  console.log(`${name} by ${row.join(', ')}; ${end ? `twice as many gain less than half again from ${end} on` : 'no end up to 64'}`); // prettier-ignore
}
