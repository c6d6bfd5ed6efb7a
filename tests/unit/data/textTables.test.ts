import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { readCsv, readTable, type Table, valuesOf } from '../../../src/data';

const folder = mkdtempSync(join(tmpdir(), 'tissuebook-tables-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const shown = (table: Table): unknown => [table.index, table.names.map((name) => [name, ...valuesOf(table.get(name))])];

describe('names of columns', () => {
  const repeated = 'cell,MATR3,ACTB,MATR3\na,1,3,2\nb,4,6,5\n';

  it('that repeat are kept apart by a number, as in pandas, and a notice says so', () => {
    const table = readTable(file('m.csv', repeated));
    expect(shown(table)).toEqual([['a', 'b'], [['MATR3', 1, 4], ['ACTB', 3, 6], ['MATR3.1', 2, 5]]]); // prettier-ignore
    expect(table.notices.join()).toMatch(/more than once.*MATR3/);
    const matrix = readCsv(file('m2.csv', repeated));
    expect([matrix.var.index, [...matrix.X!.toDense().row(1)]]).toEqual([['MATR3', 'ACTB', 'MATR3.1'], [4, 6, 5]]); // prettier-ignore
    expect(matrix.notices).toHaveLength(1);
  });

  it('do not take a name that another column has', () => {
    const table = readTable(file('taken.csv', 'cell,a,a.1,a,\nx,1,2,3,4\n'));
    expect(table.names).toEqual(['a', 'a.1', 'a.2', 'Unnamed: 4']);
  });

  it('may be one fewer than the values: the first are then row names, as R writes them', () => {
    const table = readTable(file('w.csv', '"A","B"\n"r1",1,2\n"r2",3,4\n'));
    expect(shown(table)).toEqual([['r1', 'r2'], [['A', 1, 3], ['B', 2, 4]]]); // prettier-ignore
    expect(table.notices.join()).toMatch(/one shorter/);
    const spaces = readTable(file('w.txt', '"A" "B"\n"r 1" 1 2\n"r 2" 3 4\n'));
    expect(shown(spaces)).toEqual([['r 1', 'r 2'], [['A', 1, 3], ['B', 2, 4]]]); // prettier-ignore
  });

  it('are not moved by a delimiter at the end of every line', () => {
    const table = readTable(file('trailing.csv', 'cell,x,y\na,1,2,\nb,3,4,\n'));
    expect(shown(table)).toEqual([['a', 'b'], [['x', 1, 3], ['y', 2, 4]]]); // prettier-ignore
  });

  it('of the rows keep their heading', () => {
    const path = file('heading.csv', 'barcode,n\na,1\n');
    expect([readTable(path).indexName, readCsv(path).obs.indexName]).toEqual(['barcode', 'barcode']);
    expect(readTable(file('headless.csv', ',n\na,1\n')).indexName).toBeUndefined();
  });
});

describe('numbers', () => {
  it('of 64 bits stay exact, as text that knows its type', () => {
    const ids = [0, 1, 2].map((i) => 1606388400003099905n + BigInt(i));
    const lines = ids.map((id, i) => `c${i},${id},${id},${2n ** 64n - 1n - BigInt(i)},${i}.5\n`).join('');
    for (const name of ['ids.csv', 'ids.tsv', 'ids.csv.gz']) {
      const text = `,EntityID,gaps,unsigned,x\n${lines}c3,7,NA,3,1\n`.replaceAll(',', name === 'ids.tsv' ? '\t' : ',');
      const table = readTable(file(name, name.endsWith('gz') ? gzipSync(text) : text));
      expect(valuesOf(table.get('EntityID'))).toEqual([...ids.map(String), '7']);
      expect(valuesOf(table.get('gaps'))).toEqual([...ids.map(String), null]);
      expect(table.get('EntityID')).toMatchObject({ kind: 'string', stored: 'int64' });
      expect(table.get('unsigned')).toMatchObject({ stored: 'uint64' });
      expect(table.notices).toHaveLength(3);
    }
    expect(() => readCsv(file('m64.csv', `c,a\nx,${ids[0]}\n`))).toThrow(/beyond 2\^53/);
  });

  it('beyond what float32 holds exactly make a matrix of float64', () => {
    expect([...readCsv(file('large.csv', 'c,a,b\nx,16777217,0.5\n')).X!.values]).toEqual([16777217, 0.5]);
  });

  it('with zeros in front are names, but not in a matrix', () => {
    const path = file('zeros.csv', 'c,patient\na,007\nb,012\n');
    expect(valuesOf(readTable(path).get('patient'))).toEqual(['007', '012']);
    expect(readTable(path).notices.join()).toMatch(/zeros in front/);
    expect([...readCsv(path).X!.values]).toEqual([7, 12]);
  });

  it('may have spaces around them and infinity and missing ones in every spelling of pandas and R', () => {
    const values = ['  8.6', '17.6 ', 'inf', '-Inf', '+Infinity', '1.#INF', ' NA', '<NA>', 'n/a', '#N/A', '1.#QNAN', 'nan', '']; // prettier-ignore
    const table = readTable(file('padded.csv', `c,v\n${values.map((value, i) => `r${i},${value}\n`).join('')}`));
    expect(valuesOf(table.get('v'))).toEqual([8.6, 17.6, Infinity, -Infinity, Infinity, Infinity, ...Array.from({ length: 7 }, () => NaN)]); // prettier-ignore
    expect([...readCsv(file('p.csv', '"","S1","S2"\n"P1","  8.6","410.7"\n"P2"," 17.6","  1.0"\n')).X!.toDense().column(1)]).toEqual([410.7, 1].map(Math.fround)); // prettier-ignore
  });
});

describe('what stands between values', () => {
  it.each([
    ['e.csv', 'cell;f\na;1,5\nb;2,5\n', {}, /semicolon-separated with decimal commas/],
    ['plain.csv', 'cell;f\na;1.5\nb;2.5\n', {}, /semicolon-separated\./],
    ['s.txt', 'cell f\na 1.5\nb   2.5\n', {}, /space-separated/],
    ['aligned.txt', '  cell     f\n     a   1.5\n     b   2.5\n', {}, /space-separated/],
    ['commas.txt', 'cell,f\na,1.5\nb,2.5\n', {}, /comma-separated/],
    ['tabs.csv', 'cell\tf\na\t1,5\nb\t2,5\n', {}, /tabulator-separated with decimal commas/],
    ['bars.csv', 'cell|f\na|1.5\nb|2.5\n', {}, /bar-separated/],
    ['said.csv', 'cell;f\na;1,5\nb;2,5\n', { delimiter: ';', decimal: ',' as const }, /^$/],
  ])('is found out for %s, and said in a notice', (name, content, options, notice) => {
    const table = readTable(file(name, content), options);
    expect(shown(table)).toEqual([['a', 'b'], [['f', 1.5, 2.5]]]);
    expect(table.notices.join()).toMatch(notice);
  });

  it('is what is usual where that fits: commas within text and spaces within names part nothing', () => {
    const table = readTable(file('usual.tsv', 'cell\tnote; x\na\tp; q\nb\tr, s; t\n'));
    expect([table.names, valuesOf(table.get('note; x')), table.notices]).toEqual([['note; x'], ['p; q', 'r, s; t'], []]); // prettier-ignore
    expect(shown(readTable(file('single.csv', 'cell type\nT cell\nB cell\n')))).toEqual([['T cell', 'B cell'], []]);
    expect(valuesOf(readTable(file('thousand.tsv', 'c\tv\na\t1,234\nb\t5,678\n')).get('v'))).toEqual([
      '1,234',
      '5,678',
    ]);
  });

  it('may be commas and decimal commas beside columns with points, but thousands stay text', () => {
    const table = readTable(file('mixed.csv', 'c;a;b;t\nx;0,5;0.25;1.234\ny;1,5;0.5;2.345\n'));
    expect(shown(table)).toEqual([['x', 'y'], [['a', 0.5, 1.5], ['b', 0.25, 0.5], ['t', '1.234', '2.345']]]); // prettier-ignore
  });

  it('does not hide lines of another length: the message says how the file was read', () => {
    expect(() => readTable(file('uneven.csv', 'a;b;c\n1;2;3\n4;5\n'), { delimiter: ';' })).toThrow(/semicolon-separated, has 3 columns, but 2 values in row 2.*delimiter.*comment/); // prettier-ignore
  });
});

describe('text', () => {
  const words = 'cell,type\na,Übergang µ\nb,é\n';
  const wanted = [['a', 'b'], [['type', 'Übergang µ', 'é']]]; // prettier-ignore

  it.each([
    ['utf16le.csv', Buffer.from(`\ufeff${words}`, 'utf16le'), /UTF-16/],
    ['utf16be.csv', Buffer.from(`\ufeff${words}`, 'utf16le').swap16(), /UTF-16/],
    ['unmarked.csv', Buffer.from(words, 'utf16le'), /UTF-16/],
    ['latin1.csv.gz', gzipSync(Buffer.from(words, 'latin1')), /Latin-1/],
    ['mark.csv', Buffer.from(`\ufeff${words}`), /^$/],
  ])('is read from %s', (name, bytes, notice) => {
    const table = readTable(file(name, bytes));
    expect(shown(table)).toEqual(wanted);
    expect(table.notices.join()).toMatch(notice);
  });

  it('of comments above the names is passed over, and the names may be the last such line', () => {
    const plain = readTable(file('comments.csv', '# made by x\n# on Monday, late\ncell,n\na,1\n'));
    expect([shown(plain), plain.notices]).toEqual([[['a'], [['n', 1]]], ['2 lines of comments.csv that begin with # were passed over.']]); // prettier-ignore
    expect(shown(readTable(file('names.tsv', '##meta\n#cell\tn\na\t1\n')))).toEqual([['a'], [['n', 1]]]);
    expect(shown(readTable(file('later.csv', 'cell,n\na,1\n% b\nc,2\n'), { comment: '%' }))).toEqual([['a', 'c'], [['n', 1, 2]]]); // prettier-ignore
  });

  it.each([
    ['page.csv', '<!DOCTYPE html><html></html>', /web page.*link/],
    ['pointer.csv', 'version https://git-lfs.github.com/spec/v1\noid sha256:1\n', /Git LFS.*git lfs pull/],
    ['book.csv', 'PK\x03\x04 workbook', /zip archive.*CSV/],
    ['inside.csv.gz', gzipSync('PK\x03\x04'), /zip archive/],
    ['zeros.csv', 'a,b\n\0\0\0,\x01\n', /zero bytes/],
  ])('is not read from what is no text: %s', (name, content, message) => {
    expect(() => readTable(file(name, content))).toThrow(message);
  });
});
