import { announceStep, reportStep } from './report';
import { isStamped, stamp } from './stamp';

/** One part of the set-up: it knows what it depends on, so that it is done once and again only after a change. */
export interface Step {
  /** Short name, first column of the report: 'python environment'. */
  name: string;
  /** What it does, for the reader who waits. */
  what: string;
  /** A digest of all that the result depends on. */
  digest(): string;
  /** True when the result is there (a stamp alone does not prove that nobody deleted it). */
  present(): boolean;
  /** Does it; leaves a state from which a repeat can go on when it fails. Returns a word for the report. */
  run(): Promise<string | undefined>;
}

/** Runs the steps in order and reports each; steps that are done are skipped. */
export async function runSteps(steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    const started = Date.now();
    const file = step.name.replaceAll(' ', '-');
    const digest = step.digest();
    if (isStamped(file, digest) && step.present()) {
      reportStep(step.name, 'ready', Date.now() - started);
      continue;
    }
    announceStep(step.name, step.what);
    const word = await step.run();
    stamp(file, digest);
    reportStep(step.name, word ?? 'done', Date.now() - started);
  }
}
