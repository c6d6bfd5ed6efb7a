import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AnnData, type BackedAnnData, type Matrix, readH5ad, summarizeBlocks, writeH5ad } from '../../../src/data';
import { TissuebookError } from '../../../src/errors';
import { log1p, normalizeTotal } from '../../../src/prepare';
import { damaged, seededDraws } from './damage';
import { example } from './example';

const python = process.env.TISSUEBOOK_PYTHON ?? join(__dirname, '..', '..', '..', '.venv', 'bin', 'python');
const fixtures = join(__dirname, '..', '..', 'fixtures', 'golden', 'h5ad');
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-backed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The same 300 x 40 counts dense, in rows and in columns, packed, in chunks that no block fits; columns out of order. */
const SCRIPT = `
import anndata, h5py, numpy as np, sys
from scipy import sparse
rng = np.random.default_rng(4)
x = rng.poisson(0.4, (300, 40)).astype(np.float32)
for name, values in (('dense', x), ('csr', sparse.csr_matrix(x)), ('csc', sparse.csc_matrix(x)), ('csc_int', sparse.csc_matrix(x.astype(np.int64)))):
    a = anndata.AnnData(values, layers={'twice': values * 2})
    a.obs['place'] = np.arange(300)
    a.obsm['spatial'] = rng.normal(size=(300, 2))
    a.write_h5ad(f'{sys.argv[1]}/{name}.h5ad', compression='gzip')
with h5py.File(f'{sys.argv[1]}/dense.h5ad', 'a') as f:
    attributes = dict(f['X'].attrs)
    del f['X']
    f.create_dataset('X', data=x, chunks=(7, 11), compression='gzip').attrs.update(attributes)
with h5py.File(f'{sys.argv[1]}/csc.h5ad', 'a') as f:
    g = f['X']
    start, end = g['indptr'][0], g['indptr'][1]
    for part in ('indices', 'data'):
        values = g[part][:]
        values[start:end] = values[start:end][::-1]
        g[part][:] = values
`;

const values = (x: Matrix | undefined): number[] => [...x!.toDense().values];

