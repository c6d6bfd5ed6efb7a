import type { RunStatus, TrainingReport } from './report';

/** A training that goes on somewhere else, as a run here follows it. */
export interface FollowedRun {
  /** Every step's report, from the first on; ends with the training. @throws what the training throws */
  readonly reports: AsyncIterable<TrainingReport>;
  /** Epochs and steps that it has when nothing ends it early; 0 until that is known. */
  readonly epochs: number;
  readonly totalSteps: number;
  /** How it ended; only after the last report. */
  readonly ending: Extract<RunStatus, 'finished' | 'stopped' | 'interrupted'>;
}
