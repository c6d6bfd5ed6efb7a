import { statfs } from 'node:fs/promises';
import { cacheFolder, mirrorFolder } from '../cacheFolder';
import { TissuebookError } from '../errors';
import { anything, checkOptions, flag, integer, listOf, number, text } from '../options';
import { download } from './download';
import { explainFailure } from './explainFailure';
import { FetchedFile } from './fetchedFile';
import { type Fetching, whileObserved } from './observeFetches';
import { PartialFile } from './partialFile';
import { type Progress, progressOf } from './progress';
import { parseSource, shownAddress, type Source } from './source';
import { addressKey, findStored, hashFile, keep, partialFolder, type StoredFile } from './store';

export interface FetchOptions {
  /** SHA-256 of the file, 64 hexadecimal digits; '#sha256=' at the end of the address says the same. */
  sha256?: string;
  /** Hosts beside the one in the address to which its server may send on, as stores of large files do. None. */
  redirects?: readonly string[];
  /** Fetches a file again that the cache folder has. false. */
  refresh?: boolean;
  /** The folder where files are kept. TISSUEBOOK_CACHE, or the user's cache folder. */
  cache?: string;
  /** Bytes above which a file is refused. 16 GiB (our choice). */
  maxBytes?: number;
  /** Seconds without a byte after which a connection is given up. 60 (our choice). */
  timeout?: number;
  /** Stops the fetch. What has arrived is kept: asking again goes on from there. */
  signal?: AbortSignal;
  /** Told what is going on, in sentences. */
  progress?: (message: string) => void;
}

/** Looks at a file that has arrived, before it is kept; throws to refuse it. */
export type FileCheck = (path: string) => Promise<{ license?: string | undefined }>;

export const fetchChecks = {
  sha256: text,
  redirects: listOf(text),
  refresh: flag,
  cache: text,
  maxBytes: integer(1),
  timeout: number(0.001),
  signal: anything,
  progress: anything,
};

/** Files above this are refused unless maxBytes says otherwise: none of weights is as large (ours). */
const LARGEST = 16 * 2 ** 30;

/**
 * Fetches a file once that somebody named by its address, 'https://host/path/file', or takes one by name and content, 'file@sha256',
 * which the cache folder or the mirror folder (TISSUEBOOK_MIRROR) must have. No host but the named one is asked, and nothing is asked
 * for what a folder has. The file appears in the cache folder only when it is whole and its hash, where one is given, is right.
 *
 * A fetch that broke or was stopped goes on when it is asked for again. Proxies are those of HTTPS_PROXY, HTTP_PROXY and NO_PROXY.
 *
 * @param source an address, also with '#sha256=' and the hash at its end, or name@sha256
 * @throws TissuebookError 'download-failed', 'corrupt' (another hash), 'too-large', 'disk-full', 'file-not-found' (name@sha256 in no
 *   folder), 'aborted', 'invalid-argument' (plain http without a hash, other than to this machine), 'unknown-option'
 *
 * @example
 * const file = await fetchFile('https://host.org/cells.safetensors#sha256=9f86d0...', { progress: console.log });
 * console.log(file.path, file.bytes, file.sha256, file.notices);
 */
export async function fetchFile(source: string, options: FetchOptions = {}): Promise<FetchedFile> {
  checkOptions('fetchFile', options, fetchChecks);
  return fetchChecked(source, options);
}

/** As fetchFile, with options that were checked, and a look at the file before it is kept. */
export async function fetchChecked(source: string, options: FetchOptions, check?: FileCheck): Promise<FetchedFile> {
  const parsed = parseSource(source, options.sha256);
  return whileObserved(options, async (fetching) => {
    const progress = progressOf(parsed, fetching);
    try {
      const found = await findHere(parsed, options, fetching.signal);
      if (found) return found;
      if (!parsed.url) throw notHere(parsed, options);
      return await fetchFrom(parsed.url, parsed, options, { fetching, progress, check });
    } catch (error) {
      throw explainFailure(error, parsed, cacheFolder(options.cache), fetching.signal);
    }
  });
}

