/** Where a run stands. */
export type RunStatus = 'running' | 'paused' | 'finished' | 'stopped' | 'interrupted' | 'failed';

/** What is known after a training step. */
export interface TrainingReport {
  /** Steps done so far, this one included: 1 for the first. */
  step: number;
  /** The epoch that the step belongs to, from 1. */
  epoch: number;
  /** Each loss term of the step; `loss` is their weighted total. */
  losses: Record<string, number>;
  /** Validation terms, on the last step of an epoch, when the run validates. */
  validation?: Record<string, number>;
  /** Wall-clock seconds since the run began, pauses left out. */
  seconds: number;
}

/** Where a step stands in a run: both counted from 0. */
export interface StepPlace {
  step: number;
  epoch: number;
}
