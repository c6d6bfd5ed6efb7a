export { ImputationResult, type PredictionScore, scorePrediction } from './imputationResult';
export { imputePatch, type ImputePatchOptions } from './imputePatch';
export { imputeStack, type ImputeStackOptions } from './imputeStack';
export { type LevelScore, StackResult } from './stackResult';
export { stackSections, type StackSectionsOptions } from './stackSections';
