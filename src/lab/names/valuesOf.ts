import { AnnData, BackedAnnData, type Matrix, MuData, Table } from '../../data';
import type { NamedData } from './dataOf';

/** What a look at some values of a matrix says of it. Counts are whole numbers from 0. */
export type SeenValues = 'counts' | 'logs or shares' | 'scaled values' | 'nothing';

/** Values that are looked at, from the beginning to the end (ours). */
const LOOKED = 20_000;

const seen = new WeakMap<Matrix, SeenValues>();

/** What some of the values show: one that is not whole proves that they are no counts; that all are whole proves nothing. */
export function seenValues(matrix: Matrix): SeenValues {
  let found = seen.get(matrix);
  if (!found) seen.set(matrix, (found = look(matrix.values)));
  return found;
}

function look(values: ArrayLike<number>): SeenValues {
  const step = Math.max(1, Math.floor(values.length / LOOKED));
  let whole = true;
  for (let at = 0; at < values.length; at += step) {
    const value = values[at]!;
    if (value < 0) return 'scaled values';
    if (!Number.isInteger(value)) whole = false;
  }
  if (!values.length) return 'nothing';
  return whole ? 'counts' : 'logs or shares';
}

/** The first value that is no count, for a message. */
export function firstFraction({ values }: Matrix): number | undefined {
  const step = Math.max(1, Math.floor(values.length / LOOKED));
  for (let at = 0; at < values.length; at += step)
    if (!Number.isInteger(values[at]) || values[at]! < 0) return values[at];
  return undefined;
}

/** The matrix that a call would read: X, or a layer. Undefined for data in a file, and for data of several kinds. */
export function matrixOf(data: NamedData, layer?: string): Matrix | undefined {
  if (data instanceof Table || data instanceof BackedAnnData || data instanceof MuData) return undefined;
  return layer === undefined ? data.X : data.layers.get(layer);
}

/** A layer in which counts lie. */
export function layerOfCounts(data: NamedData): string | undefined {
  if (!(data instanceof AnnData)) return undefined;
  return ['counts', 'raw_counts', 'raw'].find((name) => {
    const layer = data.layers.get(name);
    return layer !== undefined && seenValues(layer) === 'counts';
  });
}
