import { simulateCohort } from '../../data';
import { engine } from '../../engine';
import { zoo } from '../../models';

/** How fast this machine trains. */
export interface TrialTraining {
  provider: string;
  steps: number;
  /** Of training, from the end of the first step on: that one compiles. */
  seconds: number;
  stepsPerSecond: number;
  /** The largest resident memory of this process, bytes. */
  peakBytes: number;
}

/**
 * Trains SQUINT for some seconds on a simulated tissue of 3,000 cells, as the workshop's lesson about tokens does on a measured one.
 *
 * @param seconds how long, 20 unless given; the first step comes on top
 */
export async function trialTraining(seconds = 20): Promise<TrialTraining> {
  const cohort = simulateCohort({ patients: 1, cells: 1500 });
  const model = zoo.create('squint', { preset: 'small', codes: 64, section: 'patient' });
  const run = model.fit(cohort, { epochs: 10_000, progress: false, write: false });
  let first: number | undefined;
  let [steps, last] = [0, 0];
  for await (const report of run) {
    first ??= report.seconds;
    [steps, last] = [report.step, report.seconds];
    if (last - first >= seconds) run.stop();
  }
  await run;
  const took = last - (first ?? 0);
  const { provider } = await engine.describe();
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  return { provider, steps, seconds: took, stepsPerSecond: (steps - 1) / took, peakBytes };
}
