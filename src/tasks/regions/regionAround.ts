import { exactMath } from '../../exactMath';
import { coordinates, type AnnData, type DenseMatrix } from '../../data';
import { TissuebookError } from '../../errors';
import { checkOptions, number, text } from '../../options';

export interface RegionAroundOptions {
  /** Area of the circle as a share of the smallest upright rectangle around all cells: 0.1 (ours). */
  share?: number;
  /** What the region is called in pictures. 'region'. */
  name?: string;
}

/** A circle of tissue. */
export interface Region {
  name: string;
  /** All cells inside, by number. */
  cells: number[];
  /** The circle as a polygon, for pictures, in the unit of the positions. */
  corners: [number, number][];
}

/** Centers that are tried, and members that are counted around each, at most: enough for any tissue, in bounded time. */
const CENTERS = 256;
const COUNTED = 20_000;
const CORNERS = 64;

/**
 * The circle of tissue in which given cells lie most densely; for one tissue section. Its center is one of them; of equal ones the first is taken.
 *
 * @param members the cells by number
 * @throws TissuebookError 'invalid-argument' without members, 'missing-key' (no positions)
 */
export function regionAround(adata: AnnData, members: ArrayLike<number>, options: RegionAroundOptions = {}): Region {
  checkOptions('regionAround', options, { share: number(0.0001, 1), name: text });
  if (members.length === 0) {
    throw new TissuebookError('invalid-argument', 'regionAround: there are no cells to lie around.', {
      argument: 'members',
    });
  }
  const { share = 0.1, name = 'region' } = options;
  const { points } = coordinates(adata);
  const radius = radiusOf(points, share);
  const counted = thin(members, COUNTED);
  let [best, most] = [members[0]!, -1];
  for (const center of thin(members, CENTERS)) {
    const count = counted.reduce((sum, cell) => sum + (distance(points, cell, center) <= radius ? 1 : 0), 0);
    if (count > most) [best, most] = [center, count];
  }
  const cells = Array.from({ length: adata.nObs }, (_, i) => i).filter((i) => distance(points, i, best) <= radius);
  return { name, cells, corners: circle(points, best, radius) };
}

/** At most `count` of the items, evenly chosen. */
function thin(items: ArrayLike<number>, count: number): number[] {
  const step = Math.max(1, items.length / count);
  return Array.from({ length: Math.min(count, items.length) }, (_, at) => items[Math.floor(at * step)]!);
}

/** The radius of a circle whose area is a share of the rectangle around all cells. */
function radiusOf(points: DenseMatrix, share: number): number {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (let cell = 0; cell < points.rows; cell++) {
    for (const axis of [0, 1]) {
      low[axis] = Math.min(low[axis]!, points.get(cell, axis));
      high[axis] = Math.max(high[axis]!, points.get(cell, axis));
    }
  }
  return Math.sqrt((share * (high[0]! - low[0]!) * (high[1]! - low[1]!)) / Math.PI);
}

function distance(points: DenseMatrix, a: number, b: number): number {
  return Math.hypot(points.get(a, 0) - points.get(b, 0), points.get(a, 1) - points.get(b, 1));
}

function circle(points: DenseMatrix, center: number, radius: number): [number, number][] {
  return Array.from({ length: CORNERS + 1 }, (_, at) => {
    const angle = (2 * Math.PI * at) / CORNERS;
    return [
      points.get(center, 0) + radius * exactMath.cos(angle),
      points.get(center, 1) + radius * exactMath.sin(angle),
    ];
  });
}
