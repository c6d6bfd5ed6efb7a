import { runInNewContext } from 'node:vm';
import type { TissuebookError } from '../../errors';

/** The longest time that a timer of Node's holds, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/**
 * Runs something that does not return to the event loop, and ends it when it takes too long: a loop in JavaScript or in
 * WebAssembly. What is ended runs none of its `finally` parts.
 *
 * @param late makes the error that is then thrown
 */
export function withinTime<T>(seconds: number, run: () => T, late: () => TissuebookError): T {
  try {
    return runInNewContext('run()', { run }, { timeout: Math.min(LONGEST, Math.ceil(1000 * seconds)) }) as T;
  } catch (error) {
    throw (error as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? late() : error;
  }
}
