import { inflateSync } from 'node:zlib';
import { TissuebookError } from '../../errors';
import type { FileBytes } from '../fileBytes';
import { type TileSource, type Pixels, usualChannels } from './pixels';
import { checkImageSize } from './sizes';
import { wholeImage } from './wholeImage';

/** What the first chunk of a PNG file says. */
interface Header {
  width: number;
  height: number;
  depth: number;
  /** 0 gray, 2 color, 3 palette, 4 gray with opacity, 6 color with opacity. */
  color: number;
}

const SAMPLES: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** Chunks that make the picture; others, as profiles and notes, are not looked at. */
const NEEDED = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS']);

/** A PNG file (ISO/IEC 15948), also with 16 bits, a palette, or interlaced. Unpacked as a whole by fast-png. */
export function openPng(file: FileBytes, maxBytes: number): TileSource {
  const header = readHeader(file);
  const { width, height } = header;
  const channels = header.color === 3 ? 4 : SAMPLES[header.color]!;
  const type = header.depth === 16 ? 'uint16' : 'uint8';
  checkImageSize(file.name, width, height, channels * (header.depth === 16 ? 2 : 1), maxBytes);
  const facts = { width, height, channels: usualChannels(channels), type } as const;
  return wholeImage(facts, () => decode(file, header, channels), () => file.close()); // prettier-ignore
}

function readHeader(file: FileBytes): Header {
  const bytes = file.read(0, 33);
  const [width, height, depth, color] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20), bytes[24]!, bytes[25]!];
  const sound = bytes.toString('latin1', 12, 16) === 'IHDR' && width > 0 && height > 0 && color in SAMPLES;
  if (sound && [1, 2, 4, 8, 16].includes(depth)) return { width, height, depth, color };
  throw new TissuebookError('corrupt', `${file.name} does not start as a PNG file does.`, { argument: 'path' });
}

async function decode(file: FileBytes, header: Header, channels: number): Promise<Pixels> {
  const { width, height, depth, color } = header;
  const { decode: decodePng, convertIndexedToRgb } = await import('fast-png');
  try {
    const bytes = neededChunks(file, header);
    const found = decodePng(bytes, { checkCrc: true });
    const samples = depth < 8 ? unpackBits(found.data as Uint8Array, header) : found.data;
    if (color !== 3) return { width, height, channels, values: bright(samples as Uint8Array | Uint16Array, depth) };
    const colors = convertIndexedToRgb({ ...found, data: samples as Uint8Array, depth: 8 });
    const stride = colors.length / (width * height);
    const values = new Uint8Array(width * height * 4).fill(255);
    for (let p = 0; p < width * height; p++) values.set(colors.subarray(p * stride, (p + 1) * stride), p * 4);
    return { width, height, channels, values };
  } catch (cause) {
    if (cause instanceof TissuebookError) throw cause;
    throw new TissuebookError('corrupt', `${file.name} is damaged: ${(cause as Error).message}.`, { cause });
  }
}

/** The file without what is not needed; refuses data that would unpack to more than the picture. */
function neededChunks(file: FileBytes, { width, height, depth, color }: Header): Buffer {
  const bytes = file.read(0, file.size);
  const kept = [bytes.subarray(0, 8)];
  const packed: Buffer[] = [];
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const name = bytes.toString('latin1', at + 4, at + 8);
    if (at + 12 + length > bytes.length) break;
    if (NEEDED.has(name)) kept.push(bytes.subarray(at, at + 12 + length));
    if (name === 'IDAT') packed.push(bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
    if (name === 'IEND') break;
  }
  // A line has one byte more than its values; the seven passes of interlaced pictures have more lines.
  const line = Math.ceil((width * SAMPLES[color]! * depth) / 8) + 1;
  inflateSync(Buffer.concat(packed), { maxOutputLength: line * height + 8 * (width + height + 16) });
  return Buffer.concat(kept);
}

/** Values of less than a byte, one in a byte. Lines start with a new byte. */
function unpackBits(packed: Uint8Array, { width, height, depth }: Header): Uint8Array {
  if (packed.length === width * height) return packed;
  const out = new Uint8Array(width * height);
  const line = Math.ceil((width * depth) / 8);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      out[y * width + x] = (packed[y * line + (bit >> 3)]! >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
    }
  }
  return out;
}

/** Gray of less than 8 bits, stretched to 255. */
function bright(samples: Uint8Array | Uint16Array, depth: number): Uint8Array | Uint16Array {
  return depth < 8 ? samples.map((value) => Math.round((value * 255) / (2 ** depth - 1))) : samples;
}
