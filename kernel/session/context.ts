import { AsyncLocalStorage } from 'node:async_hooks';
import type { Header } from '../transport/message';
import type { Execution } from './execution';

/** On whose behalf code runs: output, questions and comms belong to this request, also long after it was answered. */
export interface Context {
  parent: Partial<Header>;
  /** The client that sent it, for questions on stdin. */
  identities: Uint8Array[];
  execution?: Execution;
  /** The execution count of the cell. */
  count?: number;
}

const storage = new AsyncLocalStorage<Context>();
let latest: Context = { parent: {}, identities: [] };

/** Runs `work`, and all that it starts, for this request. */
export function within<T>(context: Context, work: () => T): T {
  if (context.execution) latest = context;
  return storage.run(context, work);
}

/** The request that the running code belongs to; for code that lost its own, the cell that was started last. */
export function currentContext(): Context {
  return storage.getStore() ?? latest;
}

/** `run`, as work of the present cell, whenever it is called: what it shows is shown there, and so are its errors. */
export function keepCell<Arguments extends unknown[]>(
  run: (...given: Arguments) => void,
  failed: (error: unknown) => void,
): (...given: Arguments) => void {
  const { parent, identities, count } = currentContext();
  return (...given) =>
    within({ parent, identities, ...(count !== undefined && { count }) }, () => {
      try {
        run(...given);
      } catch (error) {
        failed(error);
      }
    });
}
