import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { dask } from '../../../src/cluster';
import { pythonCommand } from '../../../src/data/datasets/pythonCommand';
import { median } from '../../../src/statistics';

const MODULE = join(__dirname, '..', '..', 'fixtures', 'cluster', 'tasks.cjs');
const ROUNDS = 30;

/** The same through Dask alone: the same certificates, workers and sizes, functions of Python. Does a task for each line, and says how long it took. */
const ALONE = `
import sys, time
from distributed import Client, LocalCluster, Security

def make(at, size):
    return bytearray(size)

if __name__ == "__main__":
    security = Security.temporary()
    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", protocol="tls://", security=security, dashboard_address=None, silence_logs=50) as cluster:
        with Client(cluster, security=security) as client:
            print(0, flush=True)
            for at, line in enumerate(sys.stdin):
                begin = time.perf_counter()
                client.submit(make, at, int(line), pure=False).result()
                print(1000 * (time.perf_counter() - begin), flush=True)
`;

/** Tasks of Dask alone, one after the other. */
class Alone {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(folder: string) {
    const program = join(folder, 'alone.py');
    writeFileSync(program, ALONE);
    this.#child = spawn(pythonCommand(), [program], { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#lines = createInterface(this.#child.stdout!)[Symbol.asyncIterator]();
  }

  /** The next number that it says. */
  async said(): Promise<number> {
    return Number((await this.#lines.next()).value);
  }

  run(bytes: number): Promise<number> {
    this.#child.stdin!.write(`${bytes}\n`);
    return this.said();
  }

  end(): void {
    this.#child.stdin!.end();
  }
}

/**
 * An empty task and a result of 10 MB, one after the other, through everything and through Dask alone, by turns: what else the machine does
 * disturbs both alike. Milliseconds at the median, and of the quickest.
 */
export async function overhead(folder: string): Promise<void> {
  const alone = new Alone(folder);
  await alone.said();
  const workers = await dask.local({ workers: 2, threads: 1, modules: [MODULE] });
  const run = async (bytes: number): Promise<number> => {
    const begin = performance.now();
    await workers.run('make', { bytes });
    return performance.now() - begin;
  };
  // Both workers load the library.
  await Promise.all([1, 2].map(() => workers.run('steps', { steps: 1, ms: 500 })));
  for (const [name, bytes] of [
    ['an empty task', 4],
    ['a result of 10 MB', 1e7],
  ] as const) {
    const found: [number, number][] = [];
    for (let round = 0; round < ROUNDS + 5; round++) found.push([await run(bytes), await alone.run(bytes)]);
    const [ours, theirs] = [0, 1].map((side) => found.slice(5).map((pair) => pair[side]!)) as [number[], number[]];
    const over = median(found.slice(5).map(([a, b]) => a - b));
    const least = [ours, theirs].map((one) => Math.min(...one).toFixed(1));
    console.log(`${name}: ${median(ours).toFixed(1)} ms, Dask alone ${median(theirs).toFixed(1)} ms: ${over.toFixed(1)} ms over it; the quickest ${least.join(' and ')} ms`); // prettier-ignore
  }
  await workers.close();
  alone.end();
}
