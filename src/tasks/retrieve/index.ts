export { retrieve } from './retrieve';
export { similarCells, type SimilarCellsOptions } from './similarCells';
export type { RetrieveOptions as RetrieveTaskOptions } from './retrieveOptions';
export { RetrievalResult, type RetrievalScore, type RetrievedSection } from './retrievalResult';
