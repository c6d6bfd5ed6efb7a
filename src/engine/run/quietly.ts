import { AsyncLocalStorage } from 'node:async_hooks';

const quiet = new AsyncLocalStorage<true>();

/**
 * Training runs that are started inside draw nothing into the notebook, whichever model or task starts them:
 * `await quietly(() => model.fit(tissue))`. Such a run can still be iterated, stopped, and shown by giving it to display().
 *
 * @param start starts the runs, at once or after waiting
 * @returns what `start` returns
 */
export function quietly<T>(start: () => T): T {
  return quiet.run(true, start);
}

/** Whether the code that asks was started by quietly(). */
export const isQuiet = (): boolean => quiet.getStore() === true;
