export {
  adjustedMutualInformation,
  adjustedRandIndex,
  completeness,
  homogeneity,
  normalizedMutualInformation,
} from './clusterAgreement';
export { type CodeUsage, codeUsage } from './codeUsage';
export { type CorrelationTest, pearson, pearsonTest, spearman, spearmanTest } from './correlation';
export { energyDistance } from './energyDistance';
export { maximumMeanDiscrepancy, type MaximumMeanDiscrepancyOptions } from './maximumMeanDiscrepancy';
export { ranks } from './ranks';
export {
  cosineSimilarity,
  meanAbsoluteError,
  meanSquaredError,
  r2,
  type R2Options,
  rootMeanSquaredError,
} from './reconstruction';
export { silhouette, silhouetteSamples } from './silhouette';
export type { GraphLike, Labels, MatrixLike } from './types';
