import type { Readable } from 'node:stream';
import { TissuebookError } from '../../errors';
import type { Member } from './member';

/** Bytes of a block: a tar archive is made of them (POSIX.1-2017, pax, ustar interchange format). */
const BLOCK = 512;
/** Files of an archive at most (ours). */
const MOST_MEMBERS = 100_000;

/**
 * The plain files of a tar archive; links, folders and what describes other entries are passed over.
 *
 * @throws TissuebookError 'corrupt', 'too-large' (more files than any should have)
 */
export async function* tarMembers(stream: Readable, archive: string): AsyncGenerator<Member> {
  const reader = new BlockReader(stream, archive);
  try {
    for (let count = 0; ; count++) {
      if (count > MOST_MEMBERS)
        throw new TissuebookError('too-large', `${archive} has more than ${MOST_MEMBERS} files.`);
      const header = await reader.next(BLOCK);
      // Two blocks of zeros end it; some writers leave them out.
      if (!header || header.every((byte) => byte === 0)) return;
      if (!hasItsSum(header)) throw damaged(archive, 'a header does not have its check sum');
      const size = sizeIn(header);
      if (size === undefined) throw damaged(archive, 'the size of a file is no number');
      const name = nameIn(header);
      let left = size;
      const bytes = async function* (): AsyncGenerator<Uint8Array> {
        while (left > 0) {
          const part = await reader.some(left);
          left -= part.length;
          yield part;
        }
      };
      if (header[156] === 0x30 || header[156] === 0) yield { name, size, bytes };
      while (left > 0) left -= (await reader.some(left)).length;
      if (size % BLOCK > 0) await reader.next(BLOCK - (size % BLOCK));
    }
  } finally {
    stream.destroy();
  }
}

/** Bytes of a stream in the lengths in which they are wanted. */
class BlockReader {
  readonly #parts: AsyncIterator<Buffer>;
  readonly #archive: string;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: Readable, archive: string) {
    this.#parts = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
    this.#archive = archive;
  }

  /** So many bytes; undefined at the end. */
  async next(length: number): Promise<Buffer | undefined> {
    while (this.#rest.length < length) {
      const more = await this.#more();
      if (!more) {
        if (this.#rest.length === 0) return undefined;
        throw damaged(this.#archive, 'it ends too early');
      }
      this.#rest = Buffer.concat([this.#rest, more]);
    }
    const found = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return found;
  }

  /** Some bytes, at least one and no more than `most`. */
  async some(most: number): Promise<Buffer> {
    if (this.#rest.length === 0) {
      const more = await this.#more();
      if (!more) throw damaged(this.#archive, 'it ends too early');
      this.#rest = more;
    }
    const found = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(found.length);
    return found;
  }

  async #more(): Promise<Buffer | undefined> {
    try {
      const { value, done } = await this.#parts.next();
      return done ? undefined : (value as Buffer);
    } catch (cause) {
      throw damaged(this.#archive, `it cannot be unpacked: ${(cause as Error).message}`, cause);
    }
  }
}

const textAt = (header: Buffer, from: number, length: number): string => header.toString('utf8', from, from + length).replace(/\0[^]*$/, ''); // prettier-ignore

function nameIn(header: Buffer): string {
  const prefix = textAt(header, 257, 6) === 'ustar' ? textAt(header, 345, 155) : '';
  return (prefix === '' ? '' : `${prefix}/`) + textAt(header, 0, 100);
}

/** Octal digits, or, as GNU and star write large sizes, bytes of a number. */
function sizeIn(header: Buffer): number | undefined {
  const large = header[124]! & 0x80;
  const size = large ? Number(header.readBigUInt64BE(128)) : Number(`0o${textAt(header, 124, 12).trim() || '0'}`);
  return Number.isSafeInteger(size) && size >= 0 ? size : undefined;
}

/** The sum of all bytes, those of the sum itself counted as spaces. */
function hasItsSum(header: Buffer): boolean {
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  return Number(`0o${textAt(header, 148, 8).trim()}`) === sum;
}

function damaged(archive: string, why: string, cause?: unknown): TissuebookError {
  return new TissuebookError('corrupt', `${archive} is damaged: ${why}.`, {
    argument: 'path',
    cause,
    advice: 'Fetch it again: it may have been cut off.',
  });
}
