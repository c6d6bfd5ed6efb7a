export type { Reconstruction } from './reconstruct';
export { SpatiaResult, type SpatiaSummary } from './results';
export type { SpatiaConfig, SpatiaOptions } from './settings';
export { Spatia } from './spatia';
