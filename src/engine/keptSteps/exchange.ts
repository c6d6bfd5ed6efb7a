import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StepStore } from './stepStore';

/** How folders of processes are called, with the process's number. */
const PREFIX = 'tissuebook-steps-';
/** Age from which a folder whose process is gone is removed, in milliseconds: an hour (ours). */
const LEFT_BEHIND = 3600 * 1000;

/**
 * The folder of this process in which XLA looks for compiled steps and writes new ones. In one folder of all processes a process could read
 * what another has half written; from here, whole files go to the store and come from it.
 */
export class StepExchange {
  readonly folder: string;
  #store: StepStore | undefined;

  constructor() {
    removeLeftBehind();
    // Made with mode 0700, under a name that nobody knows before.
    this.folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
    process.once('exit', () => rmSync(this.folder, { recursive: true, force: true }));
  }

  /** Where steps are kept from now on: XLA has to know its folder before the kind of machine is known. */
  use(store: StepStore | undefined): void {
    this.#store = store;
  }

  /** Whether a step is kept, by its name: it may prove to be damaged. */
  has(key: string): boolean {
    return this.#store?.has(key) ?? false;
  }

  /** Lays a kept step where XLA looks for it. @returns the name of its file, if there is one */
  offer(key: string): string | undefined {
    // Products that were measured meanwhile have left files, too.
    this.#empty();
    const step = this.#store?.get(key);
    if (!step) return undefined;
    try {
      writeFileSync(join(this.folder, step.name), step.content, { mode: 0o600 });
      return step.name;
    } catch {
      return undefined;
    }
  }

  /**
   * Keeps what XLA has written, and empties its folder: what is compiled stays in memory.
   *
   * @param offered what offer() gave
   */
  take(key: string, offered: string | undefined): void {
    const name = this.#files().find((file) => file.endsWith('.pb') && file !== offered);
    try {
      if (name !== undefined) this.#store?.set(key, { name, content: readFileSync(join(this.folder, name)) });
    } catch {
      // It is compiled all the same.
    }
    this.#empty();
  }

  /** Forgets a step that XLA could not use. */
  drop(key: string): void {
    this.#store?.remove(key);
    this.#empty();
  }

  #empty(): void {
    for (const file of this.#files()) rmSync(join(this.folder, file), { force: true });
  }

  #files(): string[] {
    try {
      return readdirSync(this.folder);
    } catch {
      return [];
    }
  }
}

function removeLeftBehind(): void {
  for (const name of readdirSync(tmpdir()).filter((one) => one.startsWith(PREFIX))) {
    try {
      const path = join(tmpdir(), name);
      const old = Date.now() - statSync(path).mtimeMs > LEFT_BEHIND;
      if (old && !isRunning(Number.parseInt(name.slice(PREFIX.length), 10))) rmSync(path, { recursive: true });
    } catch {
      // It belongs to somebody else, or is gone.
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