describe.skipIf(!existsSync(python))(`data that stay in their file, written by anndata (${python})`, () => {
  beforeAll(() => {
    execFileSync(python, ['-W', 'ignore', '-c', SCRIPT, folder]);
  }, 60_000);

  describe.each([
    ['dense', 7],
    ['csr', 1],
    ['csc', 1],
    ['csc_int', 1],
  ])('%s', (name, chunkRows) => {
    let whole: AnnData;
    let backed: BackedAnnData;
    beforeAll(async () => {
      whole = await readH5ad(join(folder, `${name}.h5ad`));
      backed = await readH5ad(join(folder, `${name}.h5ad`), { backed: true });
    });

    it('knows its shape, annotations and layout without reading X', () => {
      expect([backed.nObs, backed.nVars, backed.X!.chunkRows]).toEqual([300, 40, chunkRows]);
      expect(name).toContain(backed.X!.format);
      expect(backed.obsm.get('spatial')).toEqual(whole.obsm.get('spatial'));
      expect(backed.toString()).toMatch(/BackedAnnData: 300 cells x 40 features\n {2}X: .*in the file/);
    });

    it.each([undefined, 13, 64, 1000])('gives the same cells block by block (%s in a block)', async (rows) => {
      let at = 0;
      for await (const { from, to, data } of backed.blocks(rows, { layers: ['twice'] })) {
        const cells = Array.from({ length: to - from }, (_, i) => from + i);
        const want = whole.subset({ obs: cells });
        expect(from).toBe(at);
        expect(data.obs.index).toEqual(want.obs.index);
        expect(values(data.X)).toEqual(values(want.X));
        expect(values(data.layers.get('twice'))).toEqual(values(want.layers.get('twice')));
        expect(data.obsm.get('spatial')).toEqual(want.obsm.get('spatial'));
        at = to;
      }
      expect(at).toBe(300);
    });

    it('gives chosen cells and features in the order that was asked for', async () => {
      for (const [obs, features] of [
        [[299, 3, 4, 5, 3, 120], undefined],
        [undefined, [39, 0, 7]],
        [
          [250, 0, 1],
          [5, 4, 30],
        ],
        [[], [2]],
        [[1], []],
      ]) {
        const selection = { ...(obs && { obs }), ...(features && { var: features }) };
        const [got, want] = [await backed.subset(selection), whole.subset(selection)];
        expect(values(got.X)).toEqual(values(want.X));
        expect(got.X!.constructor).toBe(want.X!.constructor);
        expect([got.obs.index, got.var.index]).toEqual([want.obs.index, want.var.index]);
        expect(values(got.layers.get('twice'))).toEqual(values(want.layers.get('twice')));
      }
      for await (const { from, data } of backed.blocks(100, { var: ['7', '2'] })) {
        expect(values(data.X)).toEqual(values(whole.subset({ obs: Array.from({ length: 100 }, (_, i) => from + i), var: ['7', '2'] }).X)); // prettier-ignore
      }
    });

    it('finds totals, counts, means and variances in one pass, also of prepared blocks', async () => {
      const raw = await summarizeBlocks(backed, { rows: 77 });
      const x = whole.X!.toDense();
      const totals = whole.obs.index.map((_, i) => [...x.row(i)].reduce((sum, value) => sum + value, 0));
      expect(raw.obs.get('total_counts')).toMatchObject({ values: Float64Array.from(totals) });
      expect(raw.var.get('n_cells_by_counts')).toMatchObject({
        values: Float64Array.from({ length: 40 }, (_, j) => x.column(j).filter((value) => value > 0).length),
      });
      const prepare = (data: AnnData): AnnData => log1p(normalizeTotal(data, { targetSum: 100 }));
      const { var: found } = await summarizeBlocks(backed, { rows: 90, prepare });
      const want = prepare(whole).X!.toDense();
      for (let j = 0; j < 40; j++) {
        const column = [...want.column(j)];
        const mean = column.reduce((sum, value) => sum + value, 0) / 300;
        const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 299;
        expect((found.get('means') as { values: Float64Array }).values[j]).toBeCloseTo(mean, 10);
        expect((found.get('variances') as { values: Float64Array }).values[j]).toBeCloseTo(variance, 10);
      }
    });
  });

  it('gathers rows from columns in several passes when memory is short', async () => {
    const whole = await readH5ad(join(folder, 'csc.h5ad'));
    const short = await readH5ad(join(folder, 'csc.h5ad'), { backed: true, maxBytes: 120_000 });
    const found: number[] = [];
    for await (const { data } of short.blocks(10)) found.push(...values(data.X));
    expect(found).toEqual(values(whole.X));
  });

  it('damaged files are opened and read, or refused', async () => {
    const draw = seededDraws(11);
    const path = join(folder, 'damaged.h5ad');
    for (let i = 0; i < 60; i++) {
      writeFileSync(path, damaged(readFileSync(join(folder, `${['dense', 'csr', 'csc'][i % 3]}.h5ad`)), draw));
      const all = async (): Promise<void> => {
        const data = await readH5ad(path, { backed: true, maxBytes: 2 ** 26, maxSeconds: 1 });
        for await (const block of data.blocks(100)) expect(block.data.nObs).toBeLessThanOrEqual(100);
      };
      const wrong = await all().catch((error: unknown) => error);
      expect(wrong === undefined || wrong instanceof TissuebookError, `file ${i}: ${String(wrong)}`).toBe(true);
    }
  });
});

