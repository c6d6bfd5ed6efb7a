import { array, numbers } from '../view/cellSetCheck';
import type { NumberArray } from '../view/arrays';
import { finite, list, oneOf, record, text, type Check } from '../view/shape';
import { ViewError } from '../view/viewError';
import { missingCode, TOP_CODE } from './frameColor';
import { INTERVENTION_KINDS } from './intervention';
import { LOSS_POINTS, MOST_FRAMES, WATCH_COLORS, type WatchedRun, type WatchScale } from './watchedRun';

/** Most interventions that a run lists; a person does not do more. */
export const MOST_INTERVENTIONS = 1000;
const MOST_LABELS = 5000;

const label = text(500);
const color: Check = (value, path) => {
  if (typeof value !== 'string' || !/^#[0-9a-f]{6}$/i.test(value)) {
    throw new ViewError(path, 'must be a color such as #0072b2');
  }
};

const scale: Check = (value, path) => {
  const by = (value as { by?: unknown } | null)?.by;
  const name = { by: oneOf('category', 'value'), name: label };
  if (by === 'category') {
    const labels = list(label, 0, MOST_LABELS);
    record({ ...name, labels, palette: list(color, 0, MOST_LABELS) })(value, path);
  } else record({ ...name, vmin: finite, vmax: finite })(value, path);
};

const intervention = record(
  { kind: oneOf(...INTERVENTION_KINDS), step: finite, cells: finite, hash: text(64) },
  { times: finite, below: finite, patience: finite },
);

const progress = record({
  done: finite,
  of: finite,
  steps: list(finite, 0, LOSS_POINTS),
  losses: list(finite, 0, LOSS_POINTS),
});

/** The shape of a watched run without its frames, as it comes through a comm. */
const fields = {
  id: text(200),
  status: oneOf('running', 'ended'),
  color: oneOf(...WATCH_COLORS),
  colors: list(oneOf(...WATCH_COLORS), 0, WATCH_COLORS.length),
  progress,
  seen: finite,
  interventions: list(intervention, 0, MOST_INTERVENTIONS),
  steer: list(oneOf(...INTERVENTION_KINDS), 0, INTERVENTION_KINDS.length),
  notes: list(text(2000), 0, 20),
};
export const runFields = record(fields, { scale });

/** What a comm says of a frame, beside its buffer. */
export const frameFields = record({
  color: oneOf(...WATCH_COLORS),
  step: finite,
  epoch: finite,
  dtype: oneOf('uint8', 'uint16'),
});

/** The shape of a WatchedRun. */
export const watchedRun = record(
  { ...fields, frames: list(record({ step: finite, epoch: finite, codes: array }), 0, MOST_FRAMES) },
  { scale },
);

/** Whether frames have a code for each cell that the scale knows. @param count of the cells; undefined for a view without cells */
export function checkWatched({ frames, scale }: WatchedRun, count: number | undefined): void {
  if (count === undefined) throw new ViewError('watch', 'needs cells');
  if (scale) checkScale(scale, 'watch.scale');
  frames.forEach(({ codes }, i) => {
    const path = `watch.frames[${i}].codes`;
    if (!scale) throw new ViewError('watch.scale', 'must be there where there are frames');
    if (codes.dtype !== 'uint8' && codes.dtype !== 'uint16') throw new ViewError(path, 'must be uint8 or uint16');
    checkFrame(numbers(codes, path, { length: count }), scale, path);
  });
}

/** @throws ViewError for codes that the scale does not know */
export function checkFrame(codes: NumberArray, scale: WatchScale, path: string): void {
  const missing = missingCode(codes);
  const most = scale.by === 'category' ? scale.labels.length - 1 : TOP_CODE;
  for (const code of codes) {
    if (code > most && code !== missing) throw new ViewError(path, `holds ${code}; codes go from 0 to ${most}`);
  }
}

export function checkScale(scale: WatchScale, path: string): void {
  if (scale.by === 'category' && scale.palette.length !== scale.labels.length) {
    throw new ViewError(`${path}.palette`, `must have one color for each of ${scale.labels.length} labels`);
  }
  if (scale.by === 'value' && scale.vmin > scale.vmax) throw new ViewError(`${path}.vmax`, 'is less than vmin');
}
