import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { TissuebookError } from '../../errors';
import { FileBytes } from '../fileBytes';

/** Bytes that are read in parts: a file on the disk, or one at an address. */
export interface ByteSource {
  /** For messages. */
  readonly name: string;
  readonly size: number;
  /** @throws TissuebookError 'corrupt' when the bytes are not there, or no longer the same */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** A file on the disk. It is open only while something is read from it, so that nothing can be left open. */
export class FileSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly #path: string;
  readonly #stamp: string;

  /** @throws TissuebookError 'file-not-found' when there is no such file or it may not be read */
  constructor(path: string) {
    const file = new FileBytes(path);
    file.close();
    this.name = basename(path);
    this.size = file.size;
    this.#path = path;
    this.#stamp = stampOf(path);
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    if (stampOf(this.#path) !== this.#stamp) {
      throw new TissuebookError('corrupt', `${this.name} was changed since it was opened.`, {
        argument: 'path',
        found: this.#path,
        advice: 'Open it again.',
      });
    }
    const file = new FileBytes(this.#path);
    try {
      return file.read(offset, length);
    } finally {
      file.close();
    }
  }
}

/** Tells a file from one that replaced it; empty where there is none. */
export function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.ino} ${found.size} ${found.mtimeMs}` : '';
}
