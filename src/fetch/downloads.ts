import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../cacheFolder';
import { checkOptions, text } from '../options';
import { TissuebookError } from '../errors';
import { keptFiles, partsFolder } from './keptParts';
import { shownSize } from './progress';
import { filesFolder, partialFolder, storedFiles } from './store';

/** Something that the cache folder holds. */
export interface KeptFile {
  /** What it is called: a file's name, a data set's, 'unfinished', or 'parts'. */
  name: string;
  /** Parts are those of files that are read at their addresses, all together. */
  kind: 'file' | 'data set' | 'unfinished' | 'parts';
  path: string;
  bytes: number;
  sha256?: string;
  license?: string;
  /** Where it was fetched. */
  address?: string;
}

export interface CacheOptions {
  /** The folder. TISSUEBOOK_CACHE, or the user's cache folder. */
  cache?: string;
}

/** Names under which data sets are kept: the name, the beginning of the hash, the kind of file. */
const DATA_SET = /^([a-z0-9-]+)-[0-9a-f]{12}\.[a-z0-9]+$/;

/**
 * What was fetched and is kept on this machine: files by address, data sets by name, and what is not finished. As a cell's value it
 * lists all. On the command line: `tissuebook cache list`, `tissuebook cache clear`.
 */
export const downloads = {
  /** Everything that the cache folder holds. */
  async list(options: CacheOptions = {}): Promise<KeptFile[]> {
    checkOptions('downloads.list', options, { cache: text });
    const cache = cacheFolder(options.cache);
    const files = (await storedFiles(cache)).map(({ path, facts }): KeptFile => {
      const { name, bytes, sha256, license, address } = facts;
      return { name, kind: 'file', path, bytes, sha256, ...(license && { license }), ...(address && { address }) };
    });
    return [...files, ...(await dataSets(cache)), ...(await unfinished(cache)), ...(await parts(cache))];
  },

  /**
   * Removes what is kept: by names of files, data sets or hashes, or everything. Nothing else in the folder is touched.
   *
   * @param names all unless given
   * @returns what was removed
   * @throws TissuebookError 'missing-key' for a name that is not there; then nothing is removed
   */
  async clear(names?: string | readonly string[], options: CacheOptions = {}): Promise<KeptFile[]> {
    const all = await downloads.list(options);
    const wanted = names === undefined ? undefined : [names].flat();
    for (const name of wanted ?? []) {
      if (all.some((file) => answersTo(file, name))) continue;
      throw new TissuebookError('missing-key', `The cache folder has no "${name}".`, {
        argument: 'names',
        found: name,
        advice: `It has: ${[...new Set(all.map((file) => file.name))].slice(0, 20).join(', ') || 'nothing'}.`,
      });
    }
    const removed = all.filter((file) => !wanted || wanted.some((name) => answersTo(file, name)));
    const cache = cacheFolder(options.cache);
    for (const { kind, path, sha256 } of removed) {
      await rm(kind === 'file' ? join(filesFolder(cache), sha256!) : path, { recursive: true, force: true });
    }
    return removed;
  },

  /** The files as lines of text. */
  async describe(options: CacheOptions = {}): Promise<string> {
    const files = await downloads.list(options);
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    const head = `${cacheFolder(options.cache)}: ${files.length} ${files.length === 1 ? 'file' : 'files'}, ${shownSize(total)}`;
    return [head, ...files.map(describeFile)].join('\n');
  },

  /** How a notebook shows it: text only. */
  async [Symbol.for('Jupyter.display')](): Promise<Record<string, string>> {
    return { 'text/plain': await downloads.describe() };
  },
};

function describeFile({ name, kind, bytes, sha256, license, address }: KeptFile): string {
  if (kind !== 'file') return `  ${name} (${kind}): ${shownSize(bytes)}`;
  const from = address ? `, from ${address}` : '';
  return `  ${name}: ${shownSize(bytes)}, license: ${license ?? 'not stated'}${from}, SHA-256 ${sha256}`;
}

function answersTo({ name, sha256 }: KeptFile, wanted: string): boolean {
  return wanted === name || (sha256 !== undefined && (wanted === sha256 || wanted === `${name}@${sha256}`));
}

async function dataSets(cache: string): Promise<KeptFile[]> {
  const folder = join(cache, 'datasets');
  const names = await readdir(folder).catch(() => [] as string[]);
  return Promise.all(
    names.flatMap((file) => {
      const name = DATA_SET.exec(file)?.[1];
      return name ? [sized({ name, kind: 'data set' as const, path: join(folder, file), bytes: 0 })] : [];
    }),
  );
}

async function unfinished(cache: string): Promise<KeptFile[]> {
  const folder = partialFolder(cache);
  const names = await readdir(folder).catch(() => [] as string[]);
  return Promise.all(names.filter((name) => /^[0-9a-f]{32}(-[0-9a-f]{8})?$/.test(name)).map(async (name) => {
    const { bytes } = await sized({ name, kind: 'unfinished', path: join(folder, name, 'data'), bytes: 0 });
    return { name: 'unfinished', kind: 'unfinished' as const, path: join(folder, name), bytes };
  })); // prettier-ignore
}

async function parts(cache: string): Promise<KeptFile[]> {
  const found = await keptFiles(partsFolder(cache));
  const bytes = found.reduce((sum, { size }) => sum + size, 0);
  return found.length > 0 ? [{ name: 'parts', kind: 'parts', path: partsFolder(cache), bytes }] : [];
}

async function sized(file: KeptFile): Promise<KeptFile> {
  const found = await stat(file.path).catch(() => undefined);
  return { ...file, bytes: found?.size ?? 0 };
}
