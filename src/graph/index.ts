export { Graph } from './graph';
export { knnGraph, type KnnGraphOptions } from './knnGraph';
export type { Groups, PositionSource } from './positions';
export { radiusGraph, type RadiusGraphOptions } from './radiusGraph';
