export * from './batches';
export {
  type CompileOptions,
  type CompiledStep,
  type StepInputs,
  type StepMode,
  type StepOutputs,
  compile,
} from './compile/compile';
export { availableMemory } from './compile/memory';
export type { Peers } from './compile/peers';
export { type SharedStep, type SharedStepOptions, sharedStep } from './compile/sharedStep';
export { type TrainingStepOptions, checkFinite, readScalars, trainingStep } from './compile/trainingStep';
export {
  type CheckpointCard,
  type LoadOptions,
  type LoadReport,
  type ParameterTrees,
  loadCheckpoint,
  readCard,
  readCardSync,
  saveCheckpoint,
} from './checkpoint/checkpoint';
export { fetchWeights } from './checkpoint/fetchWeights';
export { type StoredTensor, type StoredTensors, readSafetensors, writeSafetensors } from './checkpoint/safetensors';
export { type Gradients, valueAndGradients } from './gradients';
export { type Finding, examineEngine } from './doctor';
export * from './encodings';
export type { Initializer } from './initializers';
export * from './layers';
export * from './ops';
export * from './optimizers';
export { countParameters, type ParameterOptions, Parameters, type Snapshot } from './parameters';
export type { EngineDescription, ProviderName, Skipped } from './provider/provider';
export { type EngineOptions, engine, startEngine } from './provider/startEngine';
export { Random, type RandomState } from '../random';
export { tf } from './tf';
export { profile, type ProfileOptions, type ProfileParts, type RunProfile } from './profile';
export * from './run';
