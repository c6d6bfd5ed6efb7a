import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Where scripts/pageModule.ts has written both: dist/page beside dist/kernel. */
const FOLDER = path.join(__dirname, '..', '..', 'page');

/** The renderer of figures for pages without our extension, as ECMAScript modules. */
export interface PageModule {
  /** What each widget brings. */
  loader: string;
  /** What it asks for, once for a page. */
  bytes: Uint8Array;
  digest: string;
}

let read: PageModule | undefined;

/** The renderer of figures; undefined where it was not built. */
export function pageModule(): PageModule | undefined {
  const [loader, renderer] = ['loader.js', 'figure.js'].map((name) => path.join(FOLDER, name)) as [string, string];
  if (!read && existsSync(loader) && existsSync(renderer)) {
    const bytes = readFileSync(renderer);
    const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    read = { loader: readFileSync(loader, 'utf8'), bytes, digest };
  }
  return read;
}
