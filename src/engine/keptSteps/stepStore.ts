import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aboutOf, makePrivate, MOST_BYTES, pruneSteps } from './stepsFolder';

/** What XLA calls a step's file: numbers of its own, and the kind of device. */
const NAME = /^[\w-]{1,200}\.pb$/;
/** A file beyond this is no step: the largest of the benchmarks takes some megabytes (ours). */
const LARGEST = 128 * 2 ** 20;

/** A step as XLA wrote it. */
export interface StoredStep {
  /** The name under which XLA looks for it. */
  name: string;
  content: Buffer;
}

/**
 * Compiled steps of one kind of machine on the disk, by the digest of what they compute. Each is checked against its SHA-256 before it is
 * used, and takes its place complete or not at all. What cannot be read, written or trusted is as if it were not there.
 */
export class StepStore {
  readonly #folder: string;
  readonly #all: string;

  /** @param all the folder of all machines @param machine 16 hexadecimal digits */
  constructor(all: string, machine: string) {
    this.#all = all;
    this.#folder = join(all, machine);
  }

  /** Makes the folders. @returns why steps cannot be kept, if so */
  open(): string | undefined {
    return makePrivate(this.#all) ?? makePrivate(this.#folder);
  }

  get(key: string): StoredStep | undefined {
    const path = this.#pathOf(key);
    try {
      const { name, sha256 } = JSON.parse(readFileSync(aboutOf(path), 'utf8')) as Record<string, unknown>;
      if (typeof name !== 'string' || !NAME.test(name) || statSync(path).size > LARGEST) return undefined;
      const content = readFileSync(path);
      if (createHash('sha256').update(content).digest('hex') !== sha256) throw new Error('damaged');
      const now = new Date();
      utimesSync(path, now, now);
      return { name, content };
    } catch {
      this.remove(key);
      return undefined;
    }
  }

  has(key: string): boolean {
    return existsSync(this.#pathOf(key));
  }

  set(key: string, { name, content }: StoredStep, most = MOST_BYTES): void {
    if (!NAME.test(name) || content.length > Math.min(LARGEST, most)) return;
    const path = this.#pathOf(key);
    const sha256 = createHash('sha256').update(content).digest('hex');
    try {
      writeWhole(path, content);
      writeWhole(aboutOf(path), JSON.stringify({ name, sha256 }));
      pruneSteps(this.#all, most);
    } catch {
      this.remove(key);
    }
  }

  remove(key: string): void {
    const path = this.#pathOf(key);
    for (const file of [aboutOf(path), path]) rmSync(file, { force: true });
  }

  #pathOf(key: string): string {
    return join(this.#folder, `${key}.step`);
  }
}

function writeWhole(path: string, content: Buffer | string): void {
  const part = `${path}.${process.pid}`;
  try {
    writeFileSync(part, content, { mode: 0o600 });
    renameSync(part, path);
  } finally {
    rmSync(part, { force: true });
  }
}
