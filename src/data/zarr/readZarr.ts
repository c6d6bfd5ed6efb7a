import { totalmem } from 'node:os';
import { checkOptions, flag, integer, number, text } from '../../options';
import type { AnnData } from '../annData';
import type { BackedAnnData } from '../backed/backedAnnData';
import { openZarrBacked } from '../backed/openZarrBacked';
import { expectAnnData } from '../encoding/expectAnnData';
import { readAnnData } from '../encoding/readAnnData';
import type { ZarrLimits } from './zarrArray';
import { below } from './stores/below';
import { withOrigin } from './stores/origin';
import { isAddress, type StoreOptions, storeChecks, withStore } from './stores/withStore';
import { ZarrContainer } from './zarrContainer';

export interface ReadZarrOptions extends StoreOptions {
  /**
   * Leaves X, layers, obsp and raw where they are, to be read in parts: for data larger than memory, or far away. false. The limits of memory and time then hold for every call that
   * reads.
   */
  backed?: boolean;
  /** The group that holds the AnnData: 'tables/table' of SpatialData. The whole. */
  group?: string;
  /** Memory in bytes that the values may take together. Half of the machine's memory (our choice). */
  maxBytes?: number;
  /** Time in seconds after which reading is given up. 600 (our choice). */
  maxSeconds?: number;
}

const USUAL_SECONDS = 600;

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
 *
 * // A few cells of many, far away: no more than their chunks are fetched.
 * const large = await readZarr('https://host.org/atlas.zarr', { backed: true });
 * const some = await large.subset({ obs: [0, 1, 2], var: large.var.index.slice(0, 10) });
 */
export async function readZarr(path: string, options: ReadZarrOptions & { backed: true }): Promise<BackedAnnData>;
export async function readZarr(path: string, options?: ReadZarrOptions & { backed?: false }): Promise<AnnData>;
export async function readZarr(path: string, options: ReadZarrOptions = {}): Promise<AnnData | BackedAnnData> {
  checkOptions('readZarr', options, { ...zarrChecks, backed: flag, group: text });
  const limits = limitsOf(options);
  return withStore(path, options, async (whole, origin) => {
    const store = options.group === undefined ? whole : below(whole, groupPath(options.group));
    if (!options.backed) return withOrigin(readAnnData(await ZarrContainer.read(store, limits, expectAnnData)), origin);
    const { maxSeconds = USUAL_SECONDS, signal } = options;
    const opened = await openZarrBacked(
      isAddress(path) ? origin!.address : path,
      store,
      { maxBytes: limits.budget, maxSeconds },
      signal,
    );
    return opened.with({ annotations: withOrigin(opened.annotations, origin) });
  });
}

/** 'tables/table' as a path. */
function groupPath(group: string): string {
  return `/${group.replace(/^\/+|\/+$/g, '')}`;
}

export const zarrChecks = { maxBytes: integer(1), maxSeconds: number(0.001), ...storeChecks };

export function limitsOf({ maxBytes, maxSeconds = USUAL_SECONDS, signal }: ReadZarrOptions): ZarrLimits {
  const limits = { budget: maxBytes ?? Math.floor(totalmem() / 2), deadline: performance.now() + 1000 * maxSeconds };
  return signal ? { ...limits, signal } : limits;
}
