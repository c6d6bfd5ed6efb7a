export { runUnits, threadsFor, type UnitWork } from './parallelFor';
export { type Placed, SharedArena } from './sharedArena';
export { Turns, type WorkOptions } from './yieldToEventLoop';
