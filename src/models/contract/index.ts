export type * from './answers';
export { type CellData, cellDataOf, type Corpus, isCorpus, type ModelData, toCells } from './data';
export type { Capabilities, Capability, FitOptions, FitResult, Model, ModelIdentity, TissueFrame } from './model';
export { machineSpeed, ModelSummary, type ModelEstimates } from './modelSummary';
export { resolveConfig } from './resolveConfig';
export { ShownCard } from './shownCard';
export { tokenNames } from './tokenNames';
export type { ShownView, Steering, WatchOptions } from './watch';
export type { WorkOptions, WorkPlace } from './workPlace';
