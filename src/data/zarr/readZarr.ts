import { totalmem } from 'node:os';
import { checkOptions, integer, number } from '../../options';
import type { AnnData } from '../annData';
import { expectAnnData } from '../encoding/expectAnnData';
import { readAnnData } from '../encoding/readAnnData';
import type { ZarrLimits } from './zarrArray';
import { withOrigin } from './stores/origin';
import { type StoreOptions, storeChecks, withStore } from './stores/withStore';
import { ZarrContainer } from './zarrContainer';

export interface ReadZarrOptions extends StoreOptions {
  /** Memory in bytes that the values may take together. Half of the machine's memory (our choice). */
  maxBytes?: number;
  /** Time in seconds after which reading is given up. 600 (our choice). */
  maxSeconds?: number;
}

/**
 * Reads an AnnData that was written as zarr (`adata.write_zarr`), of zarr version 2 or 3, also sharded; packed with blosc, zstd, lz4, gzip or zlib: a folder, a zip archive of one
 * (`.zarr.zip`), which is not unpacked, or what an address leads to. Sizes and indices are checked as in `readH5ad`. Entries of an encoding that is not known, as records, are left out,
 * and `notices` of the result says so. Links are not followed.
 *
 * An address is asked only because it was given, and no other host than the one in it: a folder by its consolidated metadata and then chunk by chunk, an archive in parts. Chunks that are
 * not there hold the fill value. `uns['tissuebook_source']` says the address and a SHA-256, which `hash` holds the next reading to.
 *
 * @param path of a folder or an archive, or an address (https; http on this machine, or with a hash)
 * @throws TissuebookError 'file-not-found', 'unsupported-encoding' (no AnnData, no consolidated metadata), 'unsupported-filter', 'corrupt' (also: another hash), 'shape-mismatch',
 *   'too-large', 'download-failed', 'aborted', 'invalid-argument' (plain http)
 * @example
 * const here = await readZarr('tissue.zarr.zip');
 * const there = await readZarr('https://host.org/tissue.zarr', { progress: console.log });
 */
export async function readZarr(path: string, options: ReadZarrOptions = {}): Promise<AnnData> {
  checkOptions('readZarr', options, zarrChecks);
  return withStore(path, options, async (store, origin) =>
    withOrigin(readAnnData(await ZarrContainer.read(store, limitsOf(options), expectAnnData)), origin),
  );
}

export const zarrChecks = { maxBytes: integer(1), maxSeconds: number(0.001), ...storeChecks };

export function limitsOf({ maxBytes, maxSeconds = 600, signal }: ReadZarrOptions): ZarrLimits {
  const limits = { budget: maxBytes ?? Math.floor(totalmem() / 2), deadline: performance.now() + 1000 * maxSeconds };
  return signal ? { ...limits, signal } : limits;
}
