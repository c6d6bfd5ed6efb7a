import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Cluster, dask } from '../../../src/cluster';
import { DenseMatrix, writeH5ad } from '../../../src/data';
import { Random } from '../../../src/random';
import { cohortVariableGenes, embed, openCohort, summarizeCohort } from '../../../src/tasks';
import { madeTissue } from '../../madeTissue';
import { squint } from '../../unit/cluster/example';

const FEATURES = 40;

/** Counts of cells at random places, so dense as in the walkthroughs. */
function slide(cells: number, seed: number) {
  const random = new Random(seed);
  const side = 20 * Math.sqrt(cells);
  const at = Float64Array.from({ length: 2 * cells }, () => random.uniform(0, side));
  const values = Float32Array.from({ length: cells * FEATURES }, (_, e) =>
    Math.floor(random.uniform(0, 1) ** 3 * (2 + (e % FEATURES))),
  );
  return madeTissue(new DenseMatrix(cells, FEATURES, values), at);
}

/** Moments, variable genes and vectors of a cohort of files by two workers, and the most memory that any of their processes took. */
export async function embedCohort(folder: string, files: number, cells: number): Promise<void> {
  mkdirSync(join(folder, 'slides'));
  const model = squint(1);
  let bytes = 0;
  for (let file = 0; file < files; file++) {
    const path = join(folder, 'slides', `${String(file).padStart(3, '0')}.h5ad`);
    await writeH5ad(slide(cells, file), path);
    bytes += statSync(path).size;
  }
  await model.fit(slide(500, 0), { epochs: 2, write: false, progress: false });
  const workers = await dask.local({ workers: 2, threads: 1 });
  const memory = new PeakMemory(workers);
  const lap = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    const begin = performance.now();
    await work();
    const seconds = (performance.now() - begin) / 1000;
    console.log(
      `${name}: ${seconds.toFixed(1)} s, at most ${(memory.take() / 1e6).toFixed(0)} MB in a Node process of a worker`,
    );
  };
  const cohort = await openCohort(join(folder, 'slides', '*.h5ad'), { on: workers });
  console.log(
    `${cohort.nObs.toLocaleString('en-US')} cells in ${files} files of ${(bytes / files / 1e6).toFixed(0)} MB`,
  );
  await lap('moments', () => summarizeCohort(cohort, { on: workers }));
  await lap('variable genes', () => cohortVariableGenes(cohort, { count: 10, on: workers }));
  await lap('vectors', () => embed(model, cohort, { on: workers, into: join(folder, 'vectors') }));
  memory.end();
  await workers.close();
}

/** The most resident memory of the Node processes of workers, as Linux counts it. */
class PeakMemory {
  #most = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(workers: Cluster) {
    const pids = (): number[] => workers.workers.flatMap(({ processes }) => processes.slice(1));
    this.#timer = setInterval(() => (this.#most = Math.max(this.#most, ...pids().map(resident))), 200);
  }

  /** Since the last time it was asked. */
  take(): number {
    const most = this.#most;
    this.#most = 0;
    return most;
  }

  end(): void {
    clearInterval(this.#timer);
  }
}

function resident(pid: number): number {
  try {
    return 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
  } catch {
    return 0;
  }
}
