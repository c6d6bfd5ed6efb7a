// Tasks start trainings, and know models but no engine.
export { quietly } from '../engine';
export { ShownCard, type ModelCard, type PaperFigure } from './contract/card';
export * from './cifm';
export { ModelSummary, type SummaryFacts } from './contract/modelSummary';
export { maskingRounds } from './training/maskingRounds';
export type { InferringModel, RespondingModel, RespondOptions } from './contract/respondingModel';
export type { Presets, Setting, Settings, Source } from './contract/setting';
export * from './squint';
export type { FitOptions, ImputingModel, TissueModel, TokenModel, Tokens } from './contract/tissueModel';
export { zoo, type ModelName } from './zoo';
