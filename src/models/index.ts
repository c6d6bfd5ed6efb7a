export * from './cifm';
export * from './contract';
export * from './spaformer';
export * from './squint';
export { openCorpus } from './training/corpus';
export { type ModelName, zoo } from './zoo';
