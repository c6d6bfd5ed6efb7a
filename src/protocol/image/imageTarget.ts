/**
 * The comm target under which a page asks for the pixels of an image that a view shows small. The page opens the comm with `{ key }`, the
 * key in the view's payload; the kernel sends the facts, or closes the comm at once when it has no such image, so that a page whose kernel
 * is gone, or was started again, learns that.
 */
export const IMAGE_TARGET = 'tissuebook.image';

/** Pixels along each side of a tile as it is sent; less at the right and the lower edge of the image. */
export const TILE_SIDE = 256;

/** What an image is. */
export interface ImageFacts {
  /** Pixels of the finest level. */
  width: number;
  height: number;
  /** Names of the channels, in the order of the file. */
  channels: string[];
  type: 'uint8' | 'uint16' | 'float32';
  /**
   * Pixels of the finest level for a pixel of a tile, powers of two in rising order, at which tiles are read: those for which the file has
   * a level that is not much finer.
   */
  scales: number[];
}

/** A tile: the pixels of the finest level from scale * TILE_SIDE * column on, and of the rows likewise. */
export interface TilePlace {
  scale: number;
  column: number;
  row: number;
}

/** What a page asks. `id` is the page's own number and comes back with the answer. */
export type ImageQuestion =
  | ({ id: number; ask: 'tile'; channels: number[] } & TilePlace)
  | { id: number; ask: 'range'; channel: number }
  /** Tiles that are needed no more: those that are not yet being read are left out. */
  | { ask: 'drop'; ids: number[] };

/** What the kernel answers. */
export type ImageAnswer =
  | { facts: ImageFacts }
  /** With a buffer: the values of the first channel [height, width], then of the next one; little-endian, of the image's type. */
  | { id: number; tile: { width: number; height: number } }
  | { id: number; range: ChannelRange }
  | { id: number; problem: string };

/** The values of a channel: its least and its most, and what is shown black and in full color unless the reader says otherwise. */
export interface ChannelRange {
  least: number;
  most: number;
  low: number;
  high: number;
}
