import { TissuebookError } from '../../../errors';
import type { RemoteFiles, RemotePart } from '../../../fetch';
import type { ByteSource } from '../../zip/byteSource';

/** Bytes at the end of an archive that are fetched first: its directory, where it is not long. */
const TAIL_BYTES = 2 ** 17;

/** A file at an address, read in parts. A file that changes meanwhile is noticed. */
export class HttpSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly #files: RemoteFiles;
  readonly #tail: RemotePart;

  private constructor(files: RemoteFiles, tail: RemotePart, size: number) {
    this.name = files.name;
    this.size = size;
    this.#files = files;
    this.#tail = tail;
  }

  /** @throws TissuebookError 'download-failed' (no such file, a server that gives no parts), and as RemoteFiles */
  static async open(files: RemoteFiles): Promise<HttpSource> {
    const tail = await files.get('', () => undefined, { suffixLength: TAIL_BYTES });
    if (!tail) {
      throw new TissuebookError('download-failed', `There is no file at ${files.shown}.`, {
        argument: 'path',
        found: files.shown,
        advice: 'Look at the address.',
      });
    }
    return new HttpSource(files, tail, tail.from + tail.bytes.length);
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.size)) {
      throw new TissuebookError('corrupt', `${this.name} is too short: ${length} bytes from ${offset} on are missing.`, {
        argument: 'path',
        found: this.size,
      }); // prettier-ignore
    }
    if (length === 0) return new Uint8Array(0);
    const { from, bytes } = this.#tail;
    if (offset >= from) return bytes.subarray(offset - from, offset - from + length);
    const part = await this.#files.get('', () => undefined, { offset, length });
    if (part && part.total === this.size && part.validator === this.#tail.validator) return part.bytes;
    throw new TissuebookError('corrupt', `${this.name} was changed at its address since it was opened.`, {
      argument: 'path',
      found: this.#files.shown,
      advice: 'Open it again.',
    });
  }
}
