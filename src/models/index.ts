export * from './cellplm';
export * from './cifm';
export * from './contract';
export * from './scmoformer';
export * from './spaformer';
export * from './squint';
export { openCorpus } from './training/corpus';
export { mlpRegression, type MlpRegressionOptions } from './training/mlpRegression';
export { type ModelName, zoo } from './zoo';
