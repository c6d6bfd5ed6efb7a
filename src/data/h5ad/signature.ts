import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { TissuebookError } from '../../errors';
import { recognizeFile } from '../recognize';
import { recognizeFolder } from '../recognizeFolder';

const SIGNATURE = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');
/** Bytes before which a signature may lie: HDF5 itself asks for no end, but blocks in front of files are small. */
const LAST_PLACE = 2 ** 30;

/**
 * Looks for HDF5's signature at the start and at bytes 512, 1024, 2048, ...: a file may begin with a block of the user's,
 * as those of mudata do (HDF5 File Format Specification 3.0, II.A).
 *
 * @throws TissuebookError 'file-not-found', or 'not-hdf5' when there is no signature
 */
export function checkSignature(path: string): void {
  if (!existsSync(path)) {
    throw new TissuebookError('file-not-found', `There is no file ${path}.`, { argument: 'path', found: path });
  }
  if (!statSync(path).isFile()) {
    const folder = recognizeFolder(path);
    throw new TissuebookError('not-hdf5', `${path} is not a file${folder ? `, but ${folder.what}` : ''}.`, {
      argument: 'path',
      found: path,
      advice: folder?.advice ?? 'An HDF5 file is one file: name it, not its folder.',
    });
  }
  if (hasSignature(path)) return;
  const known = recognizeFile(path);
  throw new TissuebookError(
    'not-hdf5',
    `${basename(path)} is not an HDF5 file${known ? `: it is ${known.what}` : ', as it has no HDF5 signature'}.`,
    {
      argument: 'path',
      found: path,
      advice: known?.advice ?? 'Fetch it again, and look at its first bytes: it may be a message of a server.',
    },
  );
}

/** @throws TissuebookError 'file-not-found' when a file may not be read */
export function hasSignature(path: string): boolean {
  const bytes = Buffer.alloc(SIGNATURE.length);
  try {
    const file = openSync(path, 'r');
    try {
      for (let at = 0; at < LAST_PLACE; at = at === 0 ? 512 : 2 * at) {
        if (readSync(file, bytes, 0, bytes.length, at) < bytes.length) return false;
        if (bytes.equals(SIGNATURE)) return true;
      }
      return false;
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
