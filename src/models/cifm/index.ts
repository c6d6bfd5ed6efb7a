export { Cifm } from './cifm';
export { cifmConfig, cifmPresets, cifmSettings } from './config';
export type { CifmConfig, CifmInput, CifmOptions, CifmPreset } from './config';
export type { CifmFitOptions } from './fitting';
export type { InfluenceOptions } from './influenceOptions';
export type { Injection, Locations } from './injection';
export type { Judgement } from './evaluate';
export type { Normalization } from './layer';
export { CifmResult, type CifmFacts } from './results';
