import { inflateSync } from 'node:zlib';
import { TissuebookError } from '../../../errors';
import { jpegSize } from '../jpeg';

/** What a decoder knows of a tile. */
interface TileFacts {
  tileWidth: number;
  tileHeight: number;
  bitsPerSample: ArrayLike<number> | number;
}

/** geotiff's decoders: a class made for the tiles of a picture. */
interface Decoder {
  parameters: TileFacts;
  decodeBlock(bytes: ArrayBuffer): ArrayBuffer;
}
type DecoderClass = new (facts: TileFacts) => Decoder;

/** What of geotiff is used to exchange decoders. */
export interface GeotiffDecoders {
  BaseDecoder: unknown;
  addDecoder(
    numbers: number[],
    load: () => Promise<unknown>,
    parameters?: (directory: never) => Promise<unknown>,
  ): void;
  getDecoder(number: number, facts: never): Promise<unknown>;
}

/** Compressions by their numbers in TIFF files. Those with a name alone are refused by it. */
export const COMPRESSIONS: Readonly<Record<number, { name: string; read: boolean }>> = {
  1: { name: 'none', read: true },
  2: { name: 'CCITT run lengths', read: false },
  3: { name: 'CCITT group 3', read: false },
  4: { name: 'CCITT group 4', read: false },
  5: { name: 'LZW', read: true },
  6: { name: 'old JPEG', read: false },
  7: { name: 'JPEG', read: true },
  8: { name: 'deflate', read: true },
  32773: { name: 'PackBits', read: true },
  32946: { name: 'deflate', read: true },
  33003: { name: 'JPEG 2000 (YCbCr)', read: true },
  33004: { name: 'JPEG 2000', read: true },
  33005: { name: 'JPEG 2000 (RGB)', read: true },
  34712: { name: 'JPEG 2000', read: true },
  34887: { name: 'LERC', read: false },
  50000: { name: 'zstd', read: false },
  50001: { name: 'WebP', read: false },
  50002: { name: 'JPEG XL', read: false },
};

let added = false;

/** Puts decoders into geotiff that unpack no more than a tile holds. JPEG stays geotiff's; `checkJpeg` looks at it before. */
export function addBoundedDecoders({ BaseDecoder, addDecoder }: GeotiffDecoders): void {
  if (added) return;
  added = true;
  const define = (numbers: number[], unpack: (bytes: Uint8Array, length: number) => Uint8Array): void => {
    const decoder = class extends (BaseDecoder as DecoderClass) {
      override decodeBlock(bytes: ArrayBuffer): ArrayBuffer {
        const length = tileBytes(this.parameters);
        const found = unpack(new Uint8Array(bytes), length);
        const out = new Uint8Array(found.length);
        out.set(found);
        return out.buffer;
      }
    };
    addDecoder(numbers, async () => decoder);
  };
  define([8, 32946], (bytes, length) => inflateSync(bytes, { maxOutputLength: length }));
  define([5], unpackLzw);
  define([32773], unpackBytes);
}

/** The most that a tile unpacks to: all its samples, whether they lie together or in planes. */
function tileBytes({ tileWidth, tileHeight, bitsPerSample }: TileFacts): number {
  const bits = typeof bitsPerSample === 'number' ? [bitsPerSample] : Array.from(bitsPerSample);
  return Math.ceil((tileWidth * bits.reduce((sum, n) => sum + n, 0)) / 8) * tileHeight;
}

/** @throws TissuebookError 'corrupt' when a JPEG tile says that it does not fit its place */
export function checkJpeg(bytes: Buffer, width: number, height: number, where: string): void {
  const found = jpegSize((at, length) => bytes.subarray(at, at + length), bytes.length, where);
  if (found.width === width && found.height <= height) return;
  throw new TissuebookError(
    'corrupt',
    `${where}: a tile is ${found.width} x ${found.height}, not ${width} x ${height}.`,
  );
}

/** PackBits (TIFF 6.0, section 9). What ends early gives less: strips at the end of a picture hold less. */
export function unpackBytes(bytes: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  let at = 0;
  for (let i = 0; i < bytes.length && at < length;) {
    const count = (bytes[i++]! << 24) >> 24;
    if (count >= 0) {
      const piece = bytes.subarray(i, Math.min(i + count + 1, i + length - at));
      out.set(piece, at);
      at += piece.length;
      i += count + 1;
    } else if (count !== -128) {
      out.fill(bytes[i++] ?? 0, at, at + 1 - count);
      at = Math.min(length, at + 1 - count);
    }
  }
  return out.subarray(0, at);
}

const CLEAR = 256;
const END = 257;

/** LZW with codes of 9 to 12 bits, the highest bit first (TIFF 6.0, section 13). */
export function unpackLzw(bytes: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  // Every string of the table is a piece of what was already written: where it starts, and how long it is.
  const starts = new Int32Array(4096);
  const lengths = new Int32Array(4096);
  let [at, next, width, previous] = [0, 258, 9, -1];
  for (let bit = 0; bit + width <= 8 * bytes.length && at < length;) {
    const code = codeAt(bytes, bit, width);
    bit += width;
    if (code === END) break;
    if (code === CLEAR) {
      [next, width, previous] = [258, 9, -1];
      continue;
    }
    if (code > next || (code === next && previous < 0) || next > 4096) throw new Error('a code is not in its table');
    const begin = at;
    if (code < 256) out[at++] = code;
    else {
      const [from, count] = code < next ? [starts[code]!, lengths[code]!] : [previous, begin - previous + 1];
      for (let k = 0; k < count && at < length; k++) out[at++] = out[from + k]!;
    }
    if (previous >= 0 && next < 4096) {
      starts[next] = previous;
      lengths[next++] = begin - previous + 1;
    }
    previous = begin;
    width = next >= 2047 ? 12 : next >= 1023 ? 11 : next >= 511 ? 10 : 9;
  }
  return out.subarray(0, at);
}

function codeAt(bytes: Uint8Array, bit: number, width: number): number {
  const first = bit >> 3;
  const three = (bytes[first]! << 16) | ((bytes[first + 1] ?? 0) << 8) | (bytes[first + 2] ?? 0);
  return (three >> (24 - width - (bit & 7))) & (2 ** width - 1);
}
