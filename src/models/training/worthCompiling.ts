import type { Parameters } from '../../engine';

/** Compiling a step takes as long as some dozens of steps of a small network (ours). */
const FEW_STEPS = 10;
/** Numbers of a network whose steps are compiled in any case (ours): compiled they take less memory, which is checked first. */
const LARGE = 1e6;

/** Whether steps are to be compiled: a run this short of a small network is done sooner without. */
export function worthCompiling(steps: number, parameters: Parameters): boolean {
  return steps > FEW_STEPS || parameters.count() > LARGE;
}
