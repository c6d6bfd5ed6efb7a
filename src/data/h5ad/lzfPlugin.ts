import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TissuebookError } from '../../errors';
import type { H5Library } from './library';
import { LZF } from './lzfBytes';

/** What stands in the module for an address, as WebAssembly writes a constant: signed LEB128, five bytes. */
const STATED = leb(0x7d00fade);
/** Where a library keeps what a chunk takes, for its module to read. */
const places = new WeakMap<H5Library, number>();

/**
 * Runs `use` while HDF5 finds its filter lzf: it looks for filters in folders when it meets a chunk that needs one, and keeps what it
 * has loaded.
 *
 * @param chunkBytes what each chunk unpacks to; one that does not is damaged
 * @throws what `use` throws; TissuebookError 'unsupported-filter' where no temporary file can be written
 */
export function withLzf<T>(library: H5Library, chunkBytes: number, use: () => T): T {
  const { module } = library;
  const place = places.get(library) ?? library.call('taking memory', () => module._malloc(8));
  places.set(library, place);
  new DataView(module.HEAPU8.buffer).setUint32(place, chunkBytes, true);
  const folder = writeModule(place);
  const doing = 'looking for the filter lzf';
  try {
    library.call(doing, () => module.insert_plugin_search_path(folder, 0));
    try {
      return use();
    } finally {
      library.call(doing, () => module.remove_plugin_search_path(0));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes the module, which reads at an address, into a folder of its own. */
function writeModule(address: number): string {
  const bytes = Buffer.from(LZF, 'base64');
  leb(address).copy(bytes, bytes.indexOf(STATED));
  try {
    const folder = mkdtempSync(join(tmpdir(), 'tissuebook-hdf5-'));
    writeFileSync(join(folder, 'libtissuebookLzf.so'), bytes);
    return folder;
  } catch (cause) {
    throw new TissuebookError('unsupported-filter', `lzf cannot be read: ${(cause as Error).message}.`, {
      cause,
      found: tmpdir(),
      advice: 'HDF5 takes its filter from a temporary file: free some space there, or name another folder in TMPDIR.',
    });
  }
}

/** Five bytes of signed LEB128, for numbers from 0 to 2^31 - 1. */
function leb(value: number): Buffer {
  return Buffer.from([0, 7, 14, 21, 28].map((shift) => ((value >>> shift) & 0x7f) | (shift < 28 ? 0x80 : 0)));
}
