import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { TissuebookError } from '../errors';

/** A file that is open for reading pieces of it. */
export class FileBytes {
  readonly path: string;
  /** For messages. */
  readonly name: string;
  readonly size: number;
  readonly #file: number;
  #open = true;

  /** @throws TissuebookError 'file-not-found' when there is no such file or it may not be read */
  constructor(path: string) {
    try {
      this.#file = openSync(path, 'r');
    } catch (cause) {
      throw new TissuebookError('file-not-found', `${path} cannot be opened: ${(cause as Error).message}.`, {
        argument: 'path',
        found: path,
        cause,
      });
    }
    const found = fstatSync(this.#file);
    this.path = path;
    this.name = basename(path);
    this.size = found.isFile() ? found.size : 0;
  }

  /** @throws TissuebookError 'corrupt' when the file is too short */
  read(offset: number, length: number): Buffer {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.size)) {
      throw new TissuebookError(
        'corrupt',
        `${this.name} is too short: ${length} bytes from ${offset} on are missing.`,
        {
          argument: 'path',
          found: this.size,
          advice: 'Fetch the file again: it may have been cut off.',
        },
      );
    }
    const bytes = Buffer.alloc(length);
    for (let at = 0; at < length;) {
      const read = readSync(this.#file, bytes, at, length - at, offset + at);
      if (read === 0) throw new TissuebookError('corrupt', `${this.name} became shorter while it was read.`);
      at += read;
    }
    return bytes;
  }

  close(): void {
    if (this.#open) closeSync(this.#file);
    this.#open = false;
  }
}
