import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, dask } from '../../../src/cluster';
import { type AnnData, valuesOf } from '../../../src/data';
import type { TissuebookError } from '../../../src/errors';
import type { Squint } from '../../../src/models';
import { MODULE, squint, tissue } from './example';
import { familyOf, isAlive, listening, until } from './processes';

// The last digits of a training depend on the number of threads: here as many as on the workers.
process.env.TF_NUM_INTRAOP_THREADS = '1';
const folder = mkdtempSync(join(tmpdir(), 'cluster-test-'));
let workers: Cluster;
let family: number[];

beforeAll(async () => {
  workers = await dask.local({ workers: 2, threads: 1, grace: 1, modules: [MODULE] });
  family = familyOf(workers.pid!);
}, 120_000);
afterAll(async () => {
  await workers?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Place {
  step: number;
  pid: number;
  worker: number;
}
const failure = (run: Promise<unknown>): Promise<TissuebookError> =>
  run.then(
    () => expect.unreachable(),
    (error: unknown) => error as TissuebookError,
  );
const aborted = { kind: 'aborted' };
/** Both workers take something new within some time. */
const bothFree = (within: number): Promise<boolean> =>
  Promise.race([
    Promise.all([workers.run('nothing', null), workers.run('nothing', null)]).then(() => true),
    new Promise<boolean>((done) => setTimeout(() => done(false), within)),
  ]);
const nodes = (): number[] => workers.workers.flatMap(({ processes }) => processes.slice(1));

describe('workers on this machine', () => {
  it('listen on its loopback address alone, and the link that speaks to them not at all', () => {
    const found = listening(family);
    expect(found.length).toBeGreaterThan(2);
    expect(new Set(found)).toEqual(new Set(['0100007F']));
    const { pid } = workers;
    expect(listening([process.pid]).length).toBe(0);
    expect(pid).not.toBe(process.pid);
  });

  it('show themselves: who they are, what each has and does', async () => {
    expect(workers.workers.map(({ failure: none, slots }) => [none, slots])).toEqual([[undefined, 1], [undefined, 1]]); // prettier-ignore
    const text = String(workers);
    expect(text).toMatch(/^Dask at tls:\/\/127\.0\.0\.1:\d+: 2 workers, 2 tasks at a time, 1 thread each\nworker/);
    expect(text.match(/ nothing$/gm)).toHaveLength(2);
    const steps = workers.run('steps', { steps: 6, ms: 100 }, { title: 'six steps' });
    expect(await until(() => String(workers).includes('six steps'), 20_000)).toBe(true);
    await steps;
    expect(workers.works.at(-1)).toMatchObject({ title: 'six steps', status: 'finished' });
  });

  it('give back what they are given', async () => {
    const value = { numbers: [NaN, -Infinity, -0], empty: new Float64Array(), bits: BigInt64Array.of(-1n), text: 'ä' };
    expect(await workers.run('echo', value)).toStrictEqual(value);
    const large = Float64Array.from({ length: 12.5e6 }, (_, i) => i * 0.1);
    const back = (await workers.run('echo', large)) as Float64Array;
    expect(back.length).toBe(large.length);
    expect(Buffer.compare(Buffer.from(back.buffer), Buffer.from(large.buffer))).toBe(0);
  });

  it('tell errors with kind, advice, and the line of the worker where they happened', async () => {
    const heard: unknown[] = [];
    const error = await failure(workers.run('fails', null, { onProgress: (value) => heard.push(value) }));
    // The newest report is not held back for the next one.
    expect(heard.at(-1)).toEqual({ step: 3 });
    expect(error).toMatchObject({ kind: 'shape-mismatch', argument: 'X', advice: 'Give it rows.' });
    expect(error.message).toBe('the matrix has no rows. Give it rows.');
    expect(error.stack).toMatch(/tasks\.cjs:13:/);
    expect(error.stack).toMatch(/on tls:\/\/127\.0\.0\.1:\d+, called from/);
    const untrained = await failure(workers.run('tokenize', { model: squint(), data: tissue() }));
    expect(untrained.kind).toBe('not-trained');
    expect(untrained.stack).toMatch(/src\/models\/training\/baseModel\.ts:\d+/);
    expect((await failure(workers.run('tokenise', null))).message).toMatch(/Did you mean tokenize\?/);
  });

  it.each([
    ['gives way', 'steps', { steps: 3000, ms: 20 }],
    ['asks whether it is cancelled', 'burns', { ms: 60_000, hears: true }],
    ['is deaf', 'burns', { ms: 60_000, hears: false }],
  ])('end a task that %s when it is cancelled', async (_, task, argument) => {
    const cancel = new AbortController();
    const run = failure(workers.run(task, argument, { signal: cancel.signal, title: task }));
    expect(await until(() => workers.works.some(({ title, status }) => title === task && status === 'running'), 20_000)).toBe(true); // prettier-ignore
    cancel.abort();
    expect(await run).toMatchObject(aborted);
    expect(await bothFree(20_000)).toBe(true);
  });

  it('end a task with what it has found when it is stopped', async () => {
    const run = workers.run('steps', { steps: 3000, ms: 20 }, { title: 'stopped' });
    const work = () => workers.works.find(({ title }) => title === 'stopped')!;
    expect(await until(() => work().status === 'running', 20_000)).toBe(true);
    work().stop();
    expect(((await run) as Place).step).toBeLessThan(3000);
  });

  it('go on when a Node process of theirs crashes', async () => {
    const error = await failure(workers.run('crashes', null));
    expect(error.kind).toBe('worker-lost');
    expect(error.message).toMatch(/ended with SIGSEGV while it ran crashes/);
    expect(await bothFree(20_000)).toBe(true);
  });
});

describe('what is done on a cluster is what is done here', () => {
  it('fit: the same weights, curves, result and columns', async () => {
    const [here, there] = [tissue(), tissue()];
    const [a, b] = [squint(3), squint(3)];
    const run = b.fit(there, { epochs: 2, on: workers, progress: false });
    const [own, far] = [await a.fit(here, { epochs: 2 }), await run];
    expect(String(far)).toBe(String(own));
    expect(run.status).toBe('finished');
    expect(run.reports.length).toBe(run.totalSteps);
    expect(await digest(b)).toBe(await digest(a));
    expect(valuesOf(there.column('squint_token'))).toEqual(valuesOf(here.column('squint_token')));
    expect(there.obsm.get('X_squint')).toEqual(here.obsm.get('X_squint'));
    expect([...there.uns.keys()]).toEqual([...here.uns.keys()]);
  }, 180_000);

  it('fit: stop() keeps what was learned', async () => {
    const model = squint(1);
    const run = model.fit(tissue(), { epochs: 100_000, on: workers, progress: false });
    expect(await until(() => run.reports.length > 2, 120_000)).toBe(true);
    run.stop();
    expect(String(await run)).toMatch(/stopped after \d+ epochs/);
    expect([run.status, model.trained]).toEqual(['stopped', true]);
  }, 180_000);
});

describe('when a worker or the link is gone', () => {
  it('data that lay on it are put there again', async () => {
    const data = tissue(20_000);
    const echo = async (): Promise<void> => expect(((await workers.run('echo', data)) as AnnData).X).toEqual(data.X);
    await echo();
    // Whoever holds them, they are lost.
    for (const { processes } of workers.workers) process.kill(processes[0]!, 'SIGKILL');
    await echo();
  }, 60_000);

  it('a task ends on another worker, and the Node process of the lost one is gone', async () => {
    const places: Place[] = [];
    const run = workers.run('steps', { steps: 15, ms: 100 }, { onProgress: (value) => places.push(value as Place) });
    expect(await until(() => places.length > 1, 30_000)).toBe(true);
    const { pid, worker } = places[0]!;
    process.kill(worker, 'SIGKILL');
    expect(await until(() => !isAlive(pid), 10_000)).toBe(true);
    const end = (await run) as Place;
    expect([end.step, end.pid === pid]).toEqual([15, false]);
  }, 90_000);

  it('close() leaves nothing: no process, no file in scratch', async () => {
    const all = [...new Set([...family, ...familyOf(workers.pid!)])];
    const scratch = scratchOf(nodes());
    expect(scratch.length).toBeGreaterThan(0);
    const going = failure(workers.run('burns', { ms: 30_000 }));
    await workers.close();
    expect((await going).kind).toBe('cluster-lost');
    expect(await until(() => !all.some(isAlive), 10_000)).toBe(true);
    expect(scratch.filter((path) => existsSync(path))).toEqual([]);
    expect((await failure(workers.run('nothing', null))).kind).toBe('cluster-lost');
    expect(String(workers)).toBe('A cluster that was closed.');
  }, 90_000);
});

async function digest(model: Squint): Promise<string> {
  const path = join(folder, `${model.config.seed}.safetensors`);
  await model.save(path);
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** Where processes keep what they need for a moment. */
function scratchOf(pids: readonly number[]): string[] {
  return pids.flatMap((pid) => {
    if (!isAlive(pid)) return [];
    return /TISSUEBOOK_SCRATCH=([^\0]+)/.exec(readFileSync(`/proc/${pid}/environ`, 'utf8'))?.[1] ?? [];
  });
}
