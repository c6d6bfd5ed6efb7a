import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type TrainOptions, startEngine, train, type TrainingRun } from '../../../src/engine';
import { showRuns } from '../../../src/lab/training/showRuns';
import {
  DISPLAY,
  KERNEL_API,
  type MimeBundle,
  VIEW_MIME,
  type CurvePayload,
  checkView,
  decodeArray,
} from '../../../src/protocol';
import { lossCurves } from '../../../src/views/training';

const host = globalThis as Record<symbol, unknown>;

beforeAll(async () => {
  showRuns();
  await startEngine({ provider: 'cpu' });
});

afterEach(() => {
  host[KERNEL_API] = undefined;
});

const options = (more: Partial<TrainOptions<string>> = {}): TrainOptions<string> => ({
  title: 'a run',
  epochs: 3,
  stepsPerEpoch: 4,
  step: ({ step }) => ({ loss: 10 - step }),
  finish: (ending) => ending,
  ...more,
});

/** What display() finds at a run. */
const displayed = (run: TrainingRun<unknown>): MimeBundle => (Reflect.get(run, DISPLAY) as () => MimeBundle)();

describe('a run in a kernel', () => {
  it('shows its curves once and then updates them, at most about four times a second', async () => {
    const shown: MimeBundle[] = [];
    const updates: MimeBundle[] = [];
    const ids = new Set<string | undefined>();
    host[KERNEL_API] = {
      signal: undefined,
      onComm: () => () => undefined,
      offerExchange: () => undefined,
      display: (bundle: MimeBundle, { displayId }: { displayId?: string } = {}) => (
        shown.push(bundle),
        ids.add(displayId)
      ),
      update: (id: string, bundle: MimeBundle) => (updates.push(bundle), ids.add(id)),
    };
    const run = train(options({ epochs: 100, step: ({ step }) => ({ loss: 1 / (step + 1), nb: 2 }) }));
    expect(Object.keys(displayed(run))).toEqual(['text/plain']);
    await run;
    expect(shown).toHaveLength(1);
    expect(ids.size).toBe(1);
    expect(updates.length).toBeLessThanOrEqual(2 + run.reports.at(-1)!.seconds * 4 + 4);
    const view = checkView(updates.at(-1)![VIEW_MIME]) as CurvePayload;
    expect(view.series.map(({ name }) => name)).toEqual(['loss', 'nb']);
    expect(view.progress).toMatchObject({ done: 400, of: 400, status: 'finished' });
    expect(decodeArray(view.series[0].x).at(-1)).toBe(400);
  });

  it('obeys the interrupt of the cell', async () => {
    const controller = new AbortController();
    host[KERNEL_API] = {
      signal: controller.signal,
      onComm: () => () => undefined,
      offerExchange: () => undefined,
      display: () => undefined,
      update: () => undefined,
    };
    const run = train(options({ step: ({ step }) => (step === 2 && controller.abort(), { loss: 1 }) }));
    expect(await run).toBe('interrupted');
    expect(run.reports).toHaveLength(3);
  });
});

describe('a run without progress', () => {
  let shown = 0;
  let updates = 0;
  const kernel = {
    signal: undefined,
    onComm: () => () => undefined,
    offerExchange: () => undefined,
    display: () => shown++,
    update: () => updates++,
  };

  afterEach(() => {
    shown = updates = 0;
  });

  it('draws nothing until it is asked for, and leaves others as they are', async () => {
    host[KERNEL_API] = kernel;
    const silent = train(options({ progress: false }));
    const shownRun = train(options());
    await Promise.all([silent, shownRun]);
    expect(shown).toBe(1);
    expect(updates).toBeGreaterThan(0);
    expect(displayed(silent)[VIEW_MIME]).toBeDefined();
  });

  it('outside of a kernel shows itself too, when a program asks', async () => {
    const run = train(options());
    await run;
    expect(displayed(run)[VIEW_MIME]).toBeDefined();
    expect(Object.keys(run)).not.toContain(DISPLAY.toString());
  });
});

it('the picture tells the notices of its run', async () => {
  const run = train(options());
  await run;
  const notices = ['squint.step runs without XLA.'];
  const about = { title: 'a run', status: run.status, totalSteps: 12, remainingSeconds: undefined };
  const view = lossCurves({ ...about, id: 'r', reports: run.reports, notices, toString: () => 'All is done.' });
  expect(checkView(view)).toMatchObject({ caption: 'All is done. squint.step runs without XLA.' });
  expect(view.description).toContain('squint.step runs without XLA.');
});
