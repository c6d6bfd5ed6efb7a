import { createWriteStream } from 'node:fs';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TissuebookError } from '../../errors';
import { listNames } from '../table';
import { isGzip, unzipped } from '../unzipped';
import type { Member } from './member';
import { archiveKind, membersOf } from './members';
import { inTemporaryFolder } from './temporaryFolder';

/**
 * A file that is read by its own places, as HDF5, packed with gzip or alone in a zip or tar archive: a copy of it that is there while `use` runs. A file that is packed in none of these ways
 * is given as it is.
 *
 * @param maxBytes that it may unpack to
 * @throws TissuebookError 'file-not-found', 'corrupt', 'too-large', 'disk-full', 'unsupported-encoding' (an archive of several files)
 */
export async function withUnpackedFile<T>(path: string, maxBytes: number, use: (path: string) => Promise<T>): Promise<T> { // prettier-ignore
  const kind = await archiveKind(path);
  if (!kind && !isGzip(path)) return use(path);
  return inTemporaryFolder(async (folder) => {
    const member = kind ? await onlyMember(path, kind) : { name: path.replace(/\.gz$/i, ''), bytes: () => gunzipped(path) };
    const copy = join(folder, /^\.{0,2}$/.test(basename(member.name)) ? 'file' : basename(member.name));
    await writeBytes(member.bytes(), copy, { maxBytes, name: basename(path) });
    return use(copy);
  });
} // prettier-ignore

async function onlyMember(path: string, kind: 'zip' | 'tar'): Promise<Pick<Member, 'name' | 'bytes'>> {
  const names: string[] = [];
  for await (const { name } of membersOf(path, kind)) names.push(name);
  if (names.length === 1) return { name: names[0]!, bytes: () => bytesOfFirst(path, kind) };
  throw new TissuebookError('unsupported-encoding', `${basename(path)} is an archive of ${names.length} files: ${listNames(names.slice(0, 12))}.`, {
    argument: 'path',
    found: names.length,
    advice: `Unpack it first, and read the one that is meant: ${kind === 'zip' ? 'unzip' : 'tar -xf'}.`,
  }); // prettier-ignore
}

async function* bytesOfFirst(path: string, kind: 'zip' | 'tar'): AsyncGenerator<Uint8Array> {
  for await (const member of membersOf(path, kind)) {
    yield* member.bytes();
    return;
  }
}

async function* gunzipped(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* unzipped(path) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw new TissuebookError('corrupt', `${basename(path)} cannot be unpacked: ${(cause as Error).message}.`, {
      argument: 'path',
      cause,
      advice: 'Fetch it again: it may have been cut off.',
    });
  }
}

/** Writes bytes as they come. @throws TissuebookError 'too-large' once there are more than maxBytes */
export async function writeBytes(
  bytes: AsyncIterable<Uint8Array>,
  path: string,
  { maxBytes, name }: { maxBytes: number; name: string },
): Promise<number> {
  let size = 0;
  const bounded = async function* (): AsyncGenerator<Uint8Array> {
    for await (const part of bytes) {
      size += part.length;
      if (size > maxBytes) {
        throw new TissuebookError('too-large', `${name} unpacks to more than ${maxBytes} bytes.`, {
          argument: 'maxBytes',
          found: size,
          advice: 'Raise maxBytes, or unpack it first.',
        });
      }
      yield part;
    }
  };
  await pipeline(Readable.from(bounded()), createWriteStream(path));
  return size;
}
