import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The project's root. */
export const ROOT = resolve(__dirname, '..', '..');

/** Where the set-up remembers what it has done. */
export const STAMPS = join(ROOT, '.cache', 'setup');

export const VENV = join(ROOT, '.venv');

const windows = process.platform === 'win32';

/** A program of the virtual environment: python, jupyter, pip. */
export function venvProgram(name: string): string {
  return windows ? join(VENV, 'Scripts', `${name}.exe`) : join(VENV, 'bin', name);
}

/** A JavaScript command of an installed package, run by this Node: avoids shells and .cmd files. */
export function packageScript(...parts: string[]): string {
  const path = join(ROOT, 'node_modules', ...parts);
  if (!existsSync(path)) throw new Error(`${path} is missing: run npm ci`);
  return path;
}
