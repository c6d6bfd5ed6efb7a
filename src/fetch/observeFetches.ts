/** What an observer is told of one fetch. It must not throw. */
export interface FetchWatcher {
  /** Stops the fetch; what has arrived is kept. */
  readonly signal?: AbortSignal | undefined;
  /** What is going on, in a sentence. */
  told(message: string): void;
  /** The fetch is over; with an error unless it went well. */
  ended(): void;
}

/** Called when something is fetched, within the code that asks for it. */
export type FetchObserver = () => FetchWatcher;

const observers = new Set<FetchObserver>();

/**
 * Has an observer told of everything that is fetched from now on: whoever shows downloads registers here.
 *
 * @returns ends it
 */
export function observeFetches(observer: FetchObserver): () => void {
  observers.add(observer);
  return () => void observers.delete(observer);
}

/** How a fetch speaks: to whoever called it and to all observers. Nobody is told of a fetch that had nothing to do. */
export interface Fetching {
  readonly signal: AbortSignal;
  tell(message: string): void;
}

/** Runs a fetch with a signal that its caller and its observers can abort. */
export async function whileObserved<T>(
  options: { signal?: AbortSignal | undefined; progress?: ((message: string) => void) | undefined },
  fetch: (fetching: Fetching) => Promise<T>,
): Promise<T> {
  const watchers = [...observers].map((observer) => observer());
  const stop = new AbortController();
  const signals = [options.signal, ...watchers.map(({ signal }) => signal)].filter((signal) => signal !== undefined);
  const abort = (): void => stop.abort();
  for (const signal of signals) {
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
  }
  const tell = (message: string): void => {
    options.progress?.(message);
    for (const watcher of watchers) watcher.told(message);
  };
  try {
    return await fetch({ signal: stop.signal, tell });
  } finally {
    for (const signal of signals) signal.removeEventListener('abort', abort);
    for (const watcher of watchers) watcher.ended();
  }
}
