export { type Coordinates, minMaxCoordinates, patchIndices, sinusoidEncoding } from './sinusoid';
