import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * The folder for downloaded data and what was measured once: the one given, else TISSUEBOOK_CACHE, else tissuebook in XDG_CACHE_HOME,
 * else ~/.cache/tissuebook.
 */
export function cacheFolder(given?: string): string {
  const named = given ?? process.env['TISSUEBOOK_CACHE'];
  if (named) return resolve(expandHome(named));
  const caches = process.env['XDG_CACHE_HOME'];
  return join(caches ? resolve(caches) : join(homedir(), '.cache'), 'tissuebook');
}

/** A path with a leading ~ replaced by the user's home. */
export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}
