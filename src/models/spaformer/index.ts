export { spaformerConfig, type SpaformerConfig, type SpaformerOptions } from './config';
export { SpaformerResult, type SpaformerSummary } from './results';
export { Spaformer } from './spaformer';
