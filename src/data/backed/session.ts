import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { TissuebookError } from '../../errors';
import { type FileLimits, H5File } from '../h5ad/h5File';

/**
 * A file that is read again and again. It is open only while something is read from it: nothing can be left open, and
 * the limits hold for every call.
 */
export class Session {
  readonly path: string;
  readonly limits: FileLimits;
  readonly #stamp: string;
  #closed = false;

  constructor(path: string, limits: FileLimits) {
    this.path = path;
    this.limits = limits;
    this.#stamp = stampOf(path);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** @throws TissuebookError 'invalid-argument' after close, 'corrupt' when the file is no longer the same, and as H5File */
  async use<T>(read: (file: H5File) => T): Promise<T> {
    if (this.#closed) {
      throw new TissuebookError('invalid-argument', `${basename(this.path)} was closed.`, {
        argument: 'path',
        found: this.path,
        advice: 'Open it again with readH5ad(path, { backed: true }).',
      });
    }
    const stamp = stampOf(this.path);
    if (stamp !== '' && stamp !== this.#stamp) {
      throw new TissuebookError('corrupt', `${basename(this.path)} was changed since it was opened.`, {
        argument: 'path',
        found: this.path,
        advice: 'Open it again with readH5ad(path, { backed: true }).',
      });
    }
    return H5File.use(this.path, this.limits, read);
  }

  close(): void {
    this.#closed = true;
  }
}

/** Tells a file from one that replaced it; empty where there is none. */
function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.ino} ${found.size} ${found.mtimeMs}` : '';
}
