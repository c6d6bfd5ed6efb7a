import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareNotebooks, readNotebook, type VerifiedCell } from '../../../src/receipts/notebooks';

const folder = mkdtempSync(join(tmpdir(), 'verify-'));
let files = 0;

interface Made {
  count?: number | null;
  text?: string;
  receipts?: unknown;
  fails?: boolean;
}

function notebook(...cells: Made[]): ReturnType<typeof readNotebook> {
  const written = cells.map(({ count = null, text, receipts, fails }) => ({
    cell_type: 'code',
    execution_count: count,
    outputs: [
      ...(text === undefined ? [] : [{ output_type: 'stream', text }]),
      ...(fails ? [{ output_type: 'error', ename: 'Error', evalue: 'no' }] : []),
      ...(receipts === undefined ? [] : [{ output_type: 'display_data', data: {}, metadata: { tissuebook_receipts: receipts } }]), // prettier-ignore
    ],
  }));
  const path = join(folder, `${++files}.ipynb`);
  writeFileSync(path, JSON.stringify({ cells: [{ cell_type: 'markdown', source: 'x' }, ...written] }));
  return readNotebook(path);
}

const receipt = (cell: number, hash: string): object => ({
  ...{ cell, step: 'pca()', options: {}, given: {} },
  made: { 'obsm/X_pca': { hash, form: 'float32 [2, 1]', sample: [1, 2] } },
  by: { tissuebook: '1', node: 'v20', machine: 'linux x64' },
});

const brief = (cells: VerifiedCell[]): unknown[] =>
  cells.map(({ cell, steps, differences, shown }) => [cell, steps, ...differences.map(({ text }) => text), ...shown]);

describe('a notebook that was run again', () => {
  it('is compared cell by cell, by the counts of each run', () => {
    // The receipts of the second cell came with an output of the third.
    const saved = notebook({ count: 4 }, { count: 7 }, { count: 9, receipts: [receipt(7, 'a'), receipt(9, 'b')] });
    const again = notebook({ count: 1 }, { count: 2 }, { count: 3, receipts: [receipt(2, 'a'), receipt(3, 'c')] });
    expect(brief(compareNotebooks(saved, saved))).toEqual([[1, 0], [2, 1], [3, 1]]); // prettier-ignore
    expect(brief(compareNotebooks(saved, again))).toEqual([
      [1, 0],
      [2, 1],
      [3, 1, 'pca made another obsm/X_pca: the 2 values that were kept are the same; others differ.'],
    ]);
  });

  it('differs where it shows something else, but for times, or fails, and not where it had not been run', () => {
    const saved = notebook({ count: 1, text: 'loss 0.5 in 3.2 s' }, { count: 2, text: 'a\nb' }, { count: 3 }, {});
    const again = notebook({ count: 1, text: 'loss 0.5 in 4.9 s' }, { count: 2, text: 'a\nc' }, { count: 3, fails: true }, { count: 4, text: 'new' }); // prettier-ignore
    expect(brief(compareNotebooks(saved, again))).toEqual([
      [1, 0],
      [2, 0, 'It shows "c" where it showed "b".'],
      [3, 0, 'It fails now: Error: no'],
    ]);
  });

  it('may hold strange receipts, which count for none', () => {
    const strange = notebook({ count: 1, receipts: [null, 3, { cell: 1 }, { ...receipt(1, 'a'), given: null }] });
    expect(brief(compareNotebooks(strange, strange))).toEqual([[1, 0]]);
    expect(brief(compareNotebooks(notebook({ count: 1, receipts: 'x' }), strange))).toEqual([[1, 0]]);
  });

  it('is refused where it is none', () => {
    const path = join(folder, 'other.ipynb');
    writeFileSync(path, '{"cells": 3}');
    expect(() => readNotebook(path)).toThrow(/cannot be read as a notebook/);
    expect(() => readNotebook(join(folder, 'none.ipynb'))).toThrow(/there is no file/);
  });
});
