export { perturbRegion, type PerturbRegionOptions } from './perturbRegion';
export { type PerturbationFacts, PerturbationResult } from './perturbationResult';
export { ImputationResult, type PredictionScore, scorePrediction } from './imputationResult';
export { imputePatch, type ImputePatchOptions } from './imputePatch';
export {
  activationScore,
  besideMarked,
  tokenIds,
  tokenShares,
  tokenTransition,
  type TokenTransition,
  topTokens,
} from './tokens';
