export { dropout, dropoutMask } from './dropout';
export { createFilm, film } from './film';
export { createLayerNorm, layerNorm } from './layerNorm';
export { type LinearOptions, createLinear, linear } from './linear';
export { createMlp, mlp } from './mlp';
export { type EdgeTensors, createSage, sage } from './sage';
