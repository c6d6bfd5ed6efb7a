import { lstatSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../cacheFolder';

/** The most that compiled steps may take on the disk, in bytes; the ones used longest ago go first (ours). */
export const MOST_BYTES = 512 * 2 ** 20;

/** A compiled step that the cache folder holds. */
export interface KeptStep {
  /** What it is found by: the kind of machine and the step's digest. */
  machine: string;
  key: string;
  path: string;
  bytes: number;
  /** When it was used last, in milliseconds since 1970. */
  used: number;
}

/** The part of the cache folder that holds compiled steps: `<machine>/<key>.step` and `<machine>/<key>.json`. */
export const stepsFolder = (given?: string): string => join(cacheFolder(given), 'steps');

const MACHINE = /^[0-9a-f]{16}$/;
const STEP = /^([0-9a-f]{64})\.step$/;

/**
 * Makes a folder that nobody else can write or read. A step is machine code, so what another person could have put there must not be run.
 *
 * @returns why it cannot be used, as half a sentence; undefined when it can
 */
export function makePrivate(folder: string): string | undefined {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = lstatSync(folder);
    if (!found.isDirectory()) return `${folder} is no folder`;
    if (process.getuid && found.uid !== process.getuid()) return `${folder} belongs to somebody else`;
    if (process.platform !== 'win32' && (found.mode & 0o077) !== 0)
      return `${folder} is open to other people (chmod 700 it)`;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The steps of a cache folder, the one used last first. */
export function listSteps(folder = stepsFolder()): KeptStep[] {
  const steps = entriesOf(folder)
    .filter((machine) => MACHINE.test(machine))
    .flatMap((machine) =>
      entriesOf(join(folder, machine)).flatMap((file) => {
        const key = STEP.exec(file)?.[1];
        const path = join(folder, machine, file);
        const found = key === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
        return key && found?.isFile() ? [{ machine, key, path, bytes: found.size, used: found.mtimeMs }] : [];
      }),
    );
  return steps.sort((a, b) => b.used - a.used);
}

/** Removes all steps of a cache folder. @returns how many they were, and their bytes */
export function clearSteps(folder = stepsFolder()): { count: number; bytes: number } {
  const steps = listSteps(folder);
  for (const step of steps) removeStep(step);
  return { count: steps.length, bytes: totalBytes(steps) };
}

/** Removes the steps that were used longest ago until the others fit. */
export function pruneSteps(folder: string, most = MOST_BYTES): void {
  let left = most;
  for (const step of listSteps(folder)) {
    left -= step.bytes;
    if (left < 0) removeStep(step);
  }
}

export const totalBytes = (steps: readonly KeptStep[]): number => steps.reduce((sum, { bytes }) => sum + bytes, 0);

function removeStep({ path }: Pick<KeptStep, 'path'>): void {
  for (const file of [path, aboutOf(path)]) rmSync(file, { force: true });
}

/** The file beside a step that says what it is. */
export const aboutOf = (path: string): string => path.replace(/\.step$/, '.json');

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
