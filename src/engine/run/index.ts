export type { EarlyStoppingOptions } from './earlyStopping';
export { type RunObserver, type RunWatcher, observeRuns } from './observeRuns';
export { quietly } from './quietly';
export type { RunStatus, StepPlace, TrainingReport } from './report';
export { type TrainOptions, train } from './train';
export { TrainingRun } from './trainingRun';
export { type SeedSummary, trainSeeds } from './trainSeeds';
