export { MarkerGenes } from './markerGenes';
export { rankGenes, type RankGenesOptions } from './rankGenes';
