import type { TrainingRun } from '../../../engine';
import { TissuebookError } from '../../../errors';
import type { TrainingWatch } from './trainingWatch';

const watches = new WeakMap<object, TrainingWatch>();
const observers = new Set<(watch: TrainingWatch) => void>();

/**
 * The watch of a run that fit() was told to watch: its frames, and what can be done to it.
 *
 *     const run = squint.fit(tumor, { watch: true });
 *     watchOf(run).lookMore(cells, { times: 3 });
 *
 * @throws TissuebookError 'invalid-argument' for a run that is not watched
 */
export function watchOf(run: TrainingRun<unknown>): TrainingWatch {
  const found = watches.get(run);
  if (found) return found;
  throw new TissuebookError('invalid-argument', 'watchOf: this run is not watched.', {
    argument: 'run',
    advice: 'Start it with fit(data, { watch: true }).',
  });
}

/**
 * Has an observer told of every watched training that starts from now on, within the code that starts it: whoever shows them registers here.
 *
 * @returns ends it
 */
export function observeWatches(observer: (watch: TrainingWatch) => void): () => void {
  observers.add(observer);
  return () => void observers.delete(observer);
}

/** A watched run has started. */
export function startWatch(run: TrainingRun<unknown>, watch: TrainingWatch): void {
  watches.set(run, watch);
  watch.run = run;
  if (watch.of.shows) for (const observer of observers) observer(watch);
}
