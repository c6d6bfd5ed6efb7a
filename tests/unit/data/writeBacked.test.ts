import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnnData, type BackedAnnData, DenseMatrix, readH5ad, SparseMatrix, Table, writeH5ad } from '../../../src/data';
import { log1p, normalizeTotal } from '../../../src/prepare';
import { receiptsOf } from '../../../src/receipts';
import { Random } from '../../../src/random';
import { summarize } from '../../golden/h5adSummary';
import { example } from './example';

const python = process.env.TISSUEBOOK_PYTHON ?? join(__dirname, '..', '..', '..', '.venv', 'bin', 'python');
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-write-backed-'));
const place = (name: string): string => join(folder, `${name}.h5ad`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** 120 cells x 30 genes of counts in rows, a dense layer, a graph, raw of 40 genes, and marks. */
function counts(): AnnData {
  const draws = new Random(8);
  const sparse = (rows: number, columns: number, least: number): SparseMatrix =>
    SparseMatrix.fromDense(
      DenseMatrix.zeros(rows, columns).map(() => Math.max(0, Math.floor(9 * draws.uniform()) - least)),
    );
  const names = (count: number, stem: string): string[] => Array.from({ length: count }, (_, i) => `${stem}${i}`);
  const X = sparse(120, 30, 4);
  return new AnnData({
    X,
    obs: new Table(names(120, 'c'), [['even', names(120, '').map((_, i) => i % 2 === 0)]]),
    var: new Table(names(30, 'g')),
    layers: [['dense', X.toDense()]],
    obsm: [['spatial', DenseMatrix.zeros(120, 2).map(() => draws.uniform())]],
    obsp: [['near', sparse(120, 120, 7)]],
    raw: { X: sparse(120, 40, 5), var: new Table(names(40, 'r')) },
    uns: new Map([['title', 'counts']]),
  });
}

describe('writing data that stay in their file', () => {
  const whole = counts();
  let backed: BackedAnnData;
  beforeAll(async () => {
    await writeH5ad(whole, place('counts'));
    backed = await readH5ad(place('counts'), { backed: true });
  });

  it.each([undefined, 7])('copies everything, %s cells in a block', async (rows) => {
    await writeH5ad(backed, place('copy'), { ...(rows && { rows }), compression: rows ? 'gzip' : 'none' });
    expect(summarize(await readH5ad(place('copy')))).toEqual(summarize(whole));
  });

  it('copies every kind of column and entry', async () => {
    await writeH5ad(example(), place('example'));
    await writeH5ad(await readH5ad(place('example'), { backed: true }), place('again'), { rows: 2 });
    expect(summarize(await readH5ad(place('again')))).toEqual(summarize(example()));
  });

  const prepare = (block: AnnData): AnnData =>
    log1p(normalizeTotal(block.with({ layers: [['counts', block.matrix()]] }), { targetSum: 50 }));

  it('writes some cells and genes, prepared, as the same done in memory', async () => {
    const selection = { obs: [100, 3, 4, 5, 90, 17], var: ['g5', 'g2', 'g29'] };
    const seen: number[] = [];
    await writeH5ad(backed, place('some'), { ...selection, prepare, rows: 4, onProgress: (cells) => seen.push(cells) });
    const want = prepare(whole).subset(selection);
    // A receipt of a step on one block would say nothing of the file; in memory there is one of all cells.
    expect(receiptsOf(want)).toHaveLength(2);
    want.uns.delete('tissuebook_receipts');
    expect(summarize(await readH5ad(place('some')))).toEqual(summarize(want));
    expect(seen).toEqual([4, 6]);
  });

  it('writes a file without cells, and one without X', async () => {
    await writeH5ad(backed, place('none'), { obs: [], prepare });
    const none = await readH5ad(place('none'));
    expect([none.nObs, none.nVars, none.X!.rows, none.raw!.X.columns]).toEqual([0, 30, 0, 40]);
    await writeH5ad(whole.with({ X: undefined, layers: [] }), place('no_x'));
    await writeH5ad(await readH5ad(place('no_x'), { backed: true }), place('no_x_again'), { obs: [1, 0] });
    expect((await readH5ad(place('no_x_again'))).obs.index).toEqual(['c1', 'c0']);
  });

  it('leaves nothing behind when it is stopped, or when blocks do not fit each other', async () => {
    const before = readdirSync(folder);
    const stop = new AbortController();
    const stopped = writeH5ad(backed, place('stopped'), {
      rows: 10,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(stopped).rejects.toMatchObject({ kind: 'aborted' });
    const uneven = (block: AnnData): AnnData => (block.obs.index[0] === 'c10' ? block.with({ layers: [] }) : block);
    await expect(writeH5ad(backed, place('uneven'), { rows: 10, prepare: uneven })).rejects.toMatchObject({
      kind: 'shape-mismatch',
      message: /no \/layers\/dense/ as never,
    });
    const mixed = (block: AnnData): AnnData => (block.obs.index[0] === 'c10' ? block.with({ X: block.X!.toDense() }) : block); // prettier-ignore
    await expect(writeH5ad(backed, place('mixed'), { rows: 10, prepare: mixed })).rejects.toMatchObject({
      message: /30 dense float32 columns after 30 sparse float32/ as never,
    });
    await expect(writeH5ad(backed, join(folder, 'no', 'x.h5ad'))).rejects.toMatchObject({ kind: 'file-not-found' });
    expect(readdirSync(folder)).toEqual(before);
  });

  it.skipIf(!existsSync(python))(
    `is opened by anndata (${python})`,
    async () => {
      const obs = whole.obs.index.map((_, i) => i % 3 > 0);
      await writeH5ad(backed, place('python'), { obs, prepare, rows: 13, compression: 'gzip' });
      const script = `
import anndata, json, sys, warnings
warnings.simplefilter('ignore')
a = anndata.read_h5ad(sys.argv[1])
b = anndata.read_h5ad(sys.argv[1], backed='r')
print(json.dumps([a.X.toarray().tolist(), a.layers['counts'].toarray().tolist(), a.raw.X.toarray().tolist(), a.obsp['near'].toarray().tolist(),
    a.obs['even'].tolist(), list(a.uns), b[10:20].to_memory().X.toarray().tolist()]))`;
      const said = JSON.parse(execFileSync(python, ['-c', script, place('python')], { encoding: 'utf8' }));
      const want = prepare(whole).subset({ obs });
      const rows = (matrix: { toDense(): DenseMatrix }): number[][] =>
        Array.from({ length: matrix.toDense().rows }, (_, i) => [...matrix.toDense().row(i)]);
      expect(said).toEqual([rows(want.X!), rows(want.layers.get('counts')!), rows(want.raw!.X), rows(want.obsp.get('near')!),
      obs.flatMap((kept, i) => (kept ? [i % 2 === 0] : [])), expect.arrayContaining(['title', 'log1p', 'tissuebook_log']), rows(want.X!).slice(10, 20)]); // prettier-ignore
    },
    60_000,
  );
});
