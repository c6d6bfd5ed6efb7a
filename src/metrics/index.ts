export { gearysC, moransI } from './autocorrelation';
export { bootstrap, type BootstrapInterval, type BootstrapOptions } from './bootstrap';
export { type Average, classificationReport, type ClassificationReport } from './classification';
export {
  adjustedMutualInformation,
  adjustedRandIndex,
  completeness,
  homogeneity,
  normalizedMutualInformation,
} from './clusterAgreement';
export { type CodeUsage, codeUsage } from './codeUsage';
export { type CorrelationTest, pearson, pearsonTest, spearman, spearmanTest } from './correlation';
export { type DifferentialExpression, differentialExpression } from './differentialExpression';
export { energyDistance } from './energyDistance';
export { maximumMeanDiscrepancy, type MaximumMeanDiscrepancyOptions } from './maximumMeanDiscrepancy';
export {
  type Discrimination,
  type DiscriminationOptions,
  perturbationDiscrimination,
} from './perturbationDiscrimination';
export { type PerturbationScores, perturbationScores, type PerturbationScoresOptions } from './perturbationScores';
export { profileDiscrepancy } from './profileDiscrepancy';
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
export type { GraphLike, Labels, MatrixLike, SparseLike } from './types';
export { averagePrecision, rocAuc, rocAucOneVersusRest } from './rocAuc';
export { type ImageLike, peakSignalToNoise, structuralSimilarity } from './images';
export { concordanceIndex } from './concordanceIndex';
export { type CoxModel, coxRegression } from './coxRegression';
export { frechetDistance, kernelInceptionDistance } from './featureDistances';
export { kaplanMeier, type SurvivalStep } from './kaplanMeier';
export { kolmogorovSmirnov, type KolmogorovSmirnovOptions } from './kolmogorovSmirnov';
export { logRank } from './logRank';
export { benjaminiHochberg, mannWhitney, type MannWhitneyOptions, rankSum } from './rankSum';
export { tTest, type TTest } from './tTest';
export { wasserstein, type WassersteinOptions } from './wasserstein';
export { type CoOccurrence, coOccurrence, type CoOccurrenceOptions } from './coOccurrence';
export {
  type NeighborhoodEnrichment,
  neighborhoodEnrichment,
  type NeighborhoodEnrichmentOptions,
} from './neighborhoodEnrichment';
export { type BestPartition, bestPartition } from './bestPartition';
export {
  cellCycleByBatch,
  cellCycleConservation,
  type CellCycleShare,
  principalComponentRegression,
} from './cellCycleConservation';
export { connectivityByLabel, graphConnectivity } from './graphConnectivity';
export { type IntegrationMetrics, type IntegrationScore, integrationScore } from './integrationScore';
export { type Kbet, kbet, type KbetOptions } from './kbet';
export { clisi, ilisi, lisi, type LisiOptions } from './localInverseSimpson';
export { foscttm, matchScore, partnerPlaces, recallAtK, softmaxRows, topOverlap } from './matching';
export { silhouetteBatch, silhouetteBatchByLabel, silhouetteLabel } from './silhouetteBatch';
export { trajectoryConservation } from './trajectoryConservation';
export { type Linkage, linkage, type LinkageOptions } from './linkage';
