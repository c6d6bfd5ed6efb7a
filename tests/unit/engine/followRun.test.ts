import { describe, expect, it } from 'vitest';
import { type FollowedRun, followRun, type TrainingReport } from '../../../src/engine';

const report = (step: number): TrainingReport => ({ step, epoch: Math.ceil(step / 2), losses: { loss: 1 / step }, seconds: step }); // prettier-ignore

/** A training somewhere else that reports some steps, and then ends, fails, or says nothing more. */
function elsewhere(steps: number, end: 'end' | 'fail' | 'silence'): FollowedRun {
  async function* reports(): AsyncGenerator<TrainingReport, void> {
    for (let step = 1; step <= steps; step++) yield report(step);
    if (end === 'fail') throw new Error('the worker is lost');
    if (end === 'silence') await new Promise(() => undefined);
  }
  return { reports: { [Symbol.asyncIterator]: reports }, epochs: 3, totalSteps: 6, ending: 'finished' };
}

describe('a run that follows a training somewhere else', () => {
  it('has its reports, steps and epochs, and ends as it does', async () => {
    const run = followRun(elsewhere(6, 'end'), { title: 'far', finish: (ending) => `it ${ending}` });
    expect(await run).toBe('it finished');
    expect(run.reports).toEqual([1, 2, 3, 4, 5, 6].map(report));
    expect([run.status, run.totalSteps, run.epochs]).toEqual(['finished', 6, 3]);
    expect(String(run)).toMatch(/^far: finished, step 6 of 6, epoch 3 of 3, 6\.0 s/);
  });

  it('is stopped and interrupted also while nothing is reported', async () => {
    const run = followRun(elsewhere(2, 'silence'), { title: 'far', finish: (ending) => ending });
    for await (const { step } of run) if (step === 2) run.stop();
    expect([await run, run.status]).toEqual(['stopped', 'stopped']);
    const cell = new AbortController();
    const other = followRun(elsewhere(2, 'silence'), { title: 'far', signal: cell.signal, finish: (ending) => ending });
    cell.abort();
    expect(await other).toBe('interrupted');
  });

  it('fails as it does, and cannot be paused', async () => {
    const run = followRun(elsewhere(1, 'fail'), { title: 'far', finish: () => 'nothing' });
    run.pause();
    expect(run.status).toBe('running');
    await expect(run).rejects.toThrow('the worker is lost');
    expect(run.status).toBe('failed');
  });
});
