export { Cifm } from './cifm';
export { cifmConfig, type CifmConfig, type CifmOptions } from './config';
export type { CellEvaluation } from './evaluate';
export type { InfluenceOptions } from './influenceOptions';
export { CifmResult, type CifmSummary } from './results';
