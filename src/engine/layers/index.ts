export {
  type AttentionInputs,
  type AttentionKind,
  type AttentionNames,
  type AttentionOptions,
  attention,
  attentionWeights,
  createAttention,
} from './attention';
export { batchNorm, createBatchNorm } from './batchNorm';
export { convolution, createConvolution } from './convolution';
export { dropout } from './dropout';
export { createEmbedding, embedding } from './embedding';
export { createFilm, film } from './film';
export { createGat, gat } from './gat';
export { type GpsOptions, type WeightedEdges, PERFORMER, PERFORMER_NAMES, createGps, gps } from './gps';
export { createGroupNorm, groupNorm } from './groupNorm';
export { createLayerNorm, layerNorm } from './layerNorm';
export { type LinearOptions, createLinear, linear, linears } from './linear';
export { createMlp, mlp } from './mlp';
export { createPrelu, prelu } from './prelu';
export { type ResidualGatOptions, createResidualGat, residualGat } from './residualGat';
export { type EdgeTensors, createSage, sage } from './sage';
export {
  type TransformerOptions,
  createCrossTransformer,
  createTransformer,
  crossTransformer,
  transformer,
} from './transformer';
export { createWeightedSage, weightedSage } from './weightedSage';
