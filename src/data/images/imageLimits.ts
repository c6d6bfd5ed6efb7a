import { totalmem } from 'node:os';
import type { RemoteOptions } from '../../fetch';
import { integer, objectWith } from '../../options';

export interface ReadImageOptions {
  /** Memory in bytes that a tile, or the pixels of one call, may take. A quarter of the machine's memory (our choice). */
  maxBytes?: number;
  /** Memory in bytes for the tiles that were used last. 256 MiB (our choice). */
  cacheBytes?: number;
  /** How an image at an address is fetched. */
  remote?: RemoteOptions;
}

export const imageChecks = { maxBytes: integer(1), cacheBytes: integer(0), remote: objectWith() };

export function imageLimits({
  maxBytes,
  cacheBytes = 2 ** 28,
}: ReadImageOptions): Required<Omit<ReadImageOptions, 'remote'>> {
  return { maxBytes: maxBytes ?? Math.floor(totalmem() / 4), cacheBytes };
}
