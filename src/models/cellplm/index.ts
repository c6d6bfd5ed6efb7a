export { Cellplm } from './cellplm';
export type { CellplmConfig, CellplmOptions } from './config';
export { CellplmResult, type CellplmSummary } from './results';
