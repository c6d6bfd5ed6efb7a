export { Adam, type AdamOptions, adam, adamW } from './adam';
export { clipByGlobalNorm } from './clipByGlobalNorm';
export { Optimizer, createOptimizer } from './optimizer';
export {
  type AverageSpec,
  type DecaySchedule,
  type OptimizerSpec,
  type ParameterGroup,
  type PlateauSpec,
  type ScheduleSpec,
  checkOptimizerSpec,
} from './optimizerSpec';
export type { Extent } from './scheduleOf';
export { type Schedule, constant, cosine, linearRamp, warmUp } from './schedules';
