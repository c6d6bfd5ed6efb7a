export { Adam, type AdamOptions, adam, adamW } from './adam';
export { clipByGlobalNorm } from './clipByGlobalNorm';
export { type Schedule, constant, cosine, linearRamp, warmUp } from './schedules';
