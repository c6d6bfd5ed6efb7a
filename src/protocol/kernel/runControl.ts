import type { ViewPayload } from '../view/types';

/**
 * The comm target under which a page steers a training run. The page opens the comm with `{ id }`, the id of the run's
 * picture; the kernel closes it at once when it has no such run, so that a page that was reloaded, or a second one,
 * finds a run again, and one whose kernel is gone learns that.
 */
export const RUN_TARGET = 'tissuebook.run';

/** What a page may ask of a run. 'watch' asks for its pictures over the comm: a reloaded page gets no others. */
export const RUN_COMMANDS = ['pause', 'resume', 'stop', 'watch'] as const;

export type RunCommand = (typeof RUN_COMMANDS)[number];

/** What the kernel says: where the run stands and, to a page that watches, its picture. */
export interface RunMessage {
  status: string;
  view?: ViewPayload;
}
