import { decodeArray, DTYPES, MAX_ELEMENTS, type NumberArray } from './arrays';
import { ViewError } from './viewError';
import { finite, list, oneOf, record, text, type Check } from './shape';
import type { CellSet, SpatialPanel } from './types';
import type { EncodedArray } from './encodedArray';

/** Most characters of base64 in one payload, 256 MiB: a notebook with more does not open. */
const MAX_BASE64 = 0x10000000;

/** The shape of an encoded array; what is in it is looked at by `numbers`. */
export const array: Check = record({
  dtype: oneOf(...DTYPES),
  bdata: text(MAX_BASE64),
  shape: list(finite, 1, 2),
});

/** Most names that a payload carries: beyond, indices stand for cells. */
export const MAX_NAMES = 200_000;
const MAX_FEATURES = 2000;
const name = text(500);

/** The shape of a CellSet. */
export const cellSet: Check = record(
  { key: text(100), count: finite, basis: record({ name, factor: finite }) },
  {
    names: list(name, 0, MAX_NAMES),
    given: list(name, 0, 1000),
    panelBy: name,
    features: record({
      names: list(name, 0, MAX_FEATURES),
      low: list(finite, 0, MAX_FEATURES),
      high: list(finite, 0, MAX_FEATURES),
      values: array,
    }),
  },
);

/** Whether names, features and the points of the panels fit the number of cells. */
export function checkCells({ count, names, features }: CellSet, panels: readonly SpatialPanel[]): void {
  if (!Number.isInteger(count) || count < 0 || count > MAX_ELEMENTS) {
    throw new ViewError('cells.count', `must be a whole number from 0 to ${MAX_ELEMENTS}`);
  }
  if (names && names.length !== count)
    throw new ViewError('cells.names', `has ${names.length} names for ${count} cells`);
  if (features) {
    const wanted = features.names.length;
    if (features.low.length !== wanted || features.high.length !== wanted) {
      throw new ViewError('cells.features', `must have a low and a high for each of ${wanted} features`);
    }
    if (features.values.dtype !== 'uint8') throw new ViewError('cells.features.values.dtype', 'must be uint8');
    numbers(features.values, 'cells.features.values', { length: wanted * count });
  }
  panels.forEach((panel, i) => {
    const points = panel.x.shape[0]!;
    if (!panel.cells) {
      if (points !== count) throw new ViewError(`panels[${i}].x`, `has ${points} points for ${count} cells`);
      return;
    }
    for (const cell of numbers(panel.cells, `panels[${i}].cells`, { length: points, finite: true })) {
      if (!Number.isInteger(cell) || cell < 0 || cell >= count) {
        throw new ViewError(`panels[${i}].cells`, `holds ${cell}; cells go from 0 to ${count - 1}`);
      }
    }
  });
}

/** Reads numbers that were not looked at before: their count, and that they can be drawn. */
export function numbers(
  array: EncodedArray,
  path: string,
  must: { length?: number; finite?: boolean } = {},
): NumberArray {
  const values = decodeArray(array, path);
  if (must.length !== undefined && values.length !== must.length) {
    throw new ViewError(path, `has ${values.length} numbers, but ${must.length} belong there`);
  }
  if (array.dtype.startsWith('float')) {
    for (const value of values) {
      // NaN means "not measured" where that is allowed; infinity never can be drawn.
      if (must.finite ? !Number.isFinite(value) : Math.abs(value) === Infinity) {
        throw new ViewError(path, `holds ${value}, which has no place in a picture`);
      }
    }
  }
  return values;
}
