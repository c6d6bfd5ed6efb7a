import { decodeArray } from '../view/arrays';
import { checkView } from '../view/check';
import { type Check, finite, flag, list, oneOf, record, text } from '../view/shape';
import { ViewError } from '../view/viewError';
import { MAX_GENES } from '../perturbation/perturbation';
import { type BrushAnswer, type BrushPayload, MAX_DOSE, MAX_PATH, MAX_PUT_IN, MAX_STROKES } from './brush';

const MAX_SETS = 5000;
const MAX_TYPES = 500;
const MAX_ROWS = 200;
const name = text(500);
const anything: Check = () => undefined;

const within =
  (low: number, high: number): Check =>
  (value, path) => {
    finite(value, path);
    if ((value as number) < low || (value as number) > high) throw new ViewError(path, `must be ${low} to ${high}`);
  };

const stroke = record(
  {
    name: text(200),
    where: record({ path: list(list(finite, 2, 2), 1, MAX_PATH), radius: within(0, 1e9) }, { section: name }),
  },
  {
    genes: list(name, 0, MAX_GENES),
    sets: list(name, 0, MAX_SETS),
    dose: within(0, MAX_DOSE),
    types: list(name, 0, MAX_TYPES),
    cells: within(0, MAX_PUT_IN),
  },
);
const strokes = list(stroke, 0, MAX_STROKES);

const orNone: Check = (value, path) => {
  if (value !== null) finite(value, path);
};
const row = record(
  { name, change: finite, control: finite, beyond: finite, low: orNone, high: orNone, averaged: finite },
  { role: oneOf('changed', 'control') },
);
const readout = record({}, { gene: name, set: name });

const answerShape = record({
  ask: finite,
  changes: strokes,
  show: readout,
  painted: list(finite, 0, MAX_STROKES),
  trainings: finite,
  seconds: finite,
  control: text(),
  notices: list(text(), 0, MAX_ROWS),
  steps: finite,
  answering: record({ genes: finite, clear: orNone }),
  text: text(50_000),
  genes: list(row, 0, MAX_ROWS),
  sets: list(row, 0, MAX_ROWS),
  maps: record({
    ...{ cells: anything, change: anything, control: anything, averaged: anything, hatched: anything },
    ...{ painted: anything, places: anything, limit: finite, signed: flag },
  }),
});

const payloadShape = record(
  {
    version: finite,
    id: text(200),
    title: text(),
    model: name,
    trainings: finite,
    types: list(name, 0, MAX_TYPES),
    genes: list(name, 0, MAX_GENES),
    sets: list(name, 0, MAX_SETS),
    tissue: anything,
    changes: strokes,
  },
  { labels: name, seed: finite, answer: anything },
);

/** @throws ViewError for anything that is not a brush of this version, or cannot be shown */
export function checkBrush(value: unknown): BrushPayload {
  const version = (value as { version?: unknown } | null)?.version;
  if (version !== 1) throw new ViewError('version', `is ${JSON.stringify(version)?.slice(0, 20)}; this page knows 1`);
  payloadShape(value, 'brush');
  const payload = value as BrushPayload;
  const tissue = checkView(payload.tissue);
  if (tissue.kind !== 'spatial') throw new ViewError('tissue.kind', 'must be spatial');
  if (!tissue.cells) throw new ViewError('tissue.cells', 'is needed');
  if (payload.answer !== undefined) checkBrushAnswer(payload.answer, tissue.cells.count);
  return payload;
}

/**
 * @param cells cells of the tissue
 * @throws ViewError for an answer that cannot be shown
 */
export function checkBrushAnswer(value: unknown, cells: number): BrushAnswer {
  answerShape(value, 'answer');
  const answer = value as BrushAnswer;
  const { maps } = answer;
  const reached = decodeArray(maps.cells, 'maps.cells');
  for (const numbers of [reached, decodeArray(maps.painted, 'maps.painted')]) {
    if (!(numbers instanceof Int32Array) || numbers.some((cell) => cell < 0 || cell >= cells)) {
      throw new ViewError('maps', 'names a cell that is not there');
    }
  }
  for (const map of ['change', 'control', 'averaged', 'hatched'] as const) {
    if (decodeArray(maps[map], `maps.${map}`).length === reached.length) continue;
    throw new ViewError(`maps.${map}`, 'must have a number for each cell');
  }
  if (decodeArray(maps.places, 'maps.places').length % 2 === 1) throw new ViewError('maps.places', 'must be pairs');
  return answer;
}
