export { type LaplacianEncoding, laplacianEncoding } from './laplacian';
export { randomWalkEncoding } from './randomWalk';
export { createSignNet, signNet } from './signNet';
export { type SignNetGinSizes, createSignNetGin, signNetGin } from './signNetGin';
export { type Coordinates, minMaxCoordinates, patchIndices, sinusoidEncoding } from './sinusoid';
export type { WeightedGraph } from './weightedGraph';
