/**
 * All that a notebook can import from 'tissuebook', by subject.
 *
 * @module Reference
 */
export {
  type Certificates,
  Cluster,
  type ClusterTask,
  type ClusterWorker,
  type ConnectOptions,
  dask,
  type LocalOptions,
  type SessionOptions,
  type SlurmOptions,
  type TaskContext,
  type Work,
} from './cluster';
export * from './data';
export {
  engine,
  type EngineDescription,
  type EngineOptions,
  fetchWeights,
  profile,
  type ProfileOptions,
  type ProfileParts,
  type ProviderName,
  Random,
  type RunProfile,
  type RunStatus,
  startEngine,
  TrainingRun,
  type TrainingReport,
} from './engine';
export { type ErrorDetails, type ErrorKind, TissuebookError } from './errors';
export { downloads, FetchedFile, fetchFile, type FetchOptions, type KeptFile, type RemoteOptions } from './fetch';
export * from './graph';
export * from './lab';
export * from './metrics';
export {
  type AddedCells,
  type Capabilities,
  type Capability,
  type CellData,
  type CellPredictor,
  Cifm,
  type CifmConfig,
  type CifmOptions,
  CifmResult,
  type CifmSummary,
  type Classification,
  type CodebookUse,
  type Corpus,
  type FitOptions,
  type FitResult,
  type Frame,
  type Generated,
  type GenePrediction,
  type Matching,
  type ModalityPrediction,
  type Model,
  type ModelData,
  type ModelEstimates,
  type ModelName,
  ModelSummary,
  type OnnxEncoderOptions,
  openCorpus,
  type PerturbationPredictor,
  type PictureEncoder,
  type PredictPerturbationOptions,
  readOnnxEncoder,
  readVitMae,
  type Retrieval,
  ShownCard,
  Squint,
  type SquintConfig,
  type SquintOptions,
  SquintResult,
  type SquintSummary,
  type Steering,
  type TissueFrame,
  tokenNames,
  type Tokens,
  type TrainingWatch,
  type VitMaeOptions,
  watchOf,
  type WatchOptions,
  type WorkOptions,
  type WorkPlace,
  zoo,
} from './models';
export type { ModelCard } from './protocol';
export * from './prepare';
export {
  compareReceipts,
  type Difference,
  type Digest,
  keepReceipts,
  type PlainOption,
  type Receipt,
  receiptsOf,
} from './receipts';
export * from './tasks';
export * from './views';
