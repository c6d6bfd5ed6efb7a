import type { RunStatus, TrainingReport } from './report';

/** What an observer sees of a TrainingRun, and how it steers it. */
export interface ObservedRun {
  readonly id: string;
  readonly title: string;
  readonly status: RunStatus;
  readonly reports: readonly TrainingReport[];
  readonly totalSteps: number;
  readonly remainingSeconds: number | undefined;
  readonly notices: readonly string[];
  readonly progress: boolean;
  stop(): void;
  pause(): void;
  resume(): void;
  toString(): string;
}

/** What one observer is told of one run, in the order in which it happens. It must not throw. */
export interface RunWatcher {
  /** Ends the run after the step under way, which is then 'interrupted'. */
  readonly signal?: AbortSignal | undefined;
  /** A step is done and reported. */
  stepped(): void;
  /** The run was paused or goes on. */
  turned(): void;
  /** The run is over, with whatever status. */
  ended(): void;
}

/** Called when a run starts, before its first step and within the code that starts it. */
export type RunObserver = (run: ObservedRun) => RunWatcher;

const observers = new Set<RunObserver>();

/**
 * Has an observer told of every run that starts from now on: whoever shows runs registers here.
 *
 * @returns ends it
 */
export function observeRuns(observer: RunObserver): () => void {
  observers.add(observer);
  return () => void observers.delete(observer);
}

/** What the observers of this moment make of a run. */
export const watchersOf = (run: ObservedRun): RunWatcher[] => [...observers].map((observer) => observer(run));
