export { type Eigenpairs, type EigenpairsWanted, type SymmetricProduct, largestEigenpairs } from './largestEigenpairs';
export { addScaled, dot } from './vectors';
export { crossProduct } from './crossProduct';
export { applyMap, columnMeans, type LinearMap, penalized, ridge, type Rows } from './ridge';
