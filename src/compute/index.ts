export { runUnits, threadsFor, type UnitWork } from './runUnits';
export { type Placed, SharedArena } from './sharedArena';
export { Turns, type WorkOptions } from './turns';
