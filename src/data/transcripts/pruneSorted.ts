import { readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { SORTED_FILES } from './sortedFolder';

/** The most that sorted transcripts may take on the disk, in bytes: some forty sections of 40 million; those used longest ago go first (ours). */
const MOST_BYTES = 20 * 2 ** 30;
/** Folders that are made here: of a table's digest, or under way. */
const OWN = /^([0-9a-f]{32}|\.partial-\d+-.*)$/;
/** Milliseconds in which nothing is removed: another process may be at it (ours). */
const FRESH = 24 * 60 * 60 * 1000;

/** Notes that sorted transcripts are used. */
export function touchSorted(folder: string): void {
  try {
    utimesSync(join(folder, SORTED_FILES.facts), new Date(), new Date());
  } catch {
    // A cache that others keep may be read only: it is theirs to clear.
  }
}

/** Removes what was used longest ago until the rest fits, and what sorting left behind that did not end. */
export function pruneSorted(folder: string, most = MOST_BYTES, now = Date.now()): void {
  const own = readdirSync(folder).filter((name) => OWN.test(name));
  const kept = own.map((name) => {
    const path = join(folder, name);
    const used = statSync(join(path, SORTED_FILES.facts), { throwIfNoEntry: false }) ?? statSync(path);
    return { path, used: used.mtimeMs, partial: name.startsWith('.partial-'), bytes: sizeOf(path) };
  });
  let left = most;
  for (const { path, used, partial, bytes } of kept.sort((a, b) => b.used - a.used)) {
    left -= bytes;
    if ((partial || left < 0) && now - used > FRESH) rmSync(path, { recursive: true, force: true });
  }
}

const sizeOf = (folder: string): number =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