describe('a backed AnnData', () => {
  it.each([
    'csr_empty_rows',
    'csr_int64',
    'dense_chunked',
    'everything',
    'legacy_06',
    'no_x',
    'zero_columns',
    'zero_rows',
  ])('gives of %s.h5ad what reading all of it gives', async (name) => {
    const file = join(fixtures, `${name}.h5ad`);
    const [whole, data] = [await readH5ad(file), await readH5ad(file, { backed: true })];
    const all = await data.subset({});
    expect(all.X?.constructor).toBe(whole.X?.constructor);
    expect(whole.X ? values(all.X) : all.X).toEqual(whole.X ? values(whole.X) : undefined);
    expect(all.uns).toEqual(whole.uns);
    expect([data.raw?.var.index, data.obs.names, [...data.layers.keys()]]).toEqual([whole.raw?.var.index, whole.obs.names, [...whole.layers.keys()]]); // prettier-ignore
    let cells = 0;
    for await (const block of data.blocks(5)) cells += block.data.nObs;
    expect(cells).toBe(whole.nObs);
  });

  const path = join(folder, 'example.h5ad');
  beforeAll(() => writeH5ad(example(), path));

  it('keeps obsp and raw in the file too, and gives rows of them', async () => {
    const data = await readH5ad(path, { backed: true });
    const { obsp, raw } = example();
    expect(values(await data.obsp.get('near')!.takeRows([3, 0]))).toEqual(values(obsp.get('near')!.takeRows([3, 0])));
    expect(values(await data.raw!.X.readRows(1, 4))).toEqual(values(raw!.X.takeRows([1, 2, 3])));
  });

  it('gives new columns along with every block', async () => {
    const data = await readH5ad(path, { backed: true });
    data.obs.set('score', Float64Array.of(1, 2, 3, 4, 5));
    for await (const { from, data: block } of data.blocks(2)) {
      expect(block.column('score')).toMatchObject({ values: Float64Array.of(1, 2, 3, 4, 5).slice(from, from + 2) });
    }
  });

  it('refuses rows, columns, layers and block sizes that are not there', async () => {
    const data = await readH5ad(path, { backed: true });
    await expect(data.X!.readRows(3, 6)).rejects.toMatchObject({ kind: 'invalid-argument', argument: 'rows' });
    await expect(data.X!.readRows(0, 1, [3])).rejects.toMatchObject({ kind: 'invalid-argument', argument: 'columns' });
    await expect(data.subset({}, { layers: ['x'] })).rejects.toMatchObject({ kind: 'missing-key' });
    await expect(data.subset({ obs: ['nobody'] })).rejects.toMatchObject({ kind: 'missing-key' });
    await expect(data.blocks(0).next()).rejects.toMatchObject({ kind: 'invalid-argument', argument: 'rows' });
  });

  it('stops when it is told to, and reads no more once it is closed', async () => {
    const data = await readH5ad(path, { backed: true });
    const blocks = data.blocks(1, { signal: AbortSignal.abort() });
    await expect(blocks.next()).rejects.toMatchObject({ kind: 'aborted' });
    data.close();
    await expect(data.X!.readRows(0, 1)).rejects.toMatchObject({
      kind: 'invalid-argument',
      message: /closed/ as never,
    });
  });

  it('notices that another file took the place of the one that was opened', async () => {
    const data = await readH5ad(path, { backed: true });
    utimesSync(path, new Date(0), new Date(0));
    await expect(data.X!.readRows(0, 1)).rejects.toMatchObject({ kind: 'corrupt', message: /was changed/ as never });
    rmSync(path);
    await expect(data.X!.readRows(0, 1)).rejects.toMatchObject({ kind: 'file-not-found' });
  });

  it('holds every call to its limits, and names a filter that it cannot read when it is opened', async () => {
    const large = join(fixtures, 'everything.h5ad');
    const found = await readH5ad(large, { backed: true, maxSeconds: 1e-3 }).catch((error: unknown) => error);
    expect(found).toMatchObject({ kind: 'corrupt', argument: 'maxSeconds' });
    const zstd = readH5ad(join(__dirname, '..', '..', 'fixtures', 'faults', 'zstd.h5ad'), { backed: true });
    await expect(zstd).rejects.toMatchObject({ kind: 'unsupported-filter', message: /zstd/ as never });
  });
});
