import { TissuebookError } from '../../../errors';
import type { FileBytes } from '../../fileBytes';

/** Where the directories of a TIFF file are: one for each page, and the smaller versions of it. */
export interface TiffDirectory {
  offset: number;
  /** Offsets of its sub-directories. */
  below: number[];
}

/** How a TIFF file is laid out: TIFF 6.0, or BigTIFF with offsets of 8 bytes. */
interface Layout {
  little: boolean;
  big: boolean;
}

const MAX_DIRECTORIES = 10_000;
const MAX_ENTRIES = 4096;
/** Bytes of a value of each type, by the type's number. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];
const SUB_IFDS = 330;

/**
 * Lists the directories of a TIFF file, and makes sure that all they point to is within the file: what is then read of
 * them takes no more memory than the file is long.
 *
 * @throws TissuebookError 'corrupt' (a directory that lies outside, or comes twice), 'too-large'
 */
export function listDirectories(file: FileBytes): TiffDirectory[] {
  const head = file.read(0, 8);
  const little = head.toString('latin1', 0, 2) === 'II';
  const version = little ? head.readUInt16LE(2) : head.readUInt16BE(2);
  if (version !== 42 && version !== 43) throw damaged(file, `its version is ${version}, not 42 or 43`);
  const layout = { little, big: version === 43 };
  const start = layout.big ? offsetAt(file.read(8, 8), 0, layout) : offsetAt(head, 4, layout);
  const seen = new Set<number>();
  const pages: TiffDirectory[] = [];
  for (let offset = start; offset !== 0;) {
    const { below, next } = readDirectory(file, offset, layout, seen);
    for (const sub of below) readDirectory(file, sub, layout, seen);
    pages.push({ offset, below });
    offset = next;
  }
  if (pages.length === 0) throw damaged(file, 'it has no picture');
  return pages;
}

function readDirectory(
  file: FileBytes,
  offset: number,
  layout: Layout,
  seen: Set<number>,
): { below: number[]; next: number } {
  if (seen.has(offset)) throw damaged(file, 'a directory comes twice');
  seen.add(offset);
  if (seen.size > MAX_DIRECTORIES) {
    throw new TissuebookError('too-large', `${file.name} has more than ${MAX_DIRECTORIES} pictures.`);
  }
  const [countBytes, entryBytes, wordBytes] = layout.big ? [8, 20, 8] : [2, 12, 4];
  const counted = file.read(offset, countBytes);
  const count = layout.big ? offsetAt(counted, 0, layout) : u16(counted, 0, layout);
  if (count > MAX_ENTRIES) throw damaged(file, `a directory has ${count} entries`);
  const bytes = file.read(offset + countBytes, count * entryBytes + wordBytes);
  const below: number[] = [];
  for (let e = 0; e < count; e++) {
    const entry = bytes.subarray(e * entryBytes, (e + 1) * entryBytes);
    const values = entryValues(file, entry, layout);
    if (u16(entry, 0, layout) === SUB_IFDS) below.push(...offsets(values, u16(entry, 2, layout), layout));
  }
  return { below, next: offsetAt(bytes, count * entryBytes, layout) };
}

/** The bytes of an entry's values; for sub-directories only, others are merely looked for. */
function entryValues(file: FileBytes, entry: Buffer, layout: Layout): Buffer {
  const type = u16(entry, 2, layout);
  const word = layout.big ? 8 : 4;
  const length = (TYPE_BYTES[type] ?? 0) * offsetAt(entry, 4, layout);
  if (length <= word) return entry.subarray(4 + word, 4 + word + length);
  const at = offsetAt(entry, 4 + word, layout);
  if (!(at + length <= file.size)) throw damaged(file, `values of ${length} bytes lie outside of it`);
  return u16(entry, 0, layout) === SUB_IFDS ? file.read(at, length) : Buffer.alloc(0);
}

function offsets(values: Buffer, type: number, layout: Layout): number[] {
  const size = TYPE_BYTES[type] ?? 0;
  if (size !== 4 && size !== 8) return [];
  return Array.from({ length: Math.min(64, values.length / size) }, (_, i) =>
    offsetAt(values, i * size, { ...layout, big: size === 8 }),
  );
}

function u16(bytes: Buffer, at: number, { little }: Layout): number {
  return little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
}

function offsetAt(bytes: Buffer, at: number, { little, big }: Layout): number {
  if (!big) return little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
  return Number(little ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
}

function damaged(file: FileBytes, why: string): TissuebookError {
  return new TissuebookError('corrupt', `${file.name} is no sound TIFF file: ${why}.`, { argument: 'path' });
}
