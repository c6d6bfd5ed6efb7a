import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../data/datasets/pythonCommand';

let found: string | undefined;

/** The version of the library that this file belongs to. */
export function version(): string {
  return (found ??= read(packageRoot(__dirname)));
}

function read(root: string | undefined): string {
  if (root === undefined) return 'unknown';
  return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
}
