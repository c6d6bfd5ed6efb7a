/** Values of pixels: bytes, 16-bit counts, or float32 for everything else. */
export type PixelArray = Uint8Array | Uint16Array | Float32Array;

/** A block of pixels in memory: row by row from the top, the values of a pixel next to each other [height, width, channels]. */
export interface Pixels {
  width: number;
  height: number;
  channels: number;
  values: PixelArray;
}

/** One resolution of an image. */
export interface ImageLevel {
  width: number;
  height: number;
  /** Pixels that are packed together: strips are as wide as the image. */
  tileWidth: number;
  tileHeight: number;
}

/** Where the tiles of an image come from. */
export interface TileSource {
  /** The finest first. */
  readonly levels: readonly ImageLevel[];
  /** A name for each channel. */
  readonly channels: readonly string[];
  /** An array of the type in which values come, of any length. */
  readonly type: 'uint8' | 'uint16' | 'float32';
  /** Micrometres that a pixel of the finest level is wide, where the file says it. */
  readonly micrometres?: number | undefined;
  /** A tile: as large as the level says, less where the image ends. */
  readTile(level: number, column: number, row: number): Promise<Pixels>;
  /** The same of one channel, where the file keeps channels apart: others are then not unpacked. */
  readPlane?(level: number, column: number, row: number, channel: number): Promise<Pixels>;
  close(): Promise<void>;
}

/** A new array of `length` zeros. */
export function pixelArray(type: TileSource['type'], length: number): PixelArray {
  if (type === 'uint8') return new Uint8Array(length);
  return type === 'uint16' ? new Uint16Array(length) : new Float32Array(length);
}

/** Names of channels where the file has none. */
export function usualChannels(count: number): string[] {
  if (count === 1) return ['gray'];
  if (count === 2) return ['gray', 'alpha'];
  const names = ['red', 'green', 'blue', 'alpha'];
  return count <= 4 ? names.slice(0, count) : channelNumbers(count);
}

/** Names of channels that are no colors. */
export function channelNumbers(count: number): string[] {
  return Array.from({ length: count }, (_, c) => `channel${c + 1}`);
}
