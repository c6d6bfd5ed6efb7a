export { CellWeights } from './cellWeights';
export type { Frame } from './frameTaker';
export { TrainingWatch } from './trainingWatch';
export { observeWatches, watchOf } from './watchOf';
