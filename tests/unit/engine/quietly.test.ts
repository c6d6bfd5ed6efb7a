import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { quietly, startEngine, train, type TrainingRun } from '../../../src/engine';
import { DISPLAY, KERNEL_API, type MimeBundle, VIEW_MIME } from '../../../src/protocol';

const host = globalThis as Record<symbol, unknown>;
const start = (): TrainingRun<string> =>
  train({
    title: 'a run',
    epochs: 2,
    stepsPerEpoch: 2,
    step: ({ step }) => ({ loss: 9 - step }),
    finish: (end) => end,
  });

beforeAll(async () => {
  await startEngine({ provider: 'cpu' });
});

describe('quietly', () => {
  let shown = 0;
  let updates = 0;
  const kernel = {
    signal: undefined,
    onComm: () => () => undefined,
    display: () => shown++,
    update: () => updates++,
  };

  afterEach(() => {
    host[KERNEL_API] = undefined;
    shown = updates = 0;
  });

  it('draws nothing for the runs inside, also for those that start after waiting', async () => {
    host[KERNEL_API] = kernel;
    const endings = await quietly(async () => {
      const first = await start();
      await new Promise((resolve) => setTimeout(resolve, 1));
      return [first, await start()];
    });
    expect(endings).toEqual(['finished', 'finished']);
    expect([shown, updates]).toEqual([0, 0]);
  });

  it('leaves the runs outside as they are, and shows a quiet one that is asked for', async () => {
    host[KERNEL_API] = kernel;
    const quiet = quietly(start);
    const loud = start();
    await Promise.all([quiet, loud]);
    expect(shown).toBe(1);
    expect(updates).toBeGreaterThan(0);
    expect((quiet[DISPLAY]() as MimeBundle)[VIEW_MIME]).toBeDefined();
  });
});
