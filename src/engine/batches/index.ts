export { type PaddedGraph, bucketSize, padGraph } from './buckets';
export type { NeighborGraph, SampledGraph } from './neighborGraph';
export { sampleNeighbors } from './sampleNeighbors';
