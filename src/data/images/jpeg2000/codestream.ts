import { TissuebookError } from '../../../errors';

/** What a JPEG 2000 codestream says of itself (ITU-T T.800, annex A), and where it lies. */
export interface Codestream {
  width: number;
  height: number;
  components: number;
  /** Of a value, with its sign. */
  bits: number;
  signed: boolean;
  /** Whether the decoder turns brightness and colors into red, green and blue by itself. */
  mixed: boolean;
  /** Whether the file says that its values are brightness and colors (sYCC). */
  brightness: boolean;
  /** From its first marker to the end of the last part. */
  bytes: Uint8Array;
}

const SOC = 0xff4f;
const SIZ = 0xff51;
const COD = 0xff52;
const SOT = 0xff90;
const EOC = 0xffd9;
/** Components with a size of their own, and tiles within the picture, of which no microscope writes more (ours). */
const MAX_COMPONENTS = 64;
const MAX_TILES = 4096;
/** sYCC among the enumerated color spaces of a JP2 file. */
const SYCC = 18;

/** A codestream, or the box of a JP2 file around one. */
export function isJpeg2000(start: Uint8Array): boolean {
  const view = viewOf(start);
  return (start.length >= 4 && view.getUint32(0) === 0xff4fff51) || isBoxed(start);
}

/**
 * Reads the headers of a JPEG 2000 picture and follows its parts to the end: what is cut off is found here, since a decoder fills in
 * what is missing. No memory is taken.
 *
 * @throws TissuebookError 'corrupt' (no such picture, parts that lie outside), 'unsupported-encoding' (components of unequal size, a palette)
 */
export function readCodestream(file: Uint8Array, where: string): Codestream {
  const boxes = isBoxed(file) ? readBoxes(file, where) : { begin: 0, end: file.length, brightness: false };
  const bytes = file.subarray(boxes.begin, boxes.end);
  const view = viewOf(bytes);
  const fail = (why: string): never => {
    throw damaged(where, why);
  };
  if (bytes.length < 45 || view.getUint16(0) !== SOC || view.getUint16(2) !== SIZ) fail('it begins with no picture');
  const size = readSize(view, where);
  const found = { ...size, mixed: false, brightness: boxes.brightness };
  for (let at = 2; ;) {
    if (at + 4 > bytes.length) fail('it ends in its header');
    const [marker, length] = [view.getUint16(at), view.getUint16(at + 2)];
    if (marker === SOT) return { ...found, bytes: bytes.subarray(0, followParts(view, at, size.tiles, where)) };
    if (marker < 0xff00 || length < 2) fail('its header holds no markers');
    if (marker === COD && length >= 6 && at + 9 <= bytes.length) found.mixed = view.getUint8(at + 8) !== 0;
    at += 2 + length;
  }
}

interface Size extends Pick<Codestream, 'width' | 'height' | 'components' | 'bits' | 'signed'> {
  tiles: number;
}

/** The marker SIZ (A.5.1), which is the second. */
function readSize(view: DataView, where: string): Size {
  const [right, bottom, left, top, tileWidth, tileHeight, tileLeft, tileTop] = Array.from({ length: 8 }, (_, i) =>
    view.getUint32(8 + 4 * i),
  ) as [number, number, number, number, number, number, number, number];
  const components = view.getUint16(40);
  const [width, height] = [right - left, bottom - top];
  const sound = width > 0 && height > 0 && tileWidth > 0 && tileHeight > 0 && tileLeft <= left && tileTop <= top;
  if (!sound || components < 1 || view.getUint16(4) !== 38 + 3 * components || 42 + 3 * components > view.byteLength) {
    throw damaged(where, 'its size is none');
  }
  const tiles = Math.ceil((right - tileLeft) / tileWidth) * Math.ceil((bottom - tileTop) / tileHeight);
  if (components > MAX_COMPONENTS || tiles > MAX_TILES) {
    throw new TissuebookError('too-large', `${where} has ${components} components in ${tiles} parts.`, {
      argument: 'path',
      advice: `At most ${MAX_COMPONENTS} components and ${MAX_TILES} parts are read.`,
    });
  }
  const depth = view.getUint8(42);
  for (let c = 0; c < components; c++) {
    const [own, across, down] = [0, 1, 2].map((i) => view.getUint8(42 + 3 * c + i));
    if (own === depth && across === 1 && down === 1) continue;
    throw new TissuebookError('unsupported-encoding', `${where} has components of unequal size in JPEG 2000.`, {
      argument: 'path',
      found: `${across} x ${down}`,
    });
  }
  return { width, height, components, bits: (depth & 0x7f) + 1, signed: depth >= 0x80, tiles };
}

/** Follows the parts of tiles from the first on (A.4.2). @returns where the last one ends */
function followParts(view: DataView, first: number, tiles: number, where: string): number {
  const seen = new Set<number>();
  const size = view.byteLength;
  let at = first;
  while (at + 2 <= size && view.getUint16(at) === SOT) {
    if (at + 12 > size) throw damaged(where, 'it is cut off');
    const [tile, length] = [view.getUint16(at + 4), view.getUint32(at + 6)];
    if (tile >= tiles) throw damaged(where, `it has a part of tile ${tile} of ${tiles}`);
    seen.add(tile);
    // The last part may leave its length out: it then goes on to the end of the picture.
    if (length === 0) at = size - 2;
    else if (length < 14 || at + length > size) throw damaged(where, 'it is cut off');
    else at += length;
  }
  const ended = at + 2 <= size && view.getUint16(at) === EOC;
  if (!ended && at !== size) throw damaged(where, 'it is cut off');
  if (seen.size < tiles) throw damaged(where, `${tiles - seen.size} of its ${tiles} tiles are missing`);
  return ended ? at + 2 : at;
}

function isBoxed(start: Uint8Array): boolean {
  return start.length >= 8 && viewOf(start).getUint32(4) === 0x6a502020;
}

/** The boxes of a JP2 file (annex I): where the codestream lies, and what its colors are. */
function readBoxes(file: Uint8Array, where: string): { begin: number; end: number; brightness: boolean } {
  const view = viewOf(file);
  let brightness = false;
  const walk = (from: number, to: number): { begin: number; end: number } | undefined => {
    for (let at = from; at + 8 <= to;) {
      const [short, kind] = [view.getUint32(at), String.fromCharCode(...file.subarray(at + 4, at + 8))];
      const long = short === 1 && at + 16 <= to;
      const length = long ? Number(view.getBigUint64(at + 8)) : short === 0 ? to - at : short;
      const [begin, end] = [at + (long ? 16 : 8), at + length];
      if (!(end <= to) || end < begin) throw damaged(where, 'a box lies outside of it');
      if (kind === 'jp2c') return { begin, end };
      if (kind === 'jp2h') walk(begin, end);
      if (kind === 'colr' && end - begin >= 7 && file[begin] === 1) brightness = view.getUint32(begin + 3) === SYCC;
      if (kind === 'pclr') {
        throw new TissuebookError('unsupported-encoding', `${where} has a palette in JPEG 2000.`, { argument: 'path' });
      }
      at = end;
    }
    return undefined;
  };
  const found = walk(0, file.length);
  if (!found) throw damaged(where, 'it holds no picture');
  return { ...found, brightness };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function damaged(where: string, why: string): TissuebookError {
  return new TissuebookError('corrupt', `${where} is no sound JPEG 2000 picture: ${why}.`, { argument: 'path' });
}
