import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { isZip, unzipped } from '../unzipped';
import { FileSource } from '../zip/byteSource';
import { crc32 } from '../zip/crc32';
import { ZipArchive } from '../zip/zipArchive';
import { damaged, type ZipMember } from '../zip/zipDirectory';
import type { Member } from './member';
import { tarMembers } from './tarMembers';

/** What an archive is by its first bytes: zip, tar, packed tar; undefined where it is none. @throws TissuebookError 'file-not-found' */
export async function archiveKind(path: string): Promise<'zip' | 'tar' | undefined> {
  if (isZip(path)) return 'zip';
  // The mark of a tar archive stands behind the name and the facts of the first file (POSIX.1-2017, pax, ustar).
  return (await firstBytes(unzipped(path), 262)).subarray(257, 262).toString('latin1') === 'ustar' ? 'tar' : undefined;
}

/**
 * The files of an archive, zip or tar, also gzipped, one after the other; what macOS adds is left out.
 *
 * @throws TissuebookError 'corrupt', 'unsupported-encoding', 'too-large'
 */
export async function* membersOf(path: string, kind: 'zip' | 'tar'): AsyncGenerator<Member> {
  const all = kind === 'zip' ? zipMembers(path) : tarMembers(unzipped(path), basename(path));
  for await (const member of all) if (!/(^|\/)(__MACOSX\/|\._|\.DS_Store$)/.test(member.name)) yield member;
}

async function* zipMembers(path: string): AsyncGenerator<Member> {
  const archive = await ZipArchive.open(new FileSource(path));
  for (const member of archive.members.values()) {
    yield { name: member.name, size: member.size, bytes: () => unpack(path, archive, member) };
  }
}

/** Bytes of a member as they are unpacked: no more than its size, with its check sum. */
async function* unpack(path: string, archive: ZipArchive, member: ZipMember): AsyncGenerator<Uint8Array> {
  const start = await archive.placeOf(member);
  if (member.packed === 0) return;
  const packed = createReadStream(path, { start, end: start + member.packed - 1, highWaterMark: 2 ** 20 });
  const plain = member.method === 0 ? packed : pipeline(packed, createInflateRaw({ chunkSize: 2 ** 20 }), () => undefined);
  let [size, sum] = [0, 0];
  try {
    for await (const bytes of plain as AsyncIterable<Uint8Array>) {
      size += bytes.length;
      if (size > member.size) break;
      sum = crc32(bytes, sum);
      yield bytes;
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code?.startsWith('Z_') !== true) throw cause;
    throw damaged(archive.source.name, `${member.name} cannot be unpacked`, cause);
  }
  if (size !== member.size || sum !== member.crc) throw damaged(archive.source.name, `${member.name} does not have its size and check sum`);
} // prettier-ignore

async function firstBytes(stream: Readable, length: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const bytes of stream as AsyncIterable<Uint8Array>) {
      parts.push(bytes);
      size += bytes.length;
      if (size >= length) break;
    }
  } catch {
    // What cannot be unpacked is no archive that is read here.
  }
  return Buffer.concat(parts).subarray(0, length);
}
