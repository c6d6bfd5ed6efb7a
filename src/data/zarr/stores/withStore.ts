import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { TissuebookError } from '../../../errors';
import { hashFile, parseSource, RemoteFiles, remoteChecks, type RemoteOptions } from '../../../fetch';
import { text } from '../../../options';
import { FileSource } from '../../zip/byteSource';
import { isZip } from '../../unzipped';
import { FolderStore } from './folderStore';
import { HttpSource } from './httpSource';
import { HttpStore } from './httpStore';
import type { StoreOrigin, ZarrStore } from './zarrStore';
import { ZipStore } from './zipStore';

export interface StoreOptions extends RemoteOptions {
  /**
   * SHA-256 that the store must have, 64 hexadecimal digits, as `uns['tissuebook_source']` of what was read before says it: of a folder that of its consolidated metadata, of an archive
   * that of its directory, which has the check sum of each member; of an archive on the disk also that of the file. '#sha256=' at the end of an address says the same.
   */
  hash?: string;
}

export const storeChecks = { ...remoteChecks, hash: text };

/** Parts of an archive that are asked for at a time. */
const PARALLEL = 6;

/** Whether a text is an address, and not a path. */
export function isAddress(path: string): boolean {
  return /^https?:\/\//i.test(path);
}

/**
 * Opens what holds a zarr group, a folder, a zip archive of one or an address of either, and hands it to `use`, with where it came from if that is an address or was checked. What is none of them is refused when its nodes are listed. Whoever shows
 * downloads is told of what is fetched meanwhile.
 *
 * @throws TissuebookError 'corrupt' (also: another hash), 'too-large', 'unsupported-encoding', 'download-failed', 'aborted', 'invalid-argument'
 */
export async function withStore<T>(
  path: string,
  options: StoreOptions,
  use: (store: ZarrStore, origin: StoreOrigin | undefined) => Promise<T>,
): Promise<T> {
  // prettier-ignore
  if (!isAddress(path)) return openHere(path, options.hash, use);
  const { url, sha256 } = parseSource(path, options.hash);
  const files = new RemoteFiles(url!, options, sha256 !== undefined);
  return files.observed(async () => {
    const zip = /\.zip$/i.test(url!.pathname);
    const store = zip ? await ZipStore.open(await HttpSource.open(files), files.shown, PARALLEL) : await HttpStore.open(files); // prettier-ignore
    if (sha256) checkHash(store.origin, sha256);
    return use(store, store.origin);
  });
}

/** A store on the disk; where it came from only where that was checked. */
async function openHere<T>(
  path: string,
  hash: string | undefined,
  use: (store: ZarrStore, origin: StoreOrigin | undefined) => Promise<T>,
): Promise<T> {
  // prettier-ignore
  const store = isZip(path) ? await ZipStore.open(new FileSource(path)) : new FolderStore(path);
  if (hash === undefined) return use(store, undefined);
  const wanted = parseSource('https://localhost/', hash).sha256!;
  const origin = store instanceof ZipStore ? store.origin : folderOrigin(store);
  if (!(store instanceof ZipStore && (await hashFile(path)) === wanted)) checkHash(origin, wanted);
  return use(store, origin);
}

function folderOrigin(store: FolderStore): StoreOrigin {
  const found = ['.zmetadata', 'zarr.json'].map((name) => store.pathOf(name)).find((name) => statSync(name, { throwIfNoEntry: false })?.isFile()); // prettier-ignore
  const sha256 = found === undefined ? 'none' : createHash('sha256').update(readFileSync(found)).digest('hex');
  return { address: store.name, of: 'consolidated metadata', sha256 };
}

function checkHash({ address, of, sha256 }: StoreOrigin, wanted: string): void {
  if (sha256 === wanted) return;
  throw new TissuebookError('corrupt', `${address} is not what it should be: the SHA-256 of its ${of} is ${sha256}.`, {
    argument: 'hash',
    found: sha256,
    advice: 'It was changed since, or the hash is that of something else.',
  });
}
