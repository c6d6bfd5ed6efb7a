import { AsyncLocalStorage } from 'node:async_hooks';

const sink = new AsyncLocalStorage<(notice: string) => void>();

/** Runs `work`; what the engine has to say meanwhile goes to `take`, however deep in `work` and whenever it says it. */
export function collectNotices<T>(take: (notice: string) => void, work: () => T): T {
  return sink.run(take, work);
}

/** Says a sentence to whoever collects notices around this call: a fallback that would else be silent. */
export function giveNotice(notice: string): void {
  sink.getStore()?.(notice);
}
