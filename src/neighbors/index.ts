export { buildIndex, type IndexOptions } from './buildIndex';
export { allRows, groupRows } from './groupRows';
export { NeighborIndex } from './neighborIndex';
export type { NearestRows, NeighborSearch, SearchMethod, VisitNeighbors } from './types';
