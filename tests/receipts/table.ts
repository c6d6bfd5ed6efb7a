import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { howMuch } from '../../src/receipts/compareReceipts';
import type { Digest } from '../../src/receipts/digest';
import type { Digests } from './digests';

const PATH = join(__dirname, '..', 'fixtures', 'receipts.json');

/** The table that every machine must come to. */
export function readTable(): Digests {
  const table = JSON.parse(readFileSync(PATH, 'utf8')) as Record<
    string,
    Record<string, [string, string, Digest['sample']]>
  >;
  return mapped(table, ([hash, form, sample]) => ({ hash, form, sample }));
}

/** Writes the table, a line for each verb. */
export function writeTable(digests: Digests): void {
  const lines = Object.entries(mapped(digests, ({ hash, form, sample }) => JSON.stringify([hash, form, sample]))).map(
    ([name, of]) => `  ${JSON.stringify(name)}: {\n${Object.entries(of).map(([line, text]) => `    ${JSON.stringify(line)}: ${text}`).join(',\n')}\n  }`, // prettier-ignore
  );
  writeFileSync(PATH, `{\n${lines.join(',\n')}\n}\n`);
}

/** In what digests differ from the table: a sentence for each line, with by how much. Lines that were not run count for nothing. */
export function differencesFrom(table: Digests, digests: Digests): string[] {
  return Object.entries(digests).flatMap(([name, lines]) =>
    Object.entries(lines).flatMap(([line, digest]) => {
      const known = table[name]?.[line];
      if (digest.hash === 'failed') return [`${name}: ${line} failed: ${digest.form}`];
      if (!known) return [`${name}: ${line} is not in the table.`];
      return known.hash === digest.hash ? [] : [`${name}: ${line} came out otherwise: ${howMuch(known, digest)}.`];
    }),
  );
}

function mapped<A, B>(
  table: Record<string, Record<string, A>>,
  of: (value: A) => B,
): Record<string, Record<string, B>> {
  const entries = Object.entries(table).map(([name, lines]) => [
    name,
    Object.fromEntries(Object.entries(lines).map(([line, value]) => [line, of(value)])),
  ]);
  return Object.fromEntries(entries) as Record<string, Record<string, B>>;
}
