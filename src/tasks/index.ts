export { findLabels, findSections } from './findColumns';
export { ImputationResult, type PredictionScore, scorePrediction } from './imputationResult';
export { imputePatch, type ImputePatchOptions } from './imputePatch';
export { kindOfValues, type ValueKind, withCounts } from './kindOfValues';
export { perturbRegion, type PerturbRegionOptions } from './perturbRegion';
export { type NamedLabels, type PerturbationFacts, PerturbationResult } from './perturbationResult';
export { type Region, regionAround, type RegionAroundOptions } from './regionAround';
export { sectionWithMost, someSections } from './someSections';
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
