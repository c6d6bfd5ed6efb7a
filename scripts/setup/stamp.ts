import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { STAMPS } from './paths';

/** A digest of files and folders (their names and contents) and of plain strings. */
export function digest(files: readonly string[], ...strings: string[]): string {
  const hash = createHash('sha256');
  for (const file of files.flatMap(filesUnder).sort()) hash.update(`\0${file}\0`).update(readFileSync(file));
  for (const string of strings) hash.update(`\0${string}`);
  return hash.digest('hex');
}

function filesUnder(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !['node_modules', 'lib', 'dist', 'build', '__pycache__'].includes(entry.name))
    .flatMap((entry) => filesUnder(join(path, entry.name)));
}

/** True when the step was last completed for exactly this digest. */
export function isStamped(step: string, value: string): boolean {
  const file = join(STAMPS, step);
  return existsSync(file) && readFileSync(file, 'utf8') === value;
}

/** Remembers that the step is complete for this digest. */
export function stamp(step: string, value: string): void {
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(join(STAMPS, step), value);
}
