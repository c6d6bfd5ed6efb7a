import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../scripts/setup/paths';

const read = (...path: string[]): string => readFileSync(join(ROOT, ...path), 'utf8');

describe('docs/errors.md', () => {
  it('explains every kind of error, in the order of the type, and no other', () => {
    const [, type] = /export type ErrorKind =([^;]*);/.exec(read('src', 'errors.ts'))!;
    const kinds = [...type!.matchAll(/'([a-z0-9-]+)'/g)].map(([, kind]) => kind!);
    const rows = [...read('docs', 'errors.md').matchAll(/^\| `([a-z0-9-]+)` \| (.+) \| (.+) \|$/gm)];
    expect(kinds.length).toBeGreaterThan(10);
    expect(rows.map(([, kind]) => kind)).toEqual(kinds);
    for (const [, kind, meaning, advice] of rows)
      expect(Math.min(meaning!.length, advice!.length), kind).toBeGreaterThan(15);
  });
});
