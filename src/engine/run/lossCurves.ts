import { type CurvePayload, type CurveSeries, type Progress, VIEW_VERSION, encodeArray } from '../../protocol';
import type { RunStatus, TrainingReport } from './report';

/** More points than this per line add nothing to a picture of usual width: the run is thinned to it. */
const POINTS = 500;

const SHOWN_STATUS: Record<RunStatus, Progress['status']> = {
  running: 'running',
  paused: 'paused',
  finished: 'finished',
  stopped: 'stopped',
  interrupted: 'stopped',
  failed: 'failed',
};

export interface LossCurvesInput {
  id: string;
  title: string;
  /** One sentence on where the run stands. */
  caption: string;
  status: RunStatus;
  reports: readonly TrainingReport[];
  totalSteps: number;
  remainingSeconds: number | undefined;
}

/** The picture of a run: one line per loss term, and per validation term, against the step. */
export function lossCurves(input: LossCurvesInput): CurvePayload {
  const { reports } = input;
  return {
    version: VIEW_VERSION,
    kind: 'curve',
    id: input.id,
    title: input.title,
    caption: input.caption,
    description: `${input.caption} ${lastLosses(reports)}`,
    xTitle: 'step',
    yTitle: 'loss',
    series: [...lossSeries(reports), ...validationSeries(reports)],
    progress: {
      done: reports.at(-1)?.step ?? 0,
      of: input.totalSteps,
      unit: 'steps',
      status: SHOWN_STATUS[input.status],
      ...(input.remainingSeconds !== undefined && { etaSeconds: input.remainingSeconds }),
    },
  };
}

/** 'loss 0.512, nb 0.431' of the last step. */
export function lastLosses(reports: readonly TrainingReport[]): string {
  const last = reports.at(-1);
  if (!last) return 'No step is done yet.';
  return Object.entries(last.losses)
    .map(([name, value]) => `${name} ${value.toPrecision(4)}`)
    .join(', ');
}

function lossSeries(reports: readonly TrainingReport[]): CurveSeries[] {
  const stride = Math.max(1, Math.ceil(reports.length / POINTS));
  const kept = reports.filter((_, i) => i % stride === 0 || i === reports.length - 1);
  const names = new Set(kept.flatMap(({ losses }) => Object.keys(losses)));
  const ordered = [...names].sort((a, b) => Number(b === 'loss') - Number(a === 'loss'));
  return ordered.map((name) => series(name, kept, ({ losses }) => losses[name]));
}

function validationSeries(reports: readonly TrainingReport[]): CurveSeries[] {
  const kept = reports.filter(({ validation }) => validation);
  const names = new Set(kept.flatMap(({ validation }) => Object.keys(validation!)));
  return [...names].map((name) => series(`${name} (validation)`, kept, ({ validation }) => validation![name]));
}

function series(
  name: string,
  reports: readonly TrainingReport[],
  value: (report: TrainingReport) => number | undefined,
): CurveSeries {
  return {
    name,
    x: encodeArray(Float64Array.from(reports, ({ step }) => step)),
    y: encodeArray(Float32Array.from(reports, (report) => value(report) ?? NaN)),
  };
}
