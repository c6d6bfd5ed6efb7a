import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { expandHome } from '../../cacheFolder';
import { TissuebookError } from '../../errors';

/** Files of one cohort at most (ours). */
const MOST = 100_000;

/**
 * Files by path or pattern, in sorted order: * stands for any text without a slash, ? for one character.
 *
 * @throws TissuebookError 'file-not-found' where nothing is found
 */
export function findFiles(where: string, pattern: string): string[] {
  const path = resolve(expandHome(pattern));
  const found = /[*?]/.test(path) ? match(path) : existsSync(path) ? [path] : [];
  if (found.length === 0) {
    throw new TissuebookError('file-not-found', `${where}: there is no file ${pattern}.`, {
      argument: 'source',
      found: pattern,
      advice: "Patterns look like '/shared/tumors/*.h5ad'; they are relative to the folder of the notebook.",
    });
  }
  if (found.length > MOST) throw new TissuebookError('too-large', `${where}: ${pattern} stands for ${found.length} files.`, { argument: 'source', found: found.length }); // prettier-ignore
  return found;
}

/** Goes into the folders that fit, level by level. */
function match(pattern: string): string[] {
  const root = dirname(pattern.slice(0, pattern.search(/[*?]/)) + 'x');
  const names = pattern.slice(root.length).split(sep).filter(Boolean);
  let found = [root];
  for (const [level, name] of names.entries()) {
    const fits = new RegExp(
      `^${name
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.')}$`,
      's',
    );
    const last = level === names.length - 1;
    found = found.flatMap((folder) =>
      readdirSync(folder, { withFileTypes: true })
        // A name that begins with a dot is meant only by one that does: files under way are such.
        .filter((entry) => fits.test(entry.name) && entry.name.startsWith('.') <= name.startsWith('.'))
        .filter((entry) => last || entry.isDirectory())
        .map((entry) => join(folder, entry.name)),
    );
  }
  return found.sort();
}
