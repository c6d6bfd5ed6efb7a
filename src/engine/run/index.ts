export type { EarlyStoppingOptions } from './earlyStopping';
export type { FollowedRun } from './followedRun';
export { followRun } from './followRun';
export { type ObservedRun, type RunObserver, type RunWatcher, observeRuns } from './observeRuns';
export type { RunStatus, StepPlace, TrainingReport } from './report';
export { train } from './train';
export type { TrainOptions } from './trainOptions';
export { TrainingRun } from './trainingRun';
export { type SeedSummary, trainSeeds } from './trainSeeds';
