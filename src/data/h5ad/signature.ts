import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { TissuebookError } from '../../errors';

/** @throws TissuebookError 'file-not-found', or 'not-hdf5' when the file does not start with HDF5's signature */
export function checkSignature(path: string): void {
  if (!existsSync(path)) {
    throw new TissuebookError('file-not-found', `There is no file ${path}.`, { argument: 'path', found: path });
  }
  if (!statSync(path).isFile()) {
    throw new TissuebookError('not-hdf5', `${path} is not a file.`, { argument: 'path', found: path });
  }
  const { read, bytes } = firstBytes(path);
  if (read === 8 && bytes.equals(Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'))) return;
  throw new TissuebookError('not-hdf5', `${basename(path)} is not an HDF5 file.`, {
    argument: 'path',
    found: path,
    advice: 'An .h5ad file starts with the HDF5 signature; this may be a page saved under its name, or a zip archive.',
  });
}

function firstBytes(path: string): { read: number; bytes: Buffer } {
  const bytes = Buffer.alloc(8);
  try {
    const file = openSync(path, 'r');
    try {
      return { read: readSync(file, bytes, 0, 8, 0), bytes };
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw new TissuebookError('file-not-found', `${path} cannot be opened: ${(cause as Error).message}.`, {
      argument: 'path',
      found: path,
      cause,
    });
  }
}
