import type { WorkPlace } from '../../models';
import { allOf, askAll } from '../shared/onCluster';
import { stopAsked } from '../shared/stopAsked';
import { TissuebookError } from '../../errors';

/** The same for each of several things. */
interface Each<T, R> {
  readonly task: string;
  argument(one: T): unknown;
  title(one: T): string;
  /** The same in this process. */
  here(one: T): Promise<R>;
}

/** How far it is, and what ends it. */
export interface EachOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Does the same for each: on a cluster side by side, else one after the other.
 *
 * @returns in the order of the things, whatever was first
 * @throws TissuebookError 'aborted', and what one of them throws
 */
export async function eachOn<R, T = string>(
  place: WorkPlace | undefined,
  things: readonly T[],
  { task, argument, title, here }: Each<T, R>,
  { signal, onProgress }: EachOptions = {},
): Promise<R[]> {
  const answered = (count: number): void => onProgress?.(count, things.length);
  if (place) {
    const questions = things.map((one) => ({ task, argument: argument(one), title: title(one) }));
    return allOf<R>(askAll(place, questions, { signal, answered }));
  }
  const stopped = stopAsked(signal);
  const found: R[] = [];
  for (const one of things) {
    if (stopped()) throw new TissuebookError('aborted', `${title(one)}: stopped.`);
    found.push(await here(one));
    answered(found.length);
  }
  return found;
}
