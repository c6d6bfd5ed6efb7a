import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { train } from '../../../src/engine';
import { showRuns } from '../../../src/lab/training/showRuns';
import {
  checkView,
  type Comm,
  type CommTargetHandler,
  KERNEL_API,
  RUN_TARGET,
  type RunMessage,
} from '../../../src/protocol';

beforeAll(() => void showRuns());

const place = globalThis as { [KERNEL_API]?: unknown };
const targets = new Map<string, CommTargetHandler>();

/** A kernel that only takes comms. */
function startKernel(): void {
  const nothing = (): void => undefined;
  const onComm = (target: string, handler: CommTargetHandler): void => void targets.set(target, handler);
  place[KERNEL_API] = { signal: undefined, display: nothing, update: nothing, onComm };
}

/** A page that opens a comm for a run, with what it heard. */
function connect(id: string): { comm: Comm; heard: RunMessage[]; closed: () => boolean; ask(command: string): void } {
  const heard: RunMessage[] = [];
  let closed = false;
  const comm: Comm = {
    id: 'c',
    target: RUN_TARGET,
    onMessage: undefined,
    onClose: undefined,
    send: (data) => void heard.push(data as RunMessage),
    close: () => void (closed = true),
  };
  void targets.get(RUN_TARGET)!(comm, { data: { id }, metadata: {}, buffers: [] });
  const ask = (command: string): void => void comm.onMessage!({ data: { command }, metadata: {}, buffers: [] });
  return { comm, heard, closed: () => closed, ask };
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const longRun = () =>
  train({
    title: 'long',
    epochs: 1,
    stepsPerEpoch: 100_000,
    step: async () => {
      await pause(1);
      return { loss: 1 };
    },
    finish: (ending) => ending,
  });

describe('a run that is steered from a page', () => {
  afterEach(() => {
    place[KERNEL_API] = undefined;
    targets.clear();
  });

  it('pauses, resumes and stops, and tells every page', async () => {
    startKernel();
    const run = longRun();
    const [page, other] = [connect(run.id), connect(run.id)];
    expect(page.heard).toEqual([{ status: 'running' }]);
    page.ask('pause');
    expect([page.heard.at(-1), other.heard.at(-1)]).toEqual([{ status: 'paused' }, { status: 'paused' }]);
    await pause(20);
    const halted = run.reports.length;
    await pause(30);
    expect(run.reports.length).toBe(halted);
    other.ask('resume');
    await pause(50);
    expect(run.reports.length).toBeGreaterThan(halted);
    page.ask('stop');
    expect(await run).toBe('stopped');
    expect(other.heard.at(-1)).toEqual({ status: 'stopped' });
    expect([page.closed(), other.closed()]).toEqual([true, true]);
  });

  it('sends its picture to a page that watches, and to no other', async () => {
    startKernel();
    const run = longRun();
    const [page, other] = [connect(run.id), connect(run.id)];
    page.ask('watch');
    expect(checkView(page.heard.at(-1)!.view)).toMatchObject({ id: run.id, kind: 'curve' });
    run.stop();
    await run;
    expect(page.heard.at(-1)).toMatchObject({ status: 'stopped', view: { progress: { status: 'stopped' } } });
    expect(other.heard.every(({ view }) => view === undefined)).toBe(true);
  });

  it('is not found by another id or once it is over, and does not obey what it does not know', async () => {
    startKernel();
    const run = longRun();
    expect(connect('another').closed()).toBe(true);
    expect(connect('__proto__').closed()).toBe(true);
    const page = connect(run.id);
    for (const command of ['constructor', 'then', '', 'id']) page.ask(command);
    expect(run.status).toBe('running');
    run.stop();
    await run;
    expect(connect(run.id).closed()).toBe(true);
  });
});
