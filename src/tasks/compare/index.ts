export { compare } from './compare';
export type { CompareOptions, CompareTask } from './compareOptions';
export { type ComparedMethod, Comparison, type Spread } from './comparison';
export type { Metric } from './benchmark';
