import type { EarlyStoppingOptions } from './earlyStopping';
import type { FollowedRun } from './followedRun';
import type { StepPlace, TrainingReport } from './report';

export interface TrainOptions<Result> {
  /** What the run is called in pictures and messages: 'SQUINT on cycif-tumour'. */
  title: string;
  epochs: number;
  /** Steps of every epoch, or of each. */
  stepsPerEpoch: number | readonly number[];
  /** One step; returns the value of each loss term. */
  step: (place: StepPlace) => Promise<Record<string, number>> | Record<string, number>;
  /** Run before each step, and not counted among its seconds: the place to look at what is learned. */
  between?: (place: StepPlace) => Promise<void> | void;
  /** Run at the end, also of a run that ended early; what it returns is the run's result. */
  finish: (ending: 'finished' | 'stopped' | 'interrupted') => Promise<Result> | Result;
  /** Run after the last step of each epoch (0, 1, ...); returns validation terms. */
  validate?: (epoch: number) => Promise<Record<string, number>> | Record<string, number>;
  /** Run after validation: the place to save a checkpoint. */
  epochEnd?: (report: TrainingReport) => Promise<void> | void;
  /** Ends the run after the step under way; its status is then 'interrupted'. */
  signal?: AbortSignal | undefined;
  earlyStopping?: EarlyStoppingOptions;
  /** Epochs that an earlier run has done already. Default 0. */
  startEpoch?: number;
  /** Which epoch follows an epoch; the next number unless given. */
  nextEpoch?: (epoch: number) => number;
  /** False: a notebook draws no curves while the run goes. They can still be shown by display(run). Default true. */
  progress?: boolean;
  /** Measures where the time goes: the run's `profile`. Costs a percent or two where operations run one at a time. Default false. */
  profile?: boolean;
  /** What a step works through, for the throughput: { name: 'cells', perStep: 20000 }. */
  items?: { name: string; perStep: number };
  /** A training somewhere else, whose reports are taken in place of steps; see followRun(). */
  follow?: FollowedRun;
}
