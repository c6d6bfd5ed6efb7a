/** Something that the cluster was asked to do, as it stands. */
export interface Work {
  readonly key: string;
  /** 'squint, seed 2'. */
  readonly title: string;
  /** The worker that does it; undefined while it waits. */
  readonly worker: string | undefined;
  /** Milliseconds since it was asked for. */
  readonly milliseconds: number;
  /** How far it is, in words of the task: 'epoch 3 of 20, loss 0.412'. */
  readonly progress: string;
  readonly status: 'waiting' | 'running' | 'finished' | 'failed' | 'aborted';
  /** Asks it to end: with what it has found where it can, else without. */
  stop(): void;
}

/** Told whenever the work of a cluster changes; it must not throw. */
export type WorkObserver = (works: readonly Work[]) => void;

/** How a reported value reads in a line. */
export function progressText(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string')
    return value.text;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
