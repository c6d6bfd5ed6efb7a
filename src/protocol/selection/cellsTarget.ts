import type { CategoryColor, ValueColor } from '../view/types';
import type { EncodedArray } from '../view/encodedArray';

/**
 * The comm target under which a page asks the kernel about the cells of a view. The page opens the comm with `{ key }`,
 * the key of the cells; the kernel closes it at once when it has no data with these cells any more.
 */
export const CELLS_TARGET = 'tissuebook.cells';

/** What a page asks. `id` comes back with each answer. Regions travel as buffers, a bit a cell (packBits). */
export type CellQuestion =
  /** Names of columns and features with this text in them, those that begin with it first. */
  | { id: number; ask: 'names'; text: string }
  /** A column or feature as a color. */
  | { id: number; ask: 'color'; name: string }
  /** Outlines of the cells whose numbers travel as a buffer (int32). `key` names the outlines. */
  | { id: number; ask: 'outlines'; key: string }
  /** Keeps with the data how many micrometers a unit of their positions is. */
  | { id: number; ask: 'keep unit'; micrometers: number }
  /** What sets the first region's cells apart from the second's. */
  | { id: number; ask: 'markers' };

/** An array that travels as a buffer beside the message, in the order of the message's arrays. */
export type SentArray = Omit<EncodedArray, 'bdata'>;

/** A color whose codes or values [nCells] travel as a buffer. */
export type SentColor =
  (Omit<CategoryColor, 'codes'> & { codes: SentArray }) | (Omit<ValueColor, 'values'> & { values: SentArray });

/** A feature in two regions: means, their difference in standard deviations over the cells of both, the rank-sum test. */
export interface MarkerFeature {
  name: string;
  first: number;
  second: number;
  difference: number;
  /** Corrected for the number of features (Benjamini and Hochberg 1995). */
  p: number;
}

/** What the kernel answers. `done` tells how far a long answer is; `problem` is a sentence for people. */
export type CellAnswer = { id: number } & (
  | { names: string[] }
  | { color: SentColor }
  | { markers: MarkerFeature[] }
  /** How many corners; two buffers: of each cell how many (uint16), and offsets (int16) as those of CellOutlines. */
  | { corners: number }
  /** Micrometers in a unit, which are with the data now. */
  | { micrometers: number }
  | { done: number; of: number }
  | { problem: string }
);

/** A mask of zeros and ones as bits, eight cells a byte, the first cell in the lowest bit. */
export function packBits(mask: Uint8Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil(mask.length / 8));
  mask.forEach((each, i) => (bits[i >> 3]! |= (each ? 1 : 0) << (i & 7)));
  return bits;
}

/** The cells whose bits are set, ascending; undefined for bits of another number of cells. */
export function unpackBits(bits: Uint8Array, count: number): Int32Array | undefined {
  if (bits.length !== Math.ceil(count / 8)) return undefined;
  const cells: number[] = [];
  for (let i = 0; i < count; i++) if (bits[i >> 3]! & (1 << (i & 7))) cells.push(i);
  return Int32Array.from(cells);
}
