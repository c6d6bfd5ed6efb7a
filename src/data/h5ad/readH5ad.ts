import { statSync } from 'node:fs';
import { totalmem } from 'node:os';
import { checkOptions, flag, integer, number } from '../../options';
import type { AnnData } from '../annData';
import type { BackedAnnData } from '../backed/backedAnnData';
import { openBacked } from '../backed/openBacked';
import { expectAnnData } from '../encoding/expectAnnData';
import { readAnnData } from '../encoding/readAnnData';
import { H5File } from './h5File';

export interface ReadH5adOptions {
  /**
   * Leaves X, layers, obsp and raw in the file, to be read in parts: for files larger than memory. false. The limits
   * below then hold for every call that reads.
   */
  backed?: boolean;
  /** Memory in bytes that the values may take together. Half of the machine's memory (our choice). */
  maxBytes?: number;
  /** Time in seconds after which reading is given up. 30, and one more for every MiB of the file (our choice). */
  maxSeconds?: number;
}

/**
 * Reads an .h5ad file of any anndata version from 0.6 on. Every size, pointer, index and code is checked; whole numbers
 * in matrices become floats. Entries of uns, obs and var that are links or of an unknown encoding are left out, and
 * `notices` of the result says so. Nothing is read from other files.
 *
 * @throws TissuebookError 'file-not-found', 'not-hdf5', 'corrupt', 'shape-mismatch', 'too-large', 'unsupported-filter',
 *   'unsupported-encoding', 'out-of-memory'
 */
export async function readH5ad(path: string, options: ReadH5adOptions & { backed: true }): Promise<BackedAnnData>;
export async function readH5ad(path: string, options?: ReadH5adOptions & { backed?: false }): Promise<AnnData>;
export async function readH5ad(path: string, options: ReadH5adOptions = {}): Promise<AnnData | BackedAnnData> {
  checkOptions('readH5ad', options, { backed: flag, maxBytes: integer(1), maxSeconds: number(0.001) });
  const { backed = false, maxBytes = Math.floor(totalmem() / 2), maxSeconds = usualSeconds(path) } = options;
  if (backed) return openBacked(path, { maxBytes, maxSeconds });
  return H5File.use(path, { maxBytes, maxSeconds }, (file) => {
    expectAnnData(file);
    return readAnnData(file);
  });
}

/** The time that reading a file may take, unless it is said: 30 seconds, and one more for every MiB. */
export function usualSeconds(path: string): number {
  return 30 + Math.ceil((statSync(path, { throwIfNoEntry: false })?.size ?? 0) / 2 ** 20);
}
