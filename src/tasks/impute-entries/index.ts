export { EntriesResult, type EntriesScore } from './entriesResult';
export type { EntryScores } from './entryScores';
export { imputeEntries, type ImputeEntriesOptions } from './imputeEntries';
