import { totalmem } from 'node:os';
import { checkOptions, integer, number } from '../../options';
import type { AnnData } from '../annData';
import { expectAnnData } from '../encoding/expectAnnData';
import { readAnnData } from '../encoding/readAnnData';
import type { ZarrLimits } from './zarrArray';
import { openStore } from './stores/openStore';
import { ZarrContainer } from './zarrContainer';

export interface ReadZarrOptions {
  /** Memory in bytes that the values may take together. Half of the machine's memory (our choice). */
  maxBytes?: number;
  /** Time in seconds after which reading is given up. 600 (our choice). */
  maxSeconds?: number;
}

/**
 * Reads an AnnData that was written as zarr (`adata.write_zarr`), of zarr version 2 or 3, also sharded; packed
 * with blosc, zstd, lz4, gzip or zlib: a folder, or a zip archive of one (`.zarr.zip`), which is not unpacked. Sizes and indices are checked as in `readH5ad`. Entries of an encoding that is not
 * known, as records, are left out, and `notices` of the result says so. Links are not followed.
 *
 * @throws TissuebookError 'file-not-found', 'unsupported-encoding' (no AnnData), 'unsupported-filter', 'corrupt',
 *   'shape-mismatch', 'too-large'
 */
export async function readZarr(path: string, options: ReadZarrOptions = {}): Promise<AnnData> {
  checkOptions('readZarr', options, zarrChecks);
  const container = await ZarrContainer.read(await openStore(path), limitsOf(options), expectAnnData);
  return readAnnData(container);
}

export const zarrChecks = { maxBytes: integer(1), maxSeconds: number(0.001) };

export function limitsOf({ maxBytes, maxSeconds = 600 }: ReadZarrOptions): ZarrLimits {
  return { budget: maxBytes ?? Math.floor(totalmem() / 2), deadline: performance.now() + 1000 * maxSeconds };
}
