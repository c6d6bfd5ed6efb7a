export { ligandReceptor, type LigandReceptorOptions } from './ligandReceptor';
export { LigandReceptorResult } from './ligandReceptorResult';
export type { Complexes, GenePairs } from './pairGenes';
export { spatialLigandReceptor, type SpatialLigandReceptorOptions } from './spatialLigandReceptor';
export { type LocalOptions, type LocalScores, SpatialLigandReceptorResult } from './spatialLigandReceptorResult';
