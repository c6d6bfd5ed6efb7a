import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { familyOf, isAlive, until } from './processes';

const PROGRAM = join(__dirname, '..', '..', 'fixtures', 'cluster', 'notebook.cjs');
let kernel: ChildProcess;
let next: () => Promise<Record<string, unknown>>;

beforeAll(() => {
  // A process group of its own, as Jupyter starts kernels; one lost worker is enough to give a task up.
  const env = { ...process.env, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES: '0' };
  kernel = spawn(process.execPath, [PROGRAM], { stdio: ['ignore', 'pipe', 'inherit'], detached: true, env });
  const lines = createInterface(kernel.stdout!)[Symbol.asyncIterator]();
  next = async () => JSON.parse((await lines.next()).value as string) as Record<string, unknown>;
});
afterAll(() => void kernel.kill('SIGKILL'));

describe('a notebook with a cluster', () => {
  it('is interrupted: its task is cancelled, its cluster works on', async () => {
    const { link } = await next();
    expect(isAlive(link as number)).toBe(true);
    process.kill(-kernel.pid!, 'SIGINT');
    expect(await next()).toEqual({ interrupted: 'aborted', after: 'works' });
  }, 120_000);

  it('is told of a task that takes its worker with it, and the cluster works on', async () => {
    expect(await next()).toEqual({ lost: 'worker-lost', after: 'works' });
  }, 120_000);

  it('is killed: no process of its cluster stays, also not the one with a deaf task', async () => {
    expect(await next()).toEqual({ burning: true });
    const family = familyOf(kernel.pid!).filter((pid) => pid !== kernel.pid);
    // The link, its scheduler's helper, workers with their Node processes.
    expect(family.length).toBeGreaterThan(4);
    kernel.kill('SIGKILL');
    expect(await until(() => !family.some(isAlive), 10_000)).toBe(true);
  }, 60_000);
});
