import { createHash } from 'node:crypto';
import { TissuebookError } from '../../errors';
import type { ByteSource } from './byteSource';

/** A file in an archive, as the directory at its end describes it. */
export interface ZipMember {
  name: string;
  /** 0 as it is, 8 deflated. */
  method: number;
  crc: number;
  /** Bytes in the archive. */
  packed: number;
  /** Bytes of the file. */
  size: number;
  /** Where the header in front of its bytes begins. */
  offset: number;
  /** Where the next member, or the directory, begins. */
  end: number;
}

export interface ZipDirectory {
  members: ReadonlyMap<string, ZipMember>;
  /** SHA-256 of the directory: names, sizes and check sums of all members. */
  sha256: string;
}

/** Members and bytes of a directory that are read (ours): stores of more chunks are better sharded. */
const MOST_MEMBERS = 2 ** 20;
const MOST_BYTES = 2 ** 28;
/** A comment at the end of an archive has as many bytes at the most (APPNOTE 4.3.16), and its record without it so many. */
const MOST_COMMENT = 65_535;
const END_BYTES = 22;
/** The record of ZIP64 and what leads to it (APPNOTE 4.3.14 and 4.3.15). */
const END64_BYTES = 56;
const LOCATOR_BYTES = 20;
const ENTRY_BYTES = 46;
/** Bytes of the header in front of a member's bytes, without its name. */
export const LOCAL_BYTES = 30;
/** Deflate cannot pack bytes to less than one in so many. */
const MOST_RATIO = 1032;
const SATURATED = 0xffffffff;

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * Reads the directory of a zip archive (APPNOTE 6.3, ZIP64 too), and nothing of what it holds. Of a name that comes several times, as zarr-python writes metadata anew, the last
 * counts. Refused are members that overlap, that claim to unpack to more than deflate can, or whose names lead out of the archive.
 *
 * @throws TissuebookError 'corrupt', 'unsupported-encoding' (no zip archive, one of several files), 'too-large'
 */
export async function readDirectory(source: ByteSource): Promise<ZipDirectory> {
  const place = await findDirectory(source);
  if (place.count > MOST_MEMBERS || place.bytes > MOST_BYTES) {
    throw new TissuebookError('too-large', `${source.name} has ${place.count} members; at most ${MOST_MEMBERS} are read.`, {
      argument: 'path',
      found: place.count,
      advice: 'Write it with larger chunks, or sharded.',
    }); // prettier-ignore
  }
  const bytes = await source.read(place.offset, place.bytes);
  const listed = [...entriesOf(bytes, place.count, source.name)];
  checkPlaces(listed, place.offset, source.name);
  const members = new Map<string, ZipMember>();
  for (const member of listed) if (!member.name.endsWith('/')) members.set(member.name, member);
  return { members, sha256: createHash('sha256').update(bytes).digest('hex') };
}

interface Place {
  count: number;
  bytes: number;
  offset: number;
}

async function findDirectory(source: ByteSource): Promise<Place> {
  const length = Math.min(source.size, END_BYTES + MOST_COMMENT + LOCATOR_BYTES + END64_BYTES);
  const from = source.size - length;
  const tail = await source.read(from, length);
  const found = view(tail);
  let at = length - END_BYTES;
  // The comment reaches to the end: bytes of it that look like the record do not count.
  while (at >= 0 && !(found.getUint32(at, true) === 0x06054b50 && at + END_BYTES + found.getUint16(at + 20, true) === length)) at--; // prettier-ignore
  if (at < 0) {
    throw new TissuebookError('unsupported-encoding', `${source.name} is no zip archive, or not a whole one.`, {
      argument: 'path',
      found: source.name,
      advice: 'Fetch it again: the directory at its end is missing.',
    });
  }
  const [disk, start] = [found.getUint16(at + 4, true), found.getUint16(at + 6, true)];
  const short = { count: found.getUint16(at + 10, true), bytes: found.getUint32(at + 12, true), offset: found.getUint32(at + 16, true) }; // prettier-ignore
  const wide = short.count === 0xffff || short.bytes === SATURATED || short.offset === SATURATED;
  const place = (wide && (await findWide(source, tail, from, at))) || short;
  if ((disk !== 0 && disk !== 0xffff) || (start !== 0 && start !== 0xffff)) {
    throw new TissuebookError('unsupported-encoding', `${source.name} is one of several files of an archive.`, {
      argument: 'path',
      found: source.name,
    });
  }
  if (!(place.offset + place.bytes <= from + at) || place.count * ENTRY_BYTES > place.bytes) {
    throw damaged(source.name, 'its directory lies outside of it');
  }
  return place;
}

