import { mkdirSync, statSync } from 'node:fs';
import * as modules from 'node:module';
import { join } from 'node:path';
import { cacheFolder } from '../src/cacheFolder';
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
  const folder = process.env.NODE_COMPILE_CACHE || ownFolder();
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
    return mine ? folder : undefined;
  } catch {
    // A home that cannot be written to: the start takes as long as the first one.
    return undefined;
  }
}

startThrifty();
keepCompiledModules();
