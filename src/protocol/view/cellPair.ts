import { decodeArray } from './arrays';
import { panelCells } from './pointGroups';
import type { CellPairs, CellSet, SpatialPayload } from './types';

/** One cell of CellPairs. */
export interface CellPair {
  /** Its number in the data, and its place among the pairs. */
  cell: number;
  place: number;
  picture: string;
  genes: { name: string; value: number; deviation: number }[];
  /** The nearest pictures, by their place among the pairs. */
  nearest: { place: number; similarity: number }[];
  /** The place of its own picture among all, from 1. */
  rank?: number;
}

/** Reads a pair. @param place among the pairs */
export function pairAt(pairs: CellPairs, place: number): CellPair {
  const [, shown = 0] = pairs.shown.shape;
  const [, near = 0] = pairs.nearest.shape;
  const [codes, values, deviations] = [pairs.shown, pairs.values, pairs.deviations].map((each) => decodeArray(each));
  const [nearest, similarity] = [decodeArray(pairs.nearest), decodeArray(pairs.similarity)];
  const along = (count: number): number[] => Array.from({ length: count }, (_, i) => place * count + i);
  return {
    cell: decodeArray(pairs.cells)[place]!,
    place,
    picture: pairs.pictures[place]!,
    genes: along(shown).map((at) => ({
      name: pairs.genes[codes![at]!]!,
      value: values![at]!,
      deviation: deviations![at]!,
    })),
    nearest: along(near).map((at) => ({ place: nearest[at]!, similarity: similarity[at]! })),
    ...(pairs.ranks && { rank: decodeArray(pairs.ranks)[place]! }),
  };
}

/** The name of a cell, or its number. */
export function cellName({ names }: CellSet, cell: number): string {
  return names?.[cell] ?? String(cell);
}

/** The place of a cell among the pairs; where it has no picture, that of the nearest cell of its panel that has one. */
export function pairNear(payload: SpatialPayload, cell: number): number | undefined {
  const { pairs, panels } = payload;
  if (!pairs) return undefined;
  const own = decodeArray(pairs.cells);
  const exact = own.indexOf(cell);
  if (exact >= 0) return exact;
  for (const panel of panels) {
    const [x, y, cells] = [decodeArray(panel.x), decodeArray(panel.y), panelCells(panel)];
    const point = cells ? cells.indexOf(cell) : cell;
    if (point < 0 || point >= x.length) continue;
    let [best, least]: [number | undefined, number] = [undefined, Infinity];
    own.forEach((other, place) => {
      const at = cells ? cells.indexOf(other) : other;
      const distance = at < 0 ? Infinity : (x[at]! - x[point]!) ** 2 + (y[at]! - y[point]!) ** 2;
      if (distance < least) [best, least] = [place, distance];
    });
    if (best !== undefined) return best;
  }
  return undefined;
}
