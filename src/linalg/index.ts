export { type Eigenpairs, type EigenpairsWanted, type SymmetricProduct, largestEigenpairs } from './largestEigenpairs';
export { addScaled, dot } from './vectors';
