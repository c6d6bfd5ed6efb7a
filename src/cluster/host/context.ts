import type { Model } from '../../models';
import type { SentModel } from '../wire/sentModel';

/** What a task on a worker gets beside its argument. */
export interface TaskContext {
  /** Aborted when nobody waits for the result any more. */
  readonly signal: AbortSignal;
  /** Aborted when the task is asked to end with what it has found. */
  readonly stop: AbortSignal;
  /** The same as `signal.aborted`, for loops that never give way to the event loop. */
  stopped(): boolean;
  /** Reports how far the task is, some times a second: what is reported in between is left out, and a function is called when it is sent. */
  progress(value: unknown): void;
  /** What this process keeps between tasks, by name. */
  readonly cache: Map<string, unknown>;
  /** The model that was sent. */
  model(sent: SentModel): Promise<Model>;
}

/** A task that workers know by name. */
export type Task = (argument: never, context: TaskContext) => unknown;