/** The file in the cache folder or the mirror folder. */
async function findHere(source: Source, options: FetchOptions, signal: AbortSignal): Promise<FetchedFile | undefined> {
  const cached = options.refresh ? undefined : await findStored(cacheFolder(options.cache), source, signal);
  if (cached) return new FetchedFile(cached, 'cache');
  const mirror = mirrorFolder();
  const mirrored = mirror === undefined ? undefined : await findStored(mirror, source, signal);
  return mirrored && new FetchedFile(mirrored, 'mirror');
}

function notHere({ name, sha256 }: Source, options: FetchOptions): TissuebookError {
  const folders = [cacheFolder(options.cache), mirrorFolder()].filter((folder) => folder !== undefined);
  return new TissuebookError('file-not-found', `No folder has the file ${name} with SHA-256 ${sha256}.`, {
    argument: 'source',
    found: name,
    advice: `Looked in ${folders.join(' and ')}. Give its address, or set TISSUEBOOK_MIRROR to a folder that has it.`,
  });
}

async function fetchFrom(
  url: URL,
  source: Source,
  options: FetchOptions,
  { fetching, progress, check }: { fetching: Fetching; progress: Progress; check: FileCheck | undefined },
): Promise<FetchedFile> {
  const { signal } = fetching;
  const cache = cacheFolder(options.cache);
  const notices: string[] = [];
  const partial = await PartialFile.open(partialFolder(cache), url.href);
  try {
    if (partial.size > 0) notices.push(`${partial.size} bytes were there from before.`);
    progress.connecting(partial.size);
    const { license } = await download(url, partial, {
      signal,
      timeout: 1000 * (options.timeout ?? 60),
      redirects: options.redirects ?? [],
      hashed: source.sha256 !== undefined,
      maxBytes: options.maxBytes ?? LARGEST,
      begun: (total) => checkRoom(cache, total - partial.size),
      received: progress.received,
      notice: (sentence) => notices.push(sentence),
    });
    await partial.finish();
    progress.checking();
    const stored = await checkAndKeep(url, source, partial, { cache, check, license, signal });
    if (!source.sha256) notices.push(`No hash was given. To have it checked next time: ${shownAddress(url)}#sha256=${stored.facts.sha256}`); // prettier-ignore
    const file = new FetchedFile(stored, 'network', notices);
    fetching.tell(`${file.describe()}`);
    return file;
  } catch (error) {
    await partial.leave();
    throw error;
  }
}

async function checkAndKeep(
  url: URL,
  source: Source,
  partial: PartialFile,
  {
    cache,
    check,
    license,
    signal,
  }: { cache: string; check: FileCheck | undefined; license: string | undefined; signal: AbortSignal },
): Promise<StoredFile> {
  try {
    const sha256 = await hashFile(partial.path, signal);
    if (source.sha256 && sha256 !== source.sha256) {
      throw new TissuebookError(
        'corrupt',
        `${source.name} is not the file that it should be: its SHA-256 is ${sha256}.`,
        {
          argument: 'sha256',
          found: sha256,
          advice: 'It was changed at its address or on its way; nothing was kept.',
        },
      );
    }
    const seen = await check?.(partial.path);
    return await keep(cache, partial, {
      name: source.name,
      bytes: partial.size,
      sha256,
      address: shownAddress(url),
      key: addressKey(url),
      license: seen?.license ?? license,
      fetched: new Date().toISOString(),
    });
  } catch (error) {
    // Bytes that are wrong as a whole are no beginning of the right ones.
    if (!signal.aborted) await partial.discard();
    throw error;
  }
}

/** @throws TissuebookError 'disk-full' before a byte is written that would not fit */
async function checkRoom(cache: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(cache);
  if (bavail * bsize >= bytes) return;
  throw new TissuebookError('disk-full', `${bytes} bytes are to be fetched; ${cache} has room for ${bavail * bsize}.`, {
    argument: 'cache',
    found: bavail * bsize,
    advice: 'Free some space, or set TISSUEBOOK_CACHE to a folder on another disk.',
  });
}
