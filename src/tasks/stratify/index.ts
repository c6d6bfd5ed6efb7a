export { type Cohort } from './cohort';
export { type Variant } from './nestedChoice';
export { stratify, type TokenSource } from './stratify';
export type { StratifyOptions } from './stratifyOptions';
export { aucBars, type PatientScore, StratifyResult } from './stratifyResult';
