import { lstatSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import * as modules from 'node:module';
import { join } from 'node:path';
import { cacheFolder } from '../src/cacheFolder';
import { INTO, SHARED } from './sharedModules';
import { asAtStart, startThrifty } from './thrift';

/** After this long a kernel has loaded what a notebook needs first; later ones are mostly ended by force. Ours; in milliseconds. */
const FLUSH_MS = 45_000;
const OTHERS_MAY_WRITE = 0o022;

/** Of Node 22 on. */
interface CompileCache {
  enableCompileCache?(folder: string): unknown;
  flushCompileCache?(): void;
}

/**
 * Keeps what V8 makes of modules for the next kernels of this user: a third of a start goes into compiling the compiler and the library.
 * NODE_COMPILE_CACHE names another folder, NODE_DISABLE_COMPILE_CACHE=1 turns it off. What is kept is program text in another form: a folder in
 * which others can write is not used.
 */
function keepCompiledModules(): void {
  const { enableCompileCache, flushCompileCache } = modules as CompileCache;
  if (!enableCompileCache) return;
  const folder = process.env[INTO] || process.env.NODE_COMPILE_CACHE || ownFolder();
  if (folder === undefined) return;
  enableCompileCache(folder);
  if (!flushCompileCache) return;
  let kept = false;
  const keep = (): void => {
    if (!kept) asAtStart(flushCompileCache);
    kept = true;
  };
  setTimeout(keep, FLUSH_MS).unref();
  process.on('exit', keep);
}

/** The folder in the cache, if it can be had and is this user's alone. */
function ownFolder(): string | undefined {
  const folder = join(cacheFolder(), 'compiled');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = statSync(folder);
    const mine = process.getuid === undefined || (uid === process.getuid() && (mode & OTHERS_MAY_WRITE) === 0);
    if (mine) linkShared(folder);
    return mine ? folder : undefined;
  } catch {
    // A home that cannot be written to: the start takes as long as the first one.
    return undefined;
  }
}

/**
 * Lets the user's folder point to what is shared. Node.js names its folders after version, processor and flags, and after the user who wrote
 * them. Shared program text is trusted like this file: where both have one owner, and no other can write.
 */
function linkShared(folder: string): void {
  if (!process.getuid) return;
  try {
    const { uid, mode } = statSync(SHARED);
    if (uid !== statSync(__filename).uid || (mode & OTHERS_MAY_WRITE) !== 0) return;
    for (const name of readdirSync(SHARED)) {
      const link = join(folder, name.replace(/-\d+$/, `-${process.getuid()}`));
      const there = lstatSync(link, { throwIfNoEntry: false });
      if (there && !there.isSymbolicLink()) continue;
      // It may be of an installation that is gone.
      if (there) rmSync(link);
      symlinkSync(join(SHARED, name), link);
    }
  } catch {
    // Nothing is shared, or another kernel of this user makes the same link.
  }
}

startThrifty();
keepCompiledModules();
