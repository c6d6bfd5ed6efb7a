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
const faults = join(__dirname, '..', '..', 'fixtures', 'faults');
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

  it.each([
    ['rangeIndex', ['5', '6', '7'], undefined],
    ['rangeIndexStep', ['10', '7', '4'], 'spot'],
    ['multiIndex', ['A_1', 'A_2', 'B_1'], undefined],
    ['namedIndex', ['p', 'q'], 'barcode2'],
    ['types', ['1606388400003099905', '1606388400003099907'], 'id'],
  ])('names rows as pandas has them: %s', async (name, index, indexName) => {
    const table = await readParquet(join(faults, `${name}.parquet`));
    expect([table.index, table.indexName]).toEqual([index, indexName]);
    const some = await readParquet(join(faults, `${name}.parquet`), { columns: table.names.slice(0, 1) });
    expect([some.index, some.names]).toEqual([index, table.names.slice(0, 1)]);
  });

  it('keeps the levels of an index with several as columns, with a notice', async () => {
    const table = await readParquet(join(faults, 'multiIndex.parquet'));
    expect(valuesOf(table.get('slide'))).toEqual(['A', 'A', 'B']);
    expect(valuesOf(table.get('cell'))).toEqual([1, 2, 1]);
    expect(table.notices.join()).toMatch(/slide, cell/);
  });

  it('keeps numbers of every type exact, and says where it cannot', async () => {
    const table = await readParquet(join(faults, 'types.parquet'));
    const values = Object.fromEntries(table.names.map((name) => [name, valuesOf(table.get(name))]));
    expect(values).toEqual({
      i64: ['1606388400003099905', '1606388400003099906'],
      u64: ['18446744073709551615', '1'],
      u32: [4294967295, 1],
      u8: [255, 1],
      i8: [-128, 1],
      f32: [Math.fround(0.1), 1],
      nullable: [255, null],
      gap64: ['1606388400003099905', null],
      flag: [true, false],
      when: ['2026-11-28T01:02:03.123456789Z', '2026-01-01T00:00:00.000Z'],
      kind: ['b', 'a'],
    });
    expect(table.get('kind').kind).toBe('categorical');
    const types = ['i64', 'u64', 'u32', 'u8', 'i8', 'f32', 'nullable'].map((name) => (table.get(name) as { stored?: string }).stored); // prettier-ignore
    expect(types).toEqual(['int64', 'uint64', 'uint32', 'uint8', 'int8', 'float32', 'uint8']);
    expect(table.notices.join()).toMatch(/"i64".*"u64".*"gap64".*"kind".*order/);
    const others = await readParquet(join(faults, 'decimals.parquet'));
    expect(valuesOf(others.get('large'))).toEqual(['9223372036854775808', '5']);
    expect(valuesOf(others.get('half'))).toEqual([1.5, -2]);
    expect(others.notices.join()).toMatch(/"price".*30 digits/);
  });

  it('refuses a column name that repeats by name', async () => {
    await expect(readParquet(join(faults, 'repeatedName.parquet'))).rejects.toThrow(/column "a" more than once/);
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
