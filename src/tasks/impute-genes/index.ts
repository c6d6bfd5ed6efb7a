export { type GeneScores, type ImputedGene, ImputedGenes } from './imputedGenes';
export { imputeGenes } from './imputeGenes';
export type { ImputeGenesOptions } from './imputeGenesOptions';
