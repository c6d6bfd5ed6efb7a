export { retrieve } from './retrieve';
export type { RetrieveOptions as RetrieveTaskOptions } from './retrieveOptions';
export { RetrievalResult, type RetrievalScore, type RetrievedSection } from './retrievalResult';
