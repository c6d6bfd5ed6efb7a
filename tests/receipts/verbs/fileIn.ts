import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string | undefined;

/** The path of a file in a folder that is removed at the end; holds a text where one is given. */
export function fileIn(name: string, text?: string): string {
  if (folder === undefined) {
    const made = (folder = mkdtempSync(join(tmpdir(), 'receipts-')));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  }
  const path = join(folder, name);
  if (text !== undefined) writeFileSync(path, text);
  return path;
}
