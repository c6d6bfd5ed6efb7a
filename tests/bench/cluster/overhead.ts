import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dask } from '../../../src/cluster';
import { pythonCommand } from '../../../src/data/datasets/pythonCommand';
import { median } from '../../../src/statistics';

const MODULE = join(__dirname, '..', '..', 'fixtures', 'cluster', 'tasks.cjs');
const ROUNDS = 30;
const BYTES = 1e7;

/** The same through Dask alone: the same certificates, workers and sizes, functions of Python. */
const ALONE = `
import json, time
from distributed import Client, LocalCluster, Security

def nothing(at):
    return None

def make(at):
    return bytearray(${BYTES})

def times(client, work, rounds):
    found = []
    for at in range(rounds):
        begin = time.perf_counter()
        client.submit(work, at, pure=False).result()
        found.append(1000 * (time.perf_counter() - begin))
    return found

if __name__ == "__main__":
    security = Security.temporary()
    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", protocol="tls://", security=security, dashboard_address=None, silence_logs=50) as cluster:
        with Client(cluster, security=security) as client:
            times(client, nothing, 10)
            print(json.dumps([times(client, nothing, ${ROUNDS}), times(client, make, ${ROUNDS})]))
`;

/** An empty task and a result of 10 MB, one after the other, through everything and through Dask alone; milliseconds at the median. */
export async function overhead(folder: string): Promise<void> {
  const program = join(folder, 'alone.py');
  writeFileSync(program, ALONE);
  const workers = await dask.local({ workers: 2, threads: 1, modules: [MODULE] });
  const timed = async (task: string, argument: unknown, rounds: number): Promise<number[]> => {
    const found: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const begin = performance.now();
      await workers.run(task, argument);
      found.push(performance.now() - begin);
    }
    return found;
  };
  // Both workers load the library.
  await Promise.all([1, 2].map(() => workers.run('steps', { steps: 1, ms: 500 })));
  await timed('nothing', null, 10);
  const [empty, large] = [await timed('nothing', null, ROUNDS), await timed('make', { bytes: BYTES }, ROUNDS)];
  await workers.close();
  const alone = JSON.parse(execFileSync(pythonCommand(), [program], { encoding: 'utf8' })) as [number[], number[]];
  for (const [name, ours, theirs] of [
    ['an empty task', empty, alone[0]],
    ['a result of 10 MB', large, alone[1]],
  ] as const) {
    const [a, b] = [median(ours), median(theirs)];
    console.log(`${name}: ${a.toFixed(1)} ms, Dask alone ${b.toFixed(1)} ms: ${(a - b).toFixed(1)} ms over it`);
  }
}
