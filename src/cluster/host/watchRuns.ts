import { observeRuns, type ObservedRun } from '../../engine';

/**
 * Says how far each training is that a task starts, and ends it when the task is cancelled.
 *
 * @returns ends it
 */
export function watchRuns(signal: AbortSignal, say: (text: string) => void): () => void {
  return observeRuns((run) => ({
    signal,
    stepped: () => say(courseOf(run)),
    turned: () => undefined,
    ended: () => undefined,
  }));
}

/** 'SQUINT, epoch 3, step 21 of 140, loss 0.412'. */
function courseOf({ title, reports, totalSteps }: ObservedRun): string {
  const { step, epoch, losses } = reports.at(-1)!;
  const loss = losses.loss === undefined ? '' : `, loss ${losses.loss.toPrecision(3)}`;
  return `${title}, epoch ${epoch}, step ${step} of ${totalSteps}${loss}`;
}
