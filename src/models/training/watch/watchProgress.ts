import { LOSS_POINTS, type WatchProgress } from '../../../protocol';

/** What is read of a run: TrainingRun has it. */
export interface FollowedProgress {
  readonly reports: readonly { readonly step: number; readonly losses: Readonly<Record<string, number>> }[];
  readonly totalSteps: number;
}

/** How far a run is, and its loss at evenly many of its steps, the last one among them; losses that are no numbers are left out. */
export function progressOf(run: FollowedProgress | undefined): WatchProgress {
  const { reports = [], totalSteps = 0 } = run ?? {};
  const count = Math.min(LOSS_POINTS, reports.length);
  const places = Array.from({ length: count }, (_, i) => Math.ceil(((i + 1) * reports.length) / count) - 1);
  const kept = places.flatMap((place) => {
    const { step, losses } = reports[place]!;
    const loss = losses['loss'];
    return loss !== undefined && Number.isFinite(loss) ? [{ step, loss }] : [];
  });
  const done = reports.at(-1)?.step ?? 0;
  return { done, of: totalSteps, steps: kept.map(({ step }) => step), losses: kept.map(({ loss }) => loss) };
}
