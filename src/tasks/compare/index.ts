export { compare, type CompareOptions } from './compare';
export { type ComparedMethod, Comparison, type Spread } from './comparison';
export type { Metric } from './benchmarks';
