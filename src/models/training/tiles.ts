import type { DenseMatrix } from '../../data';
import type { Random } from '../../random';

/** Where cells lie. */
export interface CellPositions {
  /** [cells, 2 or 3]; tiles are cut by the first two. */
  readonly points: DenseMatrix;
  /** Section number of each cell. */
  readonly section: Int32Array;
}

/** Fewer cells than this are no tile to validate on (ours). */
const FEWEST_CELLS = 3;

/**
 * Cuts cells into small contiguous tiles of one section each. Every section is halved again and again along two axes
 * at a random angle, so that the tiles differ from call to call. The tiles come in random order; a section's last one
 * may be short.
 *
 * Why small tiles: a batch of one large tile shows a codebook one corner of the tissue, and its moving averages
 * forget the rest.
 *
 * @param size cells of a tile
 * @returns places in `cells`, tile by tile
 */
export function drawTiles(
  { points, section }: CellPositions,
  cells: Int32Array,
  size: number,
  random: Random,
): Int32Array[] {
  const angle = random.uniform(0, Math.PI);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const tiles: Int32Array[] = [];
  for (const group of placesBySection(section, cells)) {
    const x = Float64Array.from(group, (at) => points.get(cells[at]!, 0));
    const y = Float64Array.from(group, (at) => points.get(cells[at]!, 1));
    const along = [x.map((value, at) => cos * value + sin * y[at]!), x.map((value, at) => cos * y[at]! - sin * value)];
    const order = Int32Array.from(group, (_, at) => at);
    halve(order, along, 0, order.length, size);
    for (let at = 0; at < order.length; at += size) {
      tiles.push(order.slice(at, at + size).map((place) => group[place]!));
    }
  }
  return random.shuffle(tiles);
}

/** Places in `cells`, section by section. */
function placesBySection(section: Int32Array, cells: Int32Array): Int32Array[] {
  const groups = new Map<number, number[]>();
  cells.forEach((cell, at) => {
    const group = groups.get(section[cell]!);
    if (group) group.push(at);
    else groups.set(section[cell]!, [at]);
  });
  return [...groups.values()].map((group) => Int32Array.from(group));
}

/** How many tiles drawTiles() cuts the given cells into. */
export function countTiles(section: Int32Array, cells: Int32Array, size: number): number {
  return placesBySection(section, cells).reduce((count, group) => count + Math.ceil(group.length / size), 0);
}

/**
 * Contiguous tiles that together hold about a share of the cells, to validate on; none where that would be less than a tile.
 *
 * @param most cells of a tile, at most; a third of the wanted cells where that is less, so that there are several
 */
export function drawShare(
  where: CellPositions,
  cells: Int32Array,
  share: number,
  most: number,
  random: Random,
): Int32Array {
  const wanted = Math.round(share * cells.length);
  const size = Math.min(most, Math.ceil(wanted / 3));
  if (size < FEWEST_CELLS) return new Int32Array(0);
  const chosen: number[] = [];
  for (const places of drawTiles(where, cells, size, random)) {
    if (chosen.length + places.length > wanted) break;
    for (const at of places) chosen.push(cells[at]!);
  }
  return Int32Array.from(chosen);
}

/** Gives the tiles to the batches of an epoch, as evenly as can be. */
export function dealTiles(tiles: readonly Int32Array[], batches: number): Int32Array[] {
  return Array.from({ length: batches }, (_, b) => {
    const hand = tiles.slice(Math.floor((b * tiles.length) / batches), Math.floor(((b + 1) * tiles.length) / batches));
    return Int32Array.from(hand.flatMap((tile) => [...tile]));
  });
}

/** Splits [from, to) along its longer side at a multiple of `size`, and each part again, until tiles are left. */
function halve(order: Int32Array, along: readonly Float64Array[], from: number, to: number, size: number): void {
  if (to - from <= size) return;
  const middle = from + size * Math.max(1, Math.round((to - from) / size / 2));
  const [a, b] = along as [Float64Array, Float64Array];
  const key = extent(order, a, from, to) >= extent(order, b, from, to) ? a : b;
  select(order, key, from, to, middle);
  halve(order, along, from, middle, size);
  halve(order, along, middle, to, size);
}

function extent(order: Int32Array, key: Float64Array, from: number, to: number): number {
  let low = Infinity;
  let high = -Infinity;
  for (let at = from; at < to; at++) {
    const value = key[order[at]!]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high - low;
}

/** Quickselect (Hoare): afterwards the places before `middle` hold keys no larger than those from `middle` on. */
function select(order: Int32Array, key: Float64Array, from: number, to: number, middle: number): void {
  let low = from;
  let high = to - 1;
  while (low < high) {
    const pivot = key[order[(low + high) >> 1]!]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (key[order[i]!]! < pivot) i++;
      while (key[order[j]!]! > pivot) j--;
      if (i <= j) {
        const held = order[i]!;
        order[i++] = order[j]!;
        order[j--] = held;
      }
    }
    if (middle <= j) high = j;
    else if (middle >= i) low = i;
    else return;
  }
}
