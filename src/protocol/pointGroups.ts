import { decodeArray, type NumberArray } from './viewArrays';
import type { SpatialPanel } from './viewTypes';

/** Points of a panel that are drawn as one trace. */
export interface PointGroup {
  /** The label's code, 'measured' or 'missing' for values. -1 is "not labelled". */
  what: number | 'measured' | 'missing';
  /** Which points of the panel, in the order in which they are drawn. */
  index: number[];
}

/**
 * How the points of a panel are divided into traces: one a label that occurs; for values those that were not measured,
 * if any, and then the measured ones. The most telling points are drawn last, on top: the highest, or those farthest
 * from the middle of a diverging scale.
 */
export function pointGroups({ color }: SpatialPanel): PointGroup[] {
  if (color.by === 'category') {
    const members: number[][] = Array.from({ length: color.labels.length + 1 }, () => []);
    decodeArray(color.codes).forEach((code, i) => members[code + 1]!.push(i));
    return members.map((index, i) => ({ what: i - 1, index })).filter(({ index }) => index.length > 0);
  }
  const values = decodeArray(color.values);
  const all = Array.from(values.keys());
  const missing = all.filter((i) => Number.isNaN(values[i]));
  const middle = (color.vmin + color.vmax) / 2;
  const rank = color.scale === 'diverging' ? (v: number) => Math.abs(v - middle) : (v: number) => v;
  const measured = all.filter((i) => !Number.isNaN(values[i])).sort((a, b) => rank(values[a]!) - rank(values[b]!));
  return [
    ...(missing.length ? [{ what: 'missing' as const, index: missing }] : []),
    { what: 'measured', index: measured },
  ];
}

/** Which cell each point of a panel is. */
export function panelCells(panel: SpatialPanel): NumberArray | undefined {
  return panel.cells && decodeArray(panel.cells);
}
