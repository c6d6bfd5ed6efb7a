export { stalignConfig, type StalignConfig, type StalignOptions } from './config';
export type { StalignEncoders } from './encoders';
export { StalignResult, type StalignSummary } from './results';
export { Stalign, type StalignEmbedOptions } from './stalign';
