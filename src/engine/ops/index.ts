export { crossEntropy } from './crossEntropy';
export { type SparseTensor, csrProduct, sparseFromCsr } from './csrProduct';
export { digamma } from './digamma';
export { edgeDot } from './edgeDot';
export { einsum } from './einsum';
export { type Competition, type FlowOptions, flowAttention, flowAttentionWeights } from './flowAttention';
export { gatherRows } from './gatherRows';
export { gaussianLogLikelihood } from './gaussian';
export { gelu } from './gelu';
export { groupNormalize } from './groupNormalize';
export { l2Normalize } from './l2Normalize';
export { layerNormalize } from './layerNormalize';
export { logGamma } from './logGamma';
export { negativeBinomialLogLikelihood } from './negativeBinomial';
export {
  type PerformerOptions,
  orthogonalDirections,
  performerAttention,
  performerAttentionWeights,
} from './performerAttention';
export { segmentMax } from './segmentMax';
export { segmentCounts, segmentMean } from './segmentMean';
export { segmentSoftmax } from './segmentSoftmax';
export { segmentSum } from './segmentSum';
export { softmaxAttention, softmaxAttentionWeights } from './softmaxAttention';
export { StepRandom, drawKey } from './stepRandom';
export { stopGradient } from './stopGradient';
export { straightThrough } from './straightThrough';
export { zeroInflatedNegativeBinomialLogLikelihood } from './zeroInflatedNegativeBinomial';
