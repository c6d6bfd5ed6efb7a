import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What is known of a file that was begun. */
interface State {
  /** What tells whether the file at the address is still the same: a strong ETag, else its date. */
  validator?: string;
  /** Bytes of the whole file. */
  total?: number;
}

/**
 * A file that is being fetched. It outlives the process: a later call for the same address goes on with it. While one process writes to
 * it, others get one of their own.
 */
export class PartialFile {
  readonly path: string;
  readonly #folder: string;
  readonly #shared: boolean;
  #file: FileHandle | undefined;
  #state: State = {};
  #size = 0;
  #ended = false;

  private constructor(folder: string, shared: boolean) {
    this.#folder = folder;
    this.#shared = shared;
    this.path = join(folder, 'data');
  }

  /** @param folder where such files are kept */
  static async open(folder: string, address: string): Promise<PartialFile> {
    const key = createHash('sha256').update(address).digest('hex').slice(0, 32);
    const wanted = join(folder, key);
    await mkdir(folder, { recursive: true });
    const shared = await hold(wanted);
    const partial = new PartialFile(shared ? wanted : `${wanted}-${randomBytes(4).toString('hex')}`, shared);
    try {
      if (!shared) await mkdir(partial.#folder);
      await partial.#begin();
      return partial;
    } catch (error) {
      await partial.leave();
      throw error;
    }
  }

  /** Bytes that are there. */
  get size(): number {
    return this.#size;
  }

  get state(): Readonly<State> {
    return this.#state;
  }

  /** Notes what the server says of the file before its bytes are written. */
  async note(state: State): Promise<void> {
    this.#state = state;
    await writeFile(join(this.#folder, 'state.json'), JSON.stringify(state));
  }

  async write(bytes: Uint8Array): Promise<void> {
    let done = 0;
    while (done < bytes.length) {
      const { bytesWritten } = await this.#file!.write(bytes, done, bytes.length - done, this.#size);
      done += bytesWritten;
      this.#size += bytesWritten;
    }
  }

  /** Throws away what is there: the file at the address is another one. */
  async restart(): Promise<void> {
    await this.#file!.truncate(0);
    this.#size = 0;
    await this.note({});
  }

  /** Everything is on the disk, and the file is closed. */
  async finish(): Promise<void> {
    await this.#file?.sync();
    await this.#close();
  }

  /** Moves the finished file to where it belongs. */
  async moveTo(target: string): Promise<void> {
    await rename(this.path, target);
    await this.discard();
  }

  /** Ends the writing; what is there stays for the next call, unless it is nothing or a file that no other call would find. */
  async leave(): Promise<void> {
    if (!this.#shared || this.#size === 0) return this.discard();
    await this.#end(() => unlink(join(this.#folder, 'lock')));
  }

  async discard(): Promise<void> {
    await this.#end(() => rm(this.#folder, { recursive: true, force: true }));
  }

  async #begin(): Promise<void> {
    const found = await stat(this.path).catch(() => undefined);
    this.#file = await open(this.path, found ? 'r+' : 'w+');
    this.#size = found?.size ?? 0;
    this.#state = found ? await readState(join(this.#folder, 'state.json')) : {};
  }

  async #close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  /** Gives the folder back, once: it may soon be another's. */
  async #end(giveBack: () => Promise<void>): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    await this.#close();
    await giveBack().catch(() => undefined);
    if (this.#shared) held.delete(join(this.#folder, 'lock'));
  }
}

/** Locks of this process: a process that is gone may have had the same number, as in a container. */
const held = new Set<string>();

/** Takes a folder for this call alone; false where another call or a living process has it. */
async function hold(folder: string): Promise<boolean> {
  const path = join(folder, 'lock');
  // Before anything is awaited: another call of this process would take the lock for one that was left behind.
  if (held.has(path)) return false;
  held.add(path);
  let taken = false;
  try {
    await mkdir(folder, { recursive: true });
    taken = await lock(path);
  } finally {
    if (!taken) held.delete(path);
  }
  return taken;
}

/** Takes a lock that a process which is gone may have left behind; false where a living one has it. */
async function lock(path: string): Promise<boolean> {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const owner = Number(await readFile(path, 'utf8').catch(() => ''));
      if (owner !== process.pid && isAlive(owner)) return false;
      await unlink(path).catch(() => undefined);
    }
  }
  return false;
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function readState(path: string): Promise<State> {
  try {
    const { validator, total } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    return {
      ...(typeof validator === 'string' && { validator }),
      ...(Number.isSafeInteger(total) && { total: total as number }),
    };
  } catch {
    return {};
  }
}
