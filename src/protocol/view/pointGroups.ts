import { decodeArray, type NumberArray } from './arrays';
import type { SpatialPanel } from './types';

/** Points of a panel that are drawn as one trace. */
export interface PointGroup {
  /** The label's code, 'measured' or 'missing' for values. -1 is "not labeled". */
  what: number | 'measured' | 'missing';
  /** Which points of the panel, in the order in which they are drawn. */
  index: Int32Array;
}

/** Steps of a color scale when points are put in order: finer than any screen shows (ours). */
const RANKS = 65_536;

/**
 * How the points of a panel are divided into traces: one a label that occurs; for values those that were not measured,
 * if any, and then the measured ones. The most telling points are drawn last, on top: the highest, or those farthest
 * from the middle of a diverging scale.
 */
export function pointGroups({ color }: Pick<SpatialPanel, 'color'>): PointGroup[] {
  if (color.by === 'category') {
    const codes = decodeArray(color.codes);
    return sortByBin(codes, color.labels.length + 1, (code) => code + 1)
      .map((index, i) => ({ what: i - 1, index }))
      .filter(({ index }) => index.length > 0);
  }
  const values = decodeArray(color.values);
  const [missing, measured] = sortByBin(values, 2, (value) => (Number.isNaN(value) ? 0 : 1)) as [
    Int32Array,
    Int32Array,
  ];
  const middle = (color.vmin + color.vmax) / 2;
  const rank = color.scale === 'diverging' ? (v: number) => Math.abs(v - middle) : (v: number) => v;
  return [
    ...(missing.length ? [{ what: 'missing' as const, index: missing }] : []),
    { what: 'measured', index: inOrder(measured, values, rank) },
  ];
}

/** Which cell each point of a panel is. */
export function panelCells(panel: SpatialPanel): NumberArray | undefined {
  return panel.cells && decodeArray(panel.cells);
}

/** Points from the least to the most telling, in time that grows with their number alone: a million in a blink. */
function inOrder(points: Int32Array, values: NumberArray, rank: (value: number) => number): Int32Array {
  let [low, high] = [Infinity, -Infinity];
  for (const point of points) {
    const at = rank(values[point]!);
    if (at < low) low = at;
    if (at > high) high = at;
  }
  const step = (RANKS - 1) / (high - low || 1);
  const bins = sortByBin(points, RANKS, (point) => Math.round((rank(values[point]!) - low) * step));
  const ordered = new Int32Array(points.length);
  let at = 0;
  for (const bin of bins) for (const place of bin) ordered[at++] = points[place]!;
  return ordered;
}

/** The places of an array by the bin that each value belongs to; within a bin they keep their order. */
function sortByBin(values: ArrayLike<number>, bins: number, binOf: (value: number) => number): Int32Array[] {
  const starts = new Int32Array(bins + 1);
  for (let i = 0; i < values.length; i++) starts[binOf(values[i]!) + 1]!++;
  for (let bin = 0; bin < bins; bin++) starts[bin + 1]! += starts[bin]!;
  const next = starts.slice();
  const places = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) places[next[binOf(values[i]!)]!++] = i;
  return Array.from({ length: bins }, (_, bin) => places.subarray(starts[bin]!, starts[bin + 1]!));
}
