import { observeRuns, type ObservedRun, type RunWatcher } from '../../engine';
import { DISPLAY, kernelApi, type MimeBundle } from '../../protocol';
import { pictureBundle } from '../../views/pictureBundle';
import { LiveDisplay, lastLosses, lossCurves } from '../../views/training';
import { Steering } from './steering';

/**
 * Shows every training run in the cell that starts it, lets a page steer it from its picture, and has the interrupt of the cell
 * end it. Outside of a kernel a run is only given what display() asks for.
 *
 * @returns ends it, for runs that start afterwards
 */
export function showRuns(): () => void {
  return observeRuns(show);
}

function show(run: ObservedRun): RunWatcher {
  const steering = new Steering(run, () => lossCurves(run));
  const live = new LiveDisplay(
    run.id,
    () => pictureBundle(lossCurves(run)),
    () => steering.tell(),
    run.progress,
  );
  if (live.shown) steering.offer();
  Object.defineProperty(run, DISPLAY, {
    value: () => {
      steering.offer();
      return bundle(run, live);
    },
  });
  return {
    signal: kernelApi()?.signal,
    stepped: () => live.refresh(),
    turned: () => live.showNow(),
    ended: () => {
      live.showNow();
      steering.end();
    },
  };
}

/** While the run is live in its own cell, only a sentence, so that the picture is not there twice. */
function bundle(run: ObservedRun, live: LiveDisplay): MimeBundle {
  const going = live.shown && (run.status === 'running' || run.status === 'paused');
  return going ? { 'text/plain': `${run.toString()} ${lastLosses(run.reports)}` } : pictureBundle(lossCurves(run));
}
