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

/** The folder of files to take in place of fetching them, as a USB stick in a workshop: TISSUEBOOK_MIRROR, if it is set. */
export function mirrorFolder(): string | undefined {
  const named = process.env['TISSUEBOOK_MIRROR'];
  return named ? resolve(expandHome(named)) : undefined;
}

/** A path with a leading ~ replaced by the user's home. */
export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}
