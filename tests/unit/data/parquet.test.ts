import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readParquet, Table, valuesOf } from '../../../src/data';
import { TissuebookError } from '../../../src/errors';
import { damaged, seededDraws } from './damage';

/** Damaged files in all: a fiftieth of TISSUEBOOK_FUZZ where it is set; each takes a thread of its own. */
const FILES = Math.ceil(Number(process.env.TISSUEBOOK_FUZZ ?? 1000) / 50);
const fixtures = join(__dirname, '..', '..', 'fixtures', 'data', 'parquet');
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-parquet-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('readParquet', () => {
  it.each(['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4'])('reads what pandas packed with %s', async (codec) => {
    const table = await readParquet(join(fixtures, `${codec}.parquet`));
    expect([table.length, table.names]).toEqual([300, ['count', 'area', 'kind', 'inside']]);
    const rows = Array.from({ length: 300 }, (_, i) => i);
    expect(table.index).toEqual(rows.map((i) => `r${i}`));
    expect(valuesOf(table.get('count'))).toEqual(rows.map((i) => 3 * i));
    expect(table.get('count')).toMatchObject({ integer: true });
    expect(valuesOf(table.get('area'))).toEqual(rows.map((i) => (i % 7 === 0 ? NaN : i / 4)));
    expect(valuesOf(table.get('kind'))).toEqual(rows.map((i) => (i % 11 === 0 ? null : ['a', 'bé', 'c'][i % 3])));
    expect(valuesOf(table.get('inside'))).toEqual(rows.map((i) => i % 2 === 0));
  });

  it('reads only chosen columns, and takes any as row names', async () => {
    const path = join(fixtures, 'snappy.parquet');
    const table = await readParquet(path, { columns: ['area'], index: 'count' });
    expect([table.names, table.index[2]]).toEqual([['area'], '6']);
    await expect(readParquet(path, { columns: ['none'] })).rejects.toMatchObject({ kind: 'missing-key' });
    await expect(readParquet(path, { index: 'none' })).rejects.toMatchObject({ kind: 'missing-key' });
  });

  it('refuses what is no parquet file, and what takes more memory or time than allowed', async () => {
    const path = join(folder, 'page.parquet');
    writeFileSync(path, '<html> a page that was saved under this name </html>');
    await expect(readParquet(path)).rejects.toMatchObject({ kind: 'corrupt' });
    await expect(readParquet(join(folder, 'none'))).rejects.toMatchObject({ kind: 'file-not-found' });
    const sound = join(fixtures, 'none.parquet');
    await expect(readParquet(sound, { maxBytes: 1000 })).rejects.toMatchObject({ kind: 'too-large' });
    await expect(readParquet(sound, { maxSeconds: 1e-3 })).rejects.toMatchObject({ argument: 'maxSeconds' });
  });

  it('damaged files are read or refused, and the process lives', async () => {
    const draw = seededDraws(3);
    const path = join(folder, 'damaged.parquet');
    for (let i = 0; i < FILES; i++) {
      const bytes = damaged(readFileSync(join(fixtures, `${['none', 'snappy', 'zstd', 'gzip'][i % 4]}.parquet`)), draw);
      writeFileSync(path, bytes);
      const found = await readParquet(path, { maxBytes: 2 ** 26, maxSeconds: 10 }).catch((error: unknown) => error);
      expect(found instanceof Table || found instanceof TissuebookError, `file ${i}: ${String(found)}`).toBe(true);
    }
  }, 900_000);
});
