import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes of a part and where they are in their file. */
interface Part {
  bytes: Uint8Array;
  from: number;
  total: number | undefined;
}

/** A part that is kept, and the tag that its server gave it. */
export interface KeptPart {
  tag: string;
  /** Undefined when it is damaged, and then gone. */
  read(afford: (bytes: number) => void): Promise<Part | undefined>;
}

/** What stands in front of a part's bytes, in a line. */
interface Head {
  tag: string;
  from: number;
  total?: number;
  length: number;
  sha256: string;
}

/** Longest first line of a kept part. */
const HEAD_BYTES = 1024;
const NAME = /^[0-9a-f]{64}$/;

export const partsFolder = (cache: string): string => join(cache, 'parts');

/**
 * Parts of files at addresses, kept in the cache folder with the tag (ETag) that their server gave them: it is asked whether they are still the same before they are used. Together they
 * take no more than a limit; those used longest ago go first. What cannot be kept is not: a full disk stops no reading.
 */
export class KeptParts {
  readonly #folder: string;
  readonly #most: number;
  #bytes: number | undefined;

  constructor(cache: string, most: number) {
    this.#folder = partsFolder(cache);
    this.#most = most;
  }

  async find(id: string): Promise<KeptPart | undefined> {
    const path = this.#pathOf(id);
    const head = await headOf(path);
    if (!head) return undefined;
    const { facts, at } = head;
    return { tag: facts.tag, read: (afford) => readPart(path, facts, at, afford) };
  }

  async keep(id: string, tag: string, { bytes, from, total }: Part): Promise<void> {
    if (bytes.length > this.#most / 4 || tag.length > HEAD_BYTES / 2) return;
    const facts: Head = { tag, from, ...(total !== undefined && { total }), length: bytes.length, sha256: hash(bytes) };
    const path = this.#pathOf(id);
    const partial = `${path}.${randomBytes(4).toString('hex')}`;
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeFile(partial, Buffer.concat([Buffer.from(`${JSON.stringify(facts)}\n`), bytes]));
      await rename(partial, path);
      await this.#makeRoom(bytes.length);
    } catch {
      await rm(partial, { force: true }).catch(() => undefined);
    }
  }

  async #makeRoom(added: number): Promise<void> {
    if (this.#bytes !== undefined && this.#bytes + added <= this.#most) {
      this.#bytes += added;
      return;
    }
    const all = await keptFiles(this.#folder);
    let bytes = all.reduce((sum, { size }) => sum + size, 0);
    for (const { path, size } of all.sort((a, b) => a.used - b.used)) {
      if (bytes <= 0.9 * this.#most) break;
      await rm(path, { force: true });
      bytes -= size;
    }
    this.#bytes = bytes;
  }

  #pathOf(id: string): string {
    return join(this.#folder, createHash('sha256').update(id).digest('hex'));
  }
}

/** Files of a folder of parts, those of fetches that broke too. */
export async function keptFiles(folder: string): Promise<{ path: string; size: number; used: number }[]> {
  const names = await readdir(folder).catch(() => [] as string[]);
  const found = await Promise.all(names.filter((name) => NAME.test(name.slice(0, 64))).map(async (name) => {
    const path = join(folder, name);
    const status = await stat(path).catch(() => undefined);
    return status?.isFile() ? [{ path, size: status.size, used: status.mtimeMs }] : [];
  })); // prettier-ignore
  return found.flat();
}

async function headOf(path: string): Promise<{ facts: Head; at: number } | undefined> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return undefined;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const end = buffer.subarray(0, bytesRead).indexOf(10);
    const facts = JSON.parse(buffer.toString('utf8', 0, end)) as Partial<Head>;
    const whole = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
    const sound = typeof facts.tag === 'string' && /^"[\x21\x23-\x7e]*"$/.test(facts.tag) && typeof facts.sha256 === 'string'; // prettier-ignore
    const sizes = [facts.from, facts.length, facts.total ?? 0].every(whole);
    return sound && sizes ? { facts: facts as Head, at: end + 1 } : undefined;
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}

async function readPart(
  path: string,
  facts: Head,
  at: number,
  afford: (bytes: number) => void,
): Promise<Part | undefined> {
  // prettier-ignore
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return undefined;
  try {
    const { size } = await file.stat();
    if (size !== at + facts.length) throw new Error('cut off');
    afford(facts.length);
    const bytes = new Uint8Array(facts.length);
    await file.read(bytes, 0, bytes.length, at);
    if (hash(bytes) === facts.sha256) {
      await utimes(path, new Date(), new Date()).catch(() => undefined);
      return { bytes, from: facts.from, total: facts.total };
    }
  } catch (error) {
    if ((error as Error).name === 'TissuebookError') throw error;
  } finally {
    await file.close();
  }
  await rm(path, { force: true });
  return undefined;
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
