export { EntriesResult, type EntriesScore } from './entriesResult';
export type { EntriesAnswer } from './entriesBeside';
export type { EntryScores } from './entryScores';
export { denoise, type DenoiseOptions, imputeEntries } from './imputeEntries';
export type { ImputeEntriesOptions } from './imputeEntriesOptions';
