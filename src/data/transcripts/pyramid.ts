/** Dots that a tile holds about (ours): 32 KB as they travel, and on a screen of twenty tiles as many as one can tell apart. */
const TILE_POINTS = 4096;
/** The finest level: 256 x 256 tiles. */
export const DEEPEST = 8;
/** Tiles of all levels. */
export const ALL_TILES = firstOf(DEEPEST + 1);

/** A tile: level 0 is one tile, each further level has twice as many along each side. */
export interface TranscriptTile {
  level: number;
  column: number;
  row: number;
}

/** How many levels below the first one a gene needs for its tiles to stay small. */
export function depthOf(count: number): number {
  let depth = 0;
  while (depth < DEEPEST && count > TILE_POINTS * 4 ** depth) depth++;
  return depth;
}

/**
 * The level at which a transcript is first drawn: three of four at the deepest, three of the next four one above, so that each level with those above it is
 * an even sample of a fourth of the next.
 *
 * @param number which transcript of its gene it is, in the order of the table
 */
export function levelOf(number: number, depth: number): number {
  let [level, bits] = [depth, mixed(number)];
  for (; level > 0 && (bits & 3) === 0; bits >>>= 2) level--;
  return level;
}

/** The number of a tile among those of all levels. */
export function tileNumber({ level, column, row }: TranscriptTile): number {
  return firstOf(level) + row * 2 ** level + column;
}

/** Along one axis, the tile in which a place lies; what lies beyond the ends is in the last one. */
export function tileAlong(place: number, corner: number, side: number, level: number): number {
  const n = 2 ** level;
  return Math.min(n - 1, Math.max(0, Math.floor(((place - corner) / side) * n)));
}

function firstOf(level: number): number {
  return (4 ** level - 1) / 3;
}

/** Mixes the bits of a number (the finalizer of MurmurHash3, Appleby). */
export function mixed(number: number): number {
  let x = number >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
