import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, dask } from '../../../src/cluster';
import { pythonCommand } from '../../../src/data/datasets/pythonCommand';
import type { TissuebookError } from '../../../src/errors';
import { ForeignCluster, makeCertificates, otherVersion, ROOT } from './foreign';
import { familyOf, isAlive, listening, until } from './processes';

const MODULE = join(__dirname, '..', '..', 'fixtures', 'cluster', 'tasks.cjs');
const folder = mkdtempSync(join(tmpdir(), 'foreign-test-'));
const certificates = join(folder, 'certificates');
let foreign: ForeignCluster;
let workers: Cluster;

beforeAll(async () => {
  makeCertificates(certificates);
  foreign = new ForeignCluster(folder, certificates);
  await foreign.start();
  foreign.worker('sound', ROOT);
  foreign.worker('without-library', undefined);
  foreign.worker('old', otherVersion(join(folder, 'old'), '0.0.9'));
  foreign.worker('without-node', ROOT, { TISSUEBOOK_NODE: '/nowhere/node', PATH: '/nowhere' });
  foreign.waitFor(4);
  workers = await connect();
}, 120_000);
afterAll(async () => {
  await workers?.close();
  await foreign?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const connect = (): Promise<Cluster> => dask.connect(foreign.address, { certificates, modules: [MODULE], grace: 1 });
const refusal = async (run: () => Promise<unknown>): Promise<TissuebookError> => {
  const begun = performance.now();
  const error = await run().then(
    () => expect.unreachable(),
    (found: unknown) => found as TissuebookError,
  );
  expect(performance.now() - begun).toBeLessThan(20_000);
  expect(error.message.split('\n')).toHaveLength(1);
  return error;
};

describe('a Dask cluster that is there', () => {
  it('does tasks on the workers that can, and says of each other one what ails it', async () => {
    const kinds = Object.fromEntries(workers.workers.map(({ name, failure }) => [name, failure?.kind]));
    expect(kinds).toEqual({ sound: undefined, 'without-library': 'no-library', old: 'wrong-version', 'without-node': 'no-node' }); // prettier-ignore
    const old = workers.workers.find(({ name }) => name === 'old')!.failure!;
    expect(old.message).toMatch(/has version 0\.0\.9 of the library, this notebook 0\.1\.0\./);
    expect(String(workers)).toContain(`Warning: ${old.message}`);
    const found = await Promise.all([1, 2, 3, 4].map((value) => workers.run('echo', value)));
    expect(found).toEqual([1, 2, 3, 4]);
  });

  it('is spoken to without anything that listens here', () => {
    expect(listening([process.pid, ...familyOf(workers.pid!)])).toEqual([]);
  });

  it('refuses a plain connection and the certificates of a stranger, each in a sentence', async () => {
    const plain = await refusal(() => dask.connect(foreign.address.replace('tls:', 'tcp:')));
    expect(plain.kind).toBe('cluster-refused');
    expect(plain.message).toContain('takes encrypted connections only');
    const strange = makeCertificates(join(folder, 'strange'));
    const stranger = await refusal(() => dask.connect(foreign.address, { certificates: strange }));
    expect(stranger.kind).toBe('cluster-refused');
  });

  it('that is not there, and addresses that are none, are told at once', async () => {
    const gone = await refusal(() => dask.connect('tls://127.0.0.1:1', { certificates }));
    expect(gone).toMatchObject({ kind: 'cluster-unreachable' });
    const kind = { kind: 'invalid-argument' };
    expect(await refusal(() => dask.connect('tcp://192.0.2.7:8786'))).toMatchObject({ ...kind, argument: 'insecure' });
    expect(await refusal(() => dask.connect('scheduler'))).toMatchObject({ ...kind, argument: 'address' });
    const missing = await refusal(() => dask.connect('tls://127.0.0.1:1', { certificates: '/nowhere' }));
    expect(missing).toMatchObject({ kind: 'file-not-found', argument: 'certificates' });
  });

  it('takes a Python with Dask beside the notebook; without it, the line that installs it is said', async () => {
    const bare = join(folder, 'python');
    writeFileSync(bare, `#!/bin/sh\nexec ${pythonCommand()} -S "$@"\n`, { mode: 0o755 });
    process.env.TISSUEBOOK_PYTHON = bare;
    const error = await refusal(() => dask.local());
    delete process.env.TISSUEBOOK_PYTHON;
    expect(error).toMatchObject({ kind: 'no-library' });
    expect(error.message).toMatch(
      /The Python package \w+ is missing beside this notebook .* pip install "tissuebook\[cluster\]"/,
    );
  });

  it('keeps nothing of ours after close(): no plugin, key, subscription, process; a worker without the library still joins', async () => {
    const pids = workers.workers.flatMap(({ processes }) => processes.slice(1));
    await workers.run('echo', new Float64Array(1e5));
    const { session } = workers;
    await workers.close();
    expect(await until(() => !pids.some(isAlive), 5000)).toBe(true);
    const left = foreign.ask(`
def look(dask_scheduler):
    s = dask_scheduler
    topics = [name for name, topic in s._broker._topics.items() if topic.subscribers]
    return [list(map(str, s.tasks)), list(s.plugins), list(s.worker_plugins), topics]
def plugins(dask_worker):
    return list(dask_worker.plugins)
print(json.dumps([client.run_on_scheduler(look), list(client.run(plugins).values())]))`);
    expect(JSON.stringify(left)).not.toContain(session);
    expect(JSON.stringify(left)).not.toContain('tissuebook');
    foreign.worker('later', undefined);
    foreign.waitFor(5);
  }, 60_000);

  it('is left by the Node processes of a notebook whose link was killed', async () => {
    workers = await connect();
    const pids = workers.workers.flatMap(({ processes }) => processes.slice(1));
    expect(pids.length).toBeGreaterThan(0);
    const going = refusal(() => workers.run('burns', { ms: 60_000 }));
    expect(await until(() => workers.works.some(({ status }) => status === 'running'), 10_000)).toBe(true);
    process.kill(workers.pid!, 'SIGKILL');
    expect((await going).kind).toBe('cluster-lost');
    expect(await until(() => !pids.some(isAlive), 12_000)).toBe(true);
  }, 60_000);
});
