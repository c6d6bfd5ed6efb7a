import { TissuebookError } from '../../errors';
import type { FileBytes } from '../fileBytes';
import { type TileSource, type Pixels, usualChannels } from './pixels';
import { checkImageSize } from './sizes';
import { wholeImage } from './wholeImage';

/** What a JPEG picture says of itself. */
export interface JpegSize {
  width: number;
  height: number;
  components: number;
}

/** Bytes in memory of a pixel while jpeg-js unpacks it, measured: coefficients of 4 bytes, lines, the result. */
const WORK_BYTES = 24;

/** A JPEG file (ITU T.81), baseline or progressive, gray or color. Unpacked as a whole by jpeg-js. */
export function openJpeg(file: FileBytes, maxBytes: number): TileSource {
  const { width, height, components } = jpegSize((at, length) => file.read(at, length), file.size, file.name);
  if (components !== 1 && components !== 3) {
    throw new TissuebookError('unsupported-encoding', `${file.name} has ${components} colors, as for print.`, {
      argument: 'path',
      found: components,
      advice: 'Save it as RGB.',
    });
  }
  checkImageSize(file.name, width, height, WORK_BYTES, maxBytes);
  const facts = { width, height, channels: usualChannels(components), type: 'uint8' } as const;
  const decoded = (): Promise<Pixels> => decode(file, { width, height, components }, maxBytes);
  return wholeImage(facts, decoded, () => file.close());
}

async function decode(file: FileBytes, { width, height, components }: JpegSize, maxBytes: number): Promise<Pixels> {
  const jpeg = (await import('jpeg-js')).default;
  try {
    const { data, ...found } = jpeg.decode(file.read(0, file.size), {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: false,
      maxResolutionInMP: Math.ceil((width * height) / 1e6) + 1,
      maxMemoryUsageInMB: Math.ceil(maxBytes / 2 ** 20),
    });
    if (found.width !== width || found.height !== height) throw new Error('its parts differ in size');
    const values = components === 3 ? data : data.filter((_, i) => i % 3 === 0);
    return { width, height, channels: components, values };
  } catch (cause) {
    throw new TissuebookError('corrupt', `${file.name} is damaged: ${(cause as Error).message}.`, { cause });
  }
}

/**
 * The size of a JPEG picture, from its frame header.
 *
 * @param read bytes from a place on
 * @throws TissuebookError 'corrupt' when there is none
 */
export function jpegSize(read: (at: number, length: number) => Buffer, size: number, name: string): JpegSize {
  for (let at = 2; at + 4 <= size;) {
    const marker = read(at, 4);
    if (marker[0] !== 0xff) break;
    const kind = marker[1]!;
    if (kind === 0xff) {
      at++;
      continue;
    }
    const standsAlone = kind === 0x01 || (kind >= 0xd0 && kind <= 0xd8);
    if (isFrame(kind) && at + 10 <= size) {
      const frame = read(at, 10);
      const found = { height: frame.readUInt16BE(5), width: frame.readUInt16BE(7), components: frame[9]! };
      if (found.width > 0 && found.height > 0) return found;
      break;
    }
    if (kind === 0xd9 || kind === 0xda) break;
    at += standsAlone ? 2 : 2 + Math.max(2, marker.readUInt16BE(2));
  }
  throw new TissuebookError('corrupt', `${name} holds no JPEG picture with a size.`, { argument: 'path', found: name });
}

/** Markers SOF0 to SOF15 but for the tables among them. */
function isFrame(kind: number): boolean {
  return kind >= 0xc0 && kind <= 0xcf && kind !== 0xc4 && kind !== 0xc8 && kind !== 0xcc;
}
