export * from './annotate';
export { cluster, type ClusterOptions } from './cluster';
export * from './compare';
export { compareSurvival, type CompareSurvivalOptions, SurvivalComparison, type SurvivalLine } from './compareSurvival';
export { embed, type EmbedOptions } from './embed';
export { findLabels, findSections } from './findColumns';
export type { GapModel } from './gapFiller';
export { ImputationResult, type PredictionScore, scorePrediction } from './imputationResult';
export { imputePatch, type ImputePatchOptions } from './imputePatch';
export { type InferenceScore, InferenceResult, scoreInference } from './inferenceResult';
export { inferExpression, type InferExpressionOptions } from './inferExpression';
export { kindOfValues, type ValueKind, withCounts } from './kindOfValues';
export { LinearProbe, type LinearProbeOptions } from './linearProbe';
export { MarkerGenes, rankGenes, type RankGenesOptions } from './markers';
export * from './perturb';
export { type Region, regionAround, type RegionAroundOptions } from './regionAround';
export { type RegionalSplit, regionalSplit } from './regionalSplit';
export { sectionWithMost, someSections } from './someSections';
export { type Cohort } from './cohort';
export { type Variant } from './nestedChoice';
export { stackSections, type StackSectionsOptions } from './stackSections';
export { imputeStack, type ImputeStackOptions } from './imputeStack';
export { type LevelScore, StackResult } from './stackResult';
export { stratify, type StratifyOptions, type TokenSource } from './stratify';
export { aucBars, type PatientScore, StratifyResult } from './stratifyResult';
export { Stopwatch } from './stopwatch';
export { activationMarkers, tCells, type TCells } from './tCells';
export { tokenDictionary, type TokenDictionaryOptions } from './tokenDictionary';
export { type NamedTable, TokenDictionary, type TokenEntry } from './tokenDictionaryResult';
export {
  activationScore,
  besideMarked,
  tokenIds,
  tokenShares,
  tokenTransition,
  type TokenTransition,
  topTokens,
} from './tokens';
