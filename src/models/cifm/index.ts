export { Cifm } from './cifm';
export { cifmConfig, type CifmConfig, type CifmOptions } from './config';
export type { CellEvaluation } from '../training/cellEvaluation';
export type { InfluenceOptions } from './influence';
export { CifmResult, type CifmSummary } from './results';
