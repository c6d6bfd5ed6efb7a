export { type Eigenpairs, type EigenpairsWanted, type SymmetricProduct, largestEigenpairs } from './largestEigenpairs';
export { type CanonicalCorrelation, canonicalCorrelation } from './canonicalCorrelation';
export { crossProduct } from './crossProduct';
export { type DiscriminantAnalysis, discriminantAnalysis } from './discriminantAnalysis';
export { linearAssignment, type Weights } from './linearAssignment';
export type { Computed } from './matrices';
export { partialLeastSquares } from './partialLeastSquares';
export { applyMap, columnMeans, type LinearMap, penalized, ridge, type Rows } from './ridge';
export { addScaled, dot, unitRows } from './vectors';
