import { TissuebookError } from '../../errors';
import type { Container, Range } from '../encoding/container';
import type { FileLimits } from '../h5ad/h5File';

/** A part of an array that is going to be read: rows, and of a matrix columns. */
export interface StoredPart {
  path: string;
  rows: Range;
  columns?: Range;
}

/** Data that are read again and again from where they lie. The limits hold for every call. */
export interface Session {
  /** The file, the folder or the address. */
  readonly path: string;
  readonly limits: FileLimits;
  /**
   * Hands a container to `read` in which nothing but `parts` is to be read.
   *
   * @throws TissuebookError 'invalid-argument' after close, 'corrupt' when the data are no longer the same, and as their container
   */
  use<T>(parts: readonly StoredPart[], read: (file: Container) => T): Promise<T>;
  close(): void;
}

export function wasClosed(name: string, path: string, again: string): TissuebookError {
  return new TissuebookError('invalid-argument', `${name} was closed.`, {
    argument: 'path',
    found: path,
    advice: `Open it again with ${again}.`,
  });
}

export function wasChanged(name: string, path: string, again: string): TissuebookError {
  return new TissuebookError('corrupt', `${name} was changed since it was opened.`, {
    argument: 'path',
    found: path,
    advice: `Open it again with ${again}.`,
  });
}
