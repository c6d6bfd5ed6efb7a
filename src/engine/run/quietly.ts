import { AsyncLocalStorage } from 'node:async_hooks';

const quiet = new AsyncLocalStorage<true>();

/**
 * Training runs that are started inside have `progress: false`, whichever model or task starts them, unless they are told otherwise.
 * For code that cannot hand the option on.
 *
 * @param start starts the runs, at once or after waiting
 * @returns what `start` returns
 */
export function quietly<T>(start: () => T): T {
  return quiet.run(true, start);
}

/** Whether the code that asks was started by quietly(). */
export const isQuiet = (): boolean => quiet.getStore() === true;
