export * from './annotate';
export { cluster, type ClusterOptions } from './cluster/cluster';
export * from './compare';
export {
  compareSurvival,
  type CompareSurvivalOptions,
  SurvivalComparison,
  type SurvivalLine,
} from './survival/compareSurvival';
export { embed, type EmbedOptions } from './embed/embed';
export type { GapModel } from './imputation/fillGap';
export { ImputationResult, type PredictionScore, scorePrediction } from './imputation/imputationResult';
export { imputePatch, type ImputePatchOptions } from './imputation/imputePatch';
export { type InferenceScore, InferenceResult, scoreInference } from './infer-expression/inferenceResult';
export { inferExpression, type InferExpressionOptions } from './infer-expression/inferExpression';
export { LinearProbe, type LinearProbeOptions } from './probe/linearProbe';
export { MarkerGenes, rankGenes, type RankGenesOptions } from './markers';
export * from './perturb';
export { type Region, regionAround, type RegionAroundOptions } from './regions/regionAround';
export { type RegionalSplit, regionalSplit } from './regions/regionalSplit';
export { sectionWithMost, someSections } from './regions/someSections';
export { type Cohort } from './stratify/cohort';
export { type Variant } from './stratify/nestedChoice';
export { stackSections, type StackSectionsOptions } from './imputation/stackSections';
export { imputeStack, type ImputeStackOptions } from './imputation/imputeStack';
export { type LevelScore, StackResult } from './imputation/stackResult';
export { stratify, type TokenSource } from './stratify/stratify';
export type { StratifyOptions } from './stratify/stratifyOptions';
export { aucBars, type PatientScore, StratifyResult } from './stratify/stratifyResult';
export { Stopwatch } from './shared/stopwatch';
export { activationMarkers, tCells, type TCells } from './regions/tCells';
export { tokenDictionary, type TokenDictionaryOptions } from './tokens/tokenDictionary';
export { type NamedTable, TokenDictionary, type TokenEntry } from './tokens/tokenDictionaryResult';
export {
  activationScore,
  besideMarked,
  tokenIds,
  tokenShares,
  tokenTransition,
  type TokenTransition,
  topTokens,
} from './tokens/tokens';
export { neighborSharing, NeighborSharing, type NeighborSharingOptions } from './sharing/neighborSharing';
