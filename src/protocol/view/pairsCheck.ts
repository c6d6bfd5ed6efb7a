import { decodeArray, type NumberArray } from './arrays';
import { array, numbers } from './cellSetCheck';
import type { EncodedArray } from './encodedArray';
import { ViewError } from './viewError';
import { list, record, text, type Check } from './shape';
import type { CellPairs, CellSet } from './types';

/** Most cells with a picture: a list of more is not read, and a notebook with more grows heavy. */
const MAX_PAIRS = 2000;
/** Longest side of a picture in pixels, and most characters of one. */
const MAX_SIDE = 256;
const MAX_PICTURE = 400_000;
/** Most characters of all pictures: about 12 MB of files. */
const MAX_PICTURES = 16_000_000;

const name = text(500);

/** The shape of CellPairs; what is in it is looked at by checkPairs. */
export const cellPairs: Check = record(
  {
    cells: array,
    pictures: list(text(MAX_PICTURE), 0, MAX_PAIRS),
    genes: list(name, 0, 100_000),
    shown: array,
    values: array,
    deviations: array,
    vectors: name,
    nearest: array,
    similarity: array,
  },
  { ranks: array, width: text(40) },
);

/** Whether pictures are small PNG files, and cells, genes and neighbors are there. @throws ViewError that names the field */
export function checkPairs(pairs: CellPairs, cells: CellSet | undefined): void {
  if (!cells) throw new ViewError('pairs', 'belongs to a view with cells');
  const count = pairs.pictures.length;
  const own = places(pairs.cells, 'pairs.cells', cells.count, [count]);
  if (new Set(own).size < own.length) throw new ViewError('pairs.cells', 'names a cell twice');
  const letters = pairs.pictures.reduce((sum, picture) => sum + picture.length, 0);
  if (letters > MAX_PICTURES)
    throw new ViewError('pairs.pictures', `have ${letters} letters, more than ${MAX_PICTURES}`);
  pairs.pictures.forEach((picture, i) => checkPicture(picture, `pairs.pictures[${i}]`));
  const [, shown = 0] = pairs.shown.shape;
  places(pairs.shown, 'pairs.shown', pairs.genes.length, [count, shown]);
  const [, near = 0] = pairs.nearest.shape;
  places(pairs.nearest, 'pairs.nearest', count, [count, near]);
  numbers(pairs.values, 'pairs.values', { length: count * shown });
  numbers(pairs.deviations, 'pairs.deviations', { length: count * shown });
  numbers(pairs.similarity, 'pairs.similarity', { length: count * near, finite: true });
  if (pairs.ranks) places(pairs.ranks, 'pairs.ranks', count + 1, [count]);
}

/** Whole numbers from 0 to below `end`. */
function places(encoded: EncodedArray, path: string, end: number, shape: number[]): NumberArray {
  if (encoded.shape.join() !== shape.join()) {
    throw new ViewError(`${path}.shape`, `is [${encoded.shape.join(', ')}], it must be [${shape.join(', ')}]`);
  }
  const values = numbers(encoded, path, { finite: true });
  for (const value of values) {
    if (!Number.isInteger(value) || value < 0 || value >= end) {
      throw new ViewError(path, `holds ${value}; its numbers go from 0 to ${end - 1}`);
    }
  }
  return values;
}

/** The first 33 bytes of a PNG file: its signature and the header with its size (ISO/IEC 15948). */
const HEAD = 33;
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52];

/** A browser takes memory for what the header says, whatever follows: the header is read before it sees the file. */
function checkPicture(picture: string, path: string): void {
  if (picture.length < 60 || !/^[A-Za-z0-9+/]+={0,2}$/.test(picture))
    throw new ViewError(path, 'must be a PNG file in base64');
  const head = decodeArray({ dtype: 'uint8', bdata: picture.slice(0, (4 * HEAD) / 3), shape: [HEAD] }, path);
  const side = (at: number): number => [0, 1, 2, 3].reduce((sum, i) => 256 * sum + head[at + i]!, 0);
  if (SIGNATURE.some((byte, i) => head[i] !== byte)) throw new ViewError(path, 'must be a PNG file in base64');
  for (const length of [side(16), side(20)]) {
    if (length < 1 || length > MAX_SIDE)
      throw new ViewError(path, `is ${length} pixels wide or high; it may be 1 to ${MAX_SIDE}`);
  }
}
