import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AnnData, DenseMatrix, readH5ad, SparseMatrix, Table, writeH5ad } from '../../../src/data';
import { summarize } from '../../golden/h5adSummary';
import { example } from './example';

const folder = mkdtempSync(join(tmpdir(), 'tissuebook-h5ad-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('readH5ad and writeH5ad', () => {
  it.each(['none', 'gzip'] as const)('give back every part as it was (compression %s)', async (compression) => {
    const path = join(folder, `${compression}.h5ad`);
    await writeH5ad(example(), path, { compression });
    expect(summarize(await readH5ad(path))).toEqual(summarize(example()));
  });

  it('replace a file only by a whole one, and leave nothing else behind', async () => {
    const path = join(folder, 'kept.h5ad');
    await writeH5ad(example(), path);
    const before = readFileSync(path);
    const broken = example();
    broken.uns.set('cut', 'a text\0cut off');
    await expect(writeH5ad(broken, path)).rejects.toMatchObject({ kind: 'invalid-argument' });
    broken.uns.delete('cut');
    broken.obsm.set('short', DenseMatrix.zeros(1, 1));
    await expect(writeH5ad(broken, path)).rejects.toMatchObject({ kind: 'shape-mismatch' });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it('write large matrices in pieces', async () => {
    const [rows, columns] = [3_000, 6_000];
    const values = Float32Array.from({ length: rows * columns }, (_, i) => i % 1013);
    const names = (n: number): string[] => Array.from({ length: n }, (_, i) => String(i));
    const adata = new AnnData({
      X: new DenseMatrix(rows, columns, values),
      obs: new Table(names(rows)),
      var: new Table(names(columns)),
    });
    const path = join(folder, 'large.h5ad');
    await writeH5ad(adata, path);
    expect((await readH5ad(path)).X!.values.every((value, i) => value === i % 1013)).toBe(true);
  });

  it('refuse to take more memory than allowed', async () => {
    const path = join(folder, 'none.h5ad');
    await expect(readH5ad(path, { maxBytes: 300 })).rejects.toMatchObject({ kind: 'too-large', argument: 'maxBytes' });
  });

  it('name a file or a folder that is not there', async () => {
    await expect(readH5ad(join(folder, 'absent.h5ad'))).rejects.toMatchObject({ kind: 'file-not-found' });
    await expect(writeH5ad(example(), join(folder, 'absent', 'x.h5ad'))).rejects.toMatchObject({
      kind: 'file-not-found',
    });
    await expect(readH5ad(folder)).rejects.toMatchObject({ kind: 'not-hdf5' });
  });

  it('say when a page was saved under the name of a file', async () => {
    const path = join(folder, 'page.h5ad');
    writeFileSync(path, '<html>404</html>');
    await expect(readH5ad(path)).rejects.toMatchObject({ kind: 'not-hdf5' });
  });

  const root = process.getuid?.() === 0;
  it.skipIf(root)(`refuse a file that may not be read${root ? ': root may read every file' : ''}`, async () => {
    const path = join(folder, 'secret.h5ad');
    await writeH5ad(example(), path);
    chmodSync(path, 0);
    await expect(readH5ad(path)).rejects.toMatchObject({ kind: 'file-not-found' });
  });

  it('keep whole numbers in matrices exact', async () => {
    const path = join(folder, 'exact.h5ad');
    const X = new SparseMatrix(1, 1, {
      indptr: Int32Array.of(0, 1),
      indices: Int32Array.of(0),
      values: Float64Array.of(2 ** 31 + 1),
    });
    await writeH5ad(new AnnData({ X, obs: new Table(['a']), var: new Table(['g']) }), path);
    expect((await readH5ad(path)).X!.values[0]).toBe(2 ** 31 + 1);
  });
});
