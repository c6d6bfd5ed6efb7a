export * from './data';
export {
  engine,
  type EngineDescription,
  type EngineOptions,
  type ProviderName,
  quietly,
  Random,
  type RunStatus,
  startEngine,
  TrainingRun,
  type TrainingReport,
} from './engine';
export { type ErrorDetails, type ErrorKind, TissuebookError } from './errors';
export * from './graph';
export * from './lab';
export * from './metrics';
export {
  Cifm,
  type CifmConfig,
  type CifmFacts,
  type CifmFitOptions,
  type CifmOptions,
  CifmResult,
  type CodebookUse,
  type FitOptions,
  type ImputingModel,
  type Injection,
  type Judgement,
  type Locations,
  type ModelCard,
  type ModelName,
  ModelSummary,
  type InferringModel,
  type RespondingModel,
  type RespondOptions,
  ShownCard,
  type Source,
  Squint,
  type SquintConfig,
  type SquintFacts,
  type SquintOptions,
  SquintResult,
  type TissueModel,
  type TokenModel,
  type Tokens,
  zoo,
} from './models';
export * from './prepare';
export * from './tasks';
export * from './views';
