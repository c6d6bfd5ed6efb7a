export { scmoformerConfig, type ScmoformerConfig, type ScmoformerOptions } from './config';
export { ScmoformerResult, type ScmoformerSummary } from './results';
export { type LayerWeights, Scmoformer } from './scmoformer';
