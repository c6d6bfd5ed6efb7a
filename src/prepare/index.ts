export { asinh, type AsinhOptions } from './asinh';
export { log1p } from './log1p';
export { normalizeTotal, type NormalizeTotalOptions } from './normalizeTotal';
export { LOG_KEY, recordStep, stepsOf } from './record';
export { scale, type ScaleOptions } from './scale';
