import { type CurvePayload, type CurveSeries, type Progress, VIEW_VERSION, encodeArray } from '../../protocol';

/** More points than this per line add nothing to a picture: the run is thinned to it. */
const POINTS = 500;

/** What a picture needs of a training run: plain data, which engine's TrainingRun has. */
export interface ShownRun {
  readonly id: string;
  readonly title: string;
  readonly status: 'running' | 'paused' | 'finished' | 'stopped' | 'interrupted' | 'failed';
  /** Every step's loss terms so far, and validation terms where there are any. */
  readonly reports: readonly ShownReport[];
  readonly totalSteps: number;
  readonly remainingSeconds: number | undefined;
  /** What a reader has to know of the run: that its steps are not compiled, say. */
  readonly notices: readonly string[];
  /** One sentence on where the run stands. */
  toString(): string;
}

/** What a step has reported. */
export interface ShownReport {
  readonly step: number;
  readonly losses: Readonly<Record<string, number>>;
  readonly validation?: Readonly<Record<string, number>>;
}

const SHOWN_STATUS: Record<ShownRun['status'], Progress['status']> = {
  running: 'running',
  paused: 'paused',
  finished: 'finished',
  stopped: 'stopped',
  interrupted: 'stopped',
  failed: 'failed',
};

/** The picture of a run: one line per loss term, and per validation term, against the step. */
export function lossCurves(run: ShownRun): CurvePayload {
  const { id, title, reports, totalSteps, remainingSeconds, notices } = run;
  const caption = [run.toString(), ...notices].join(' ');
  return {
    version: VIEW_VERSION,
    kind: 'curve',
    id,
    title,
    caption,
    description: `${caption} ${lastLosses(reports)}`,
    xTitle: 'step',
    yTitle: 'loss',
    series: [...lossSeries(reports), ...validationSeries(reports)],
    progress: {
      done: reports.at(-1)?.step ?? 0,
      of: totalSteps,
      unit: 'steps',
      status: SHOWN_STATUS[run.status],
      ...(remainingSeconds !== undefined && { etaSeconds: remainingSeconds }),
    },
  };
}

/** 'loss 0.512, nb 0.431' of the last step. */
export function lastLosses(reports: readonly ShownReport[]): string {
  const last = reports.at(-1);
  if (!last) return 'No step is done yet.';
  return Object.entries(last.losses)
    .map(([name, value]) => `${name} ${value.toPrecision(4)}`)
    .join(', ');
}

function lossSeries(reports: readonly ShownReport[]): CurveSeries[] {
  const stride = Math.max(1, Math.ceil(reports.length / POINTS));
  const kept = reports.filter((_, i) => i % stride === 0 || i === reports.length - 1);
  const names = new Set(kept.flatMap(({ losses }) => Object.keys(losses)));
  const ordered = [...names].sort((a, b) => Number(b === 'loss') - Number(a === 'loss'));
  return ordered.map((name) => series(name, kept, ({ losses }) => losses[name]));
}

function validationSeries(reports: readonly ShownReport[]): CurveSeries[] {
  const kept = reports.filter(({ validation }) => validation);
  const names = new Set(kept.flatMap(({ validation }) => Object.keys(validation!)));
  return [...names].map((name) => series(`${name} (validation)`, kept, ({ validation }) => validation![name]));
}

function series(
  name: string,
  reports: readonly ShownReport[],
  value: (report: ShownReport) => number | undefined,
): CurveSeries {
  return {
    name,
    x: encodeArray(Float64Array.from(reports, ({ step }) => step)),
    y: encodeArray(Float32Array.from(reports, (report) => value(report) ?? NaN)),
  };
}