/** The record of ZIP64; undefined where there is none. */
async function findWide(source: ByteSource, tail: Uint8Array, from: number, at: number): Promise<Place | undefined> {
  const locator = at - LOCATOR_BYTES;
  if (locator < 0 || view(tail).getUint32(locator, true) !== 0x07064b50) return undefined;
  const offset = Number(view(tail).getBigUint64(locator + 8, true));
  if (!(offset + END64_BYTES <= from + locator)) throw damaged(source.name, 'its directory lies outside of it');
  const record = view(await source.read(offset, END64_BYTES));
  if (record.getUint32(0, true) !== 0x06064b50) throw damaged(source.name, 'its directory is not where it should be');
  const [count, bytes, start] = [32, 40, 48].map((each) => Number(record.getBigUint64(each, true)));
  return { count: count!, bytes: bytes!, offset: start! };
}

function* entriesOf(bytes: Uint8Array, count: number, archive: string): Generator<ZipMember> {
  const found = view(bytes);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + ENTRY_BYTES > bytes.length || found.getUint32(at, true) !== 0x02014b50) {
      throw damaged(archive, `its directory ends after ${i} of ${count} members`);
    }
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((each) => found.getUint16(at + each, true));
    const next = at + ENTRY_BYTES + nameBytes! + extraBytes! + commentBytes!;
    if (next > bytes.length) throw damaged(archive, `its directory ends after ${i} of ${count} members`);
    const name = nameOf(decoder, bytes.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes!), archive);
    if (found.getUint16(at + 8, true) & 1) {
      throw new TissuebookError('unsupported-encoding', `${name} in ${archive} is encrypted.`, {
        argument: 'path',
        found: name,
        advice: 'Unpack the archive with its password first.',
      });
    }
    const extra = bytes.subarray(at + ENTRY_BYTES + nameBytes!, next - commentBytes!);
    const sizes = [24, 20, 42].map((each) => found.getUint32(at + each, true));
    const [size, packed, offset] = widened(sizes, extra, `${name} in ${archive}`);
    const method = found.getUint16(at + 10, true);
    const most = method === 0 ? packed! : MOST_RATIO * packed! + LOCAL_BYTES;
    if (size! > most || (method === 0 && size !== packed)) {
      throw damaged(archive, `${name} claims ${size} bytes, of ${packed} in the archive`);
    }
    yield { name, method, crc: found.getUint32(at + 16, true), packed: packed!, size: size!, offset: offset!, end: 0 };
    at = next;
  }
}

/** Numbers that do not fit are in an extra field (APPNOTE 4.5.3), in this order. */
function widened(numbers: readonly number[], extra: Uint8Array, where: string): number[] {
  if (!numbers.includes(SATURATED)) return [...numbers];
  const found = view(extra);
  for (let at = 0; at + 4 <= extra.length;) {
    const [id, length] = [found.getUint16(at, true), found.getUint16(at + 2, true)];
    if (id === 1 && at + 4 + length <= extra.length) {
      let place = at + 4;
      return numbers.map((number) => {
        if (number !== SATURATED || place + 8 > at + 4 + length) return number;
        place += 8;
        return Number(found.getBigUint64(place - 8, true));
      });
    }
    at += 4 + length;
  }
  throw damaged(where, 'its size is missing');
}

function nameOf(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array, archive: string): string {
  let name: string;
  try {
    name = decoder.decode(bytes);
  } catch {
    name = Buffer.from(bytes).toString('latin1');
  }
  const parts = name.replace(/\/$/, '').split('/');
  if (!/[\\\0]|^[A-Za-z]:/.test(name) && !parts.some((part) => part === '' || part === '.' || part === '..')) return name; // prettier-ignore
  throw damaged(archive, `a member is named ${JSON.stringify(name.slice(0, 80))}, which leads out of it`);
}

/** Gives each member its end. Members that share bytes would unpack to more than the archive holds. */
function checkPlaces(members: readonly ZipMember[], directory: number, archive: string): void {
  const sorted = [...members].sort((a, b) => a.offset - b.offset);
  sorted.forEach((member, i) => {
    member.end = sorted[i + 1]?.offset ?? directory;
    const least = member.offset + LOCAL_BYTES + Buffer.byteLength(member.name) + member.packed;
    if (!(least <= member.end)) throw damaged(archive, `${member.name} overlaps what follows it`);
  });
}

export function damaged(archive: string, why: string, cause?: unknown): TissuebookError {
  return new TissuebookError('corrupt', `${archive} is damaged: ${why}.`, {
    argument: 'path',
    cause,
    advice: 'Fetch or write it again.',
  });
}
