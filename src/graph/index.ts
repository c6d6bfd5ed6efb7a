export { delaunayGraph, type DelaunayGraphOptions } from './delaunayGraph';
export { Graph } from './graph';
export { gridGraph, type GridGraphOptions } from './gridGraph';
export { knnGraph, type KnnGraphOptions } from './knnGraph';
export type { Groups, PositionSource } from './positions';
export { radiusGraph, type RadiusGraphOptions } from './radiusGraph';
