import { basename } from 'node:path';
import { type FileLimits, H5File } from '../h5ad/h5File';
import { checkSignature } from '../h5ad/signature';
import { stampOf } from '../zip/byteSource';
import { type Session, type StoredPart, wasChanged, wasClosed } from './session';

const AGAIN = 'readH5ad(path, { backed: true })';

/** An HDF5 file that is read again and again. It is open only while something is read from it: nothing can be left open. */
export class H5Session implements Session {
  readonly path: string;
  readonly limits: FileLimits;
  readonly #stamp: string;
  #closed = false;

  constructor(path: string, limits: FileLimits) {
    this.path = path;
    this.limits = limits;
    this.#stamp = stampOf(path);
  }

  /** As Session says; in an HDF5 file parts are read when `read` asks for them. */
  async use<T>(_parts: readonly StoredPart[], read: (file: H5File) => T): Promise<T> {
    if (this.#closed) throw wasClosed(basename(this.path), this.path, AGAIN);
    const stamp = stampOf(this.path);
    if (stamp !== '' && stamp !== this.#stamp) throw wasChanged(basename(this.path), this.path, AGAIN);
    // A file that is packed would be unpacked anew with every call.
    checkSignature(this.path);
    return H5File.use(this.path, this.limits, read);
  }

  close(): void {
    this.#closed = true;
  }
}
