export { type PaddedGraph, bucketSize, padGraph } from './buckets';
export type { NeighbourGraph, SampledGraph } from './neighbourGraph';
export { sampleNeighbours } from './sampleNeighbours';
