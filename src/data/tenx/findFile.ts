import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The file of a folder that has one of some names, also packed (.gz) and, as GEO names files of a series, behind a prefix
 * ("GSM123_barcodes.tsv.gz"); the first name counts first, and a name without a prefix more than one with it. Undefined where
 * there is none, or only several with prefixes.
 */
export function findFile(folder: string, names: readonly string[], prefix?: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const there = readdirSync(folder).sort();
  for (const name of names) {
    const wanted = [`${prefix ?? ''}${name}`, `${prefix ?? ''}${name}.gz`];
    const plain = there.find((file) => wanted.includes(file));
    if (plain) return join(folder, plain);
    const prefixed = prefix === undefined ? there.filter((file) => wanted.some((end) => file.endsWith(`_${end}`))) : [];
    if (prefixed.length === 1) return join(folder, prefixed[0]!);
  }
  return undefined;
}
