import { setMaxListeners } from 'node:events';
import type { WorkOptions, WorkPlace } from '../../models';
import { TissuebookError } from '../../errors';
import { objectWith } from '../../options';
import { kernelApi } from '../../protocol';

/** What `on` must be: a cluster, as dask.local, dask.connect and dask.slurm make them. */
export const onCheck = objectWith('run', 'threads');

/** Something that one of several workers is asked. */
export interface Question extends Pick<WorkOptions, 'title'> {
  readonly task: string;
  readonly argument: unknown;
}

/** What came of questions: an answer, or why there is none, in their order. */
export type Answer = { readonly value: unknown } | { readonly error: unknown };

/** Kinds of errors that say nothing against the other questions. */
const ALONE = new Set(['worker-lost', 'aborted']);

/**
 * Asks all at once; the cluster keeps those waiting for which no worker is free. A question whose worker is lost, or that is stopped by
 * itself, leaves the others alone; any other error ends all. The signal, and the interrupt of the cell that asks, ends those that are open.
 *
 * @param answered called after each
 */
export async function askAll(
  place: WorkPlace,
  questions: readonly Question[],
  options: { signal?: AbortSignal | undefined; answered?: (count: number) => void } = {},
): Promise<Answer[]> {
  const failed = new AbortController();
  const signals = [failed.signal, options.signal, kernelApi()?.signal].filter((one) => one !== undefined);
  const signal = AbortSignal.any(signals);
  // Every question listens to it, and Node takes more than ten listeners for a leak.
  setMaxListeners(0, signal);
  let count = 0;
  let first: unknown;
  const ask = async ({ task, argument, title }: Question): Promise<Answer> => {
    try {
      const value = await place.run(task, argument, { signal, ...(title !== undefined && { title }) });
      options.answered?.(++count);
      return { value };
    } catch (error) {
      if (!(error instanceof TissuebookError && ALONE.has(error.kind)) && !signal.aborted) {
        first = error;
        failed.abort();
      }
      return { error };
    }
  };
  const answers = await Promise.all(questions.map(ask));
  if (failed.signal.aborted) throw first;
  return answers;
}

/** All answers, where none may be missing. @throws the first error */
export async function allOf<T>(answers: Promise<readonly Answer[]>): Promise<T[]> {
  return (await answers).map((answer) => {
    if ('error' in answer) throw answer.error;
    return answer.value as T;
  });
}
