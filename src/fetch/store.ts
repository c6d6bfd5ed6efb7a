import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { PartialFile } from './partialFile';
import type { Source } from './source';

/** What is known of a file in a cache folder, in about.json beside it. */
export interface FileFacts {
  name: string;
  bytes: number;
  sha256: string;
  /** Where it was fetched, without a query. */
  address: string;
  /** SHA-256 of the whole address, by which it is found again. */
  key: string;
  license?: string | undefined;
  /** ISO 8601. */
  fetched: string;
}

/** A file that a folder holds. */
export interface StoredFile {
  path: string;
  facts: FileFacts;
}

/** The part of a cache folder that holds fetched files: `<sha256>/<name>` and `<sha256>/about.json`. */
export const filesFolder = (cache: string): string => join(cache, 'files');
export const partialFolder = (cache: string): string => join(filesFolder(cache), '.partial');

export const addressKey = ({ href }: URL): string => createHash('sha256').update(href).digest('hex');

/** SHA-256 of a file in hexadecimal. */
export async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), hash, { ...(signal && { signal }) });
  return hash.digest('hex');
}

/** The files of a cache folder, the one fetched last first; what is no such file is passed over. */
export async function storedFiles(cache: string): Promise<StoredFile[]> {
  const names = await readdir(filesFolder(cache)).catch(() => [] as string[]);
  const found = await Promise.all(
    names.filter((name) => /^[0-9a-f]{64}$/.test(name)).map((name) => readStored(cache, name)),
  );
  return found.flatMap((one) => one ?? []).sort((a, b) => b.facts.fetched.localeCompare(a.facts.fetched));
}

/**
 * The file of a source in a cache folder or a copy of one, by hash where the source has one, else by address. Its hash is computed
 * again each time; one that was changed is passed over.
 */
export async function findStored(
  folder: string,
  { sha256, url, name }: Source,
  signal?: AbortSignal,
): Promise<StoredFile | undefined> {
  const key = url && addressKey(url);
  for (const stored of await storedFiles(folder)) {
    const wanted = sha256 ? stored.facts.sha256 === sha256 : stored.facts.key === key;
    if (wanted && (await hashFile(stored.path, signal)) === stored.facts.sha256) return stored;
  }
  if (!sha256) return undefined;
  // A folder that somebody filled by hand: the file lies there under its name.
  const path = join(folder, name);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile() || (await hashFile(path, signal)) !== sha256) return undefined;
  return { path, facts: { name, bytes: found.size, sha256, address: '', key: '', fetched: found.mtime.toISOString() } };
}

/** Moves a fetched file to its place. */
export async function keep(cache: string, partial: PartialFile, facts: FileFacts): Promise<StoredFile> {
  const folder = join(filesFolder(cache), facts.sha256);
  await mkdir(folder, { recursive: true });
  const path = join(folder, facts.name);
  // The same bytes may lie there under another name.
  for (const other of await readdir(folder)) if (other !== facts.name) await rm(join(folder, other), { force: true });
  await partial.moveTo(path);
  await writeFile(join(folder, 'about.json'), `${JSON.stringify(facts, undefined, 2)}\n`);
  return { path, facts };
}

async function readStored(cache: string, sha256: string): Promise<StoredFile | undefined> {
  try {
    const folder = join(filesFolder(cache), sha256);
    const about = JSON.parse(await readFile(join(folder, 'about.json'), 'utf8')) as Record<string, unknown>;
    const text = (name: string): string => (typeof about[name] === 'string' ? about[name] : '');
    const name = text('name');
    if (name === '' || /[/\\]/.test(name) || name === '..' || name === 'about.json') return undefined;
    const path = join(folder, name);
    const { size } = await stat(path);
    const license = text('license');
    const facts = { name, bytes: size, sha256, address: text('address'), key: text('key'), fetched: text('fetched') };
    return { path, facts: license ? { ...facts, license } : facts };
  } catch {
    return undefined;
  }
}
