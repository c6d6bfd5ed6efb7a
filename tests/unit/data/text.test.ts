import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { readCsv, readTable, type Table, valuesOf } from '../../../src/data';

const folder = mkdtempSync(join(tmpdir(), 'tissuebook-text-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const column = (table: Table, name: string): unknown[] => valuesOf(table.get(name));

describe('readTable', () => {
  const text = '\ufeffpatient,age,dead,"site, side",note,dose\r\np1,61,TRUE,"a ""b""",,1e-3\r\np2,,false,"two\nlines",x,.5\r\np3,7,True,<b>,NA,-2\r\n'; // prettier-ignore

  it('reads numbers, truth values, quoted text, and what is missing', () => {
    const table = readTable(file('patients.csv', text));
    expect(table.index).toEqual(['p1', 'p2', 'p3']);
    expect(table.names).toEqual(['age', 'dead', 'site, side', 'note', 'dose']);
    expect(column(table, 'age')).toEqual([61, NaN, 7]);
    expect(column(table, 'dead')).toEqual([true, false, true]);
    expect(column(table, 'site, side')).toEqual(['a "b"', 'two\nlines', '<b>']);
    expect(column(table, 'note')).toEqual([null, 'x', null]);
    expect(column(table, 'dose')).toEqual([0.001, 0.5, -2]);
  });

  it('reads tabulators, gzip, lines without a header, and names rows by any column', () => {
    const tabs = file('t.tsv.gz', gzipSync('a\tb\tc\n1\tx\t2\n3\ty\t4\n'));
    const table = readTable(tabs, { index: 'b' });
    expect([table.index, column(table, 'a'), column(table, 'c')]).toEqual([['x', 'y'], [1, 3], [2, 4]]); // prettier-ignore
    const plain = readTable(file('plain.csv', 'r1;2\nr2;3\n'), { delimiter: ';', header: false });
    expect([plain.index, plain.names]).toEqual([['r1', 'r2'], ['column2']]);
  });

  it('keeps identifiers that only look like numbers apart from numbers', () => {
    const table = readTable(file('ids.csv', 'n,a,b\n1,1e5x,0x10\n2,12,7\n'));
    expect(column(table, 'a')).toEqual(['1e5x', '12']);
    expect(column(table, 'b')).toEqual(['0x10', '7']);
  });

  it.each([
    ['uneven.csv', 'a,b\n1,2,3\n1,2\n', 'corrupt'],
    ['open.csv', 'a,b\n"1,2\n', 'corrupt'],
    ['empty.csv', '', 'corrupt'],
    ['broken.csv.gz', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]), 'corrupt'],
  ])('refuses %s', (name, content, kind) => {
    expect(() => readTable(file(name, content))).toThrowError(expect.objectContaining({ kind }));
  });

  it('refuses what is not there, and more than it may take, packed too', () => {
    const path = file('large.csv.gz', gzipSync('a,b\n' + '1,2\n'.repeat(100_000)));
    expect(() => readTable(path, { maxBytes: 10_000 })).toThrowError(expect.objectContaining({ kind: 'too-large' }));
    expect(() => readTable(join(folder, 'none.csv'))).toThrowError(expect.objectContaining({ kind: 'file-not-found' }));
    expect(() => readTable(path, { index: 'z' })).toThrowError(expect.objectContaining({ kind: 'missing-key' }));
  });
});

describe('readCsv', () => {
  it('reads a matrix of cells and features', () => {
    const adata = readCsv(file('x.csv', 'cell,g1,g2\nc1,1,0\nc2,0.5,\n'));
    expect([adata.obs.index, adata.var.index]).toEqual([['c1', 'c2'], ['g1', 'g2']]); // prettier-ignore
    expect([...adata.X!.values]).toEqual([1, 0, 0.5, NaN]);
  });
  it('refuses text', () => {
    expect(() => readCsv(file('y.csv', 'cell,g1\nc1,high\n'))).toThrowError(/"g1".*holds string values/);
  });
});
