import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AnnData, DenseMatrix, readZarr, SparseMatrix, Table, writeZarr } from '../../../src/data';
import { summarize } from '../../golden/h5adSummary';
import { example } from './example';

const root = join(__dirname, '..', '..', '..');
const python = process.env.TISSUEBOOK_PYTHON ?? join(root, '.venv', 'bin', 'python');
const usable = existsSync(python) && spawnSync(python, ['-c', 'import anndata, zarr']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-write-zarr-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The example without the entries that zarr readers of ours leave out: records. */
function some(): AnnData {
  const adata = example();
  adata.uns.delete('records');
  return adata;
}

const SCRIPT = `
import json, sys, warnings
import numpy, pandas
warnings.simplefilter('ignore')
import anndata
anndata.settings.allow_write_nullable_strings = True
a = anndata.read_zarr(sys.argv[1])
def column(c):
    return [None if pandas.isna(v) else v.item() if hasattr(v, 'item') else v for v in c]
said = {
    'x': a.X.toarray().tolist(), 'xType': str(a.X.dtype), 'types': {n: str(a.obs[n].dtype) for n in a.obs},
    'note': column(a.obs['note']), 'maybeCount': column(a.obs['maybeCount']), 'level': column(a.obs['level']), 'ordered': bool(a.obs['level'].cat.ordered),
    'spatial': a.obsm['spatial'].tolist(), 'near': a.obsp['near'].toarray().tolist(), 'uns': sorted(a.uns), 'grid': a.uns['grid'].tolist(),
    'yes': bool(a.uns['yes']), 'raw': list(a.raw.shape), 'records': [list(map(str, r)) for r in a.uns['records'].tolist()],
}
a.write_zarr(sys.argv[2])
print(json.dumps(said))
`;

describe('writeZarr', () => {
  it.each(['gzip', 'none'] as const)('is read back as it was, packed by %s', async (compression) => {
    const path = join(folder, `${compression}.zarr`);
    const { notices } = await writeZarr(some(), path, { compression });
    expect(notices.every((notice) => /null|written as/.test(notice))).toBe(true);
    const again = await readZarr(path);
    const { uns: ours, ...want } = summarize(some()) as Record<string, unknown> & { uns: Record<string, unknown> };
    const { uns: theirs, ...got } = summarize(again) as typeof want & { uns: Record<string, unknown> };
    expect(got).toEqual(want);
    for (const key of Object.keys(theirs)) expect(theirs[key]).toEqual(ours[key]);
  });

  it('cuts what is large into chunks of whole rows, the last one too', async () => {
    const rows = 70_001;
    const values = Float64Array.from({ length: rows * 40 }, (_, e) => e % 1013);
    const names = Array.from({ length: rows }, (_, i) => `c${i}`);
    const adata = new AnnData({ X: new DenseMatrix(rows, 40, values), obs: new Table(names), var: new Table(names.slice(0, 40)) }); // prettier-ignore
    const path = join(folder, 'large.zarr');
    await writeZarr(adata, path);
    expect(readdirSync(join(path, 'X')).filter((name) => /^\d+\.0$/.test(name))).toHaveLength(2);
    const bytes = (of: ArrayBufferView): Buffer => Buffer.from(of.buffer, of.byteOffset, of.byteLength);
    expect(bytes((await readZarr(path)).X!.values).equals(bytes(values))).toBe(true);
  });

  it('writes data without cells or values', async () => {
    const empty = new AnnData({ X: new SparseMatrix(0, 2, { indptr: Int32Array.of(0), indices: new Int32Array(0), values: new Float32Array(0) }), obs: new Table([]), var: new Table(['a', 'b']) }); // prettier-ignore
    await writeZarr(empty, join(folder, 'empty.zarr'));
    const again = await readZarr(join(folder, 'empty.zarr'));
    expect([again.nObs, again.var.index]).toEqual([0, ['a', 'b']]);
  });

  it('replaces a zarr folder, nothing else, and leaves nothing half-written', async () => {
    const [path, other] = [join(folder, 'twice.zarr'), join(folder, 'other')];
    await writeZarr(some(), path);
    const few = some().subset({ obs: [0, 1] });
    await writeZarr(few, path);
    expect((await readZarr(path)).nObs).toBe(2);
    mkdirSync(other);
    writeFileSync(join(other, 'precious.txt'), 'x');
    await expect(writeZarr(few, other)).rejects.toMatchObject({ kind: 'invalid-argument' });
    expect(readFileSync(join(other, 'precious.txt'), 'utf8')).toBe('x');
    await expect(writeZarr(few, join(folder, 'none', 'a.zarr'))).rejects.toMatchObject({ kind: 'file-not-found' });
    few.uns.set('..', 'out');
    await expect(writeZarr(few, path)).rejects.toMatchObject({ kind: 'invalid-argument', found: '..' });
    expect((await readZarr(path)).nObs).toBe(2);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

describe.skipIf(!usable)(`anndata in Python (${python})`, () => {
  it('opens what was written, and what it writes is read back the same', async () => {
    const [ours, theirs] = [join(folder, 'ours.zarr'), join(folder, 'theirs.zarr')];
    await writeZarr(example(), ours);
    const said = JSON.parse(execFileSync(python, ['-c', SCRIPT, ours, theirs], { encoding: 'utf8' }));
    expect(said).toMatchObject({
      x: [[1, 0, 2], [0, 0, 0], [0, 3, 0], [4, 5, 6], [0, 0, 0.5]],
      xType: 'float64',
      types: { type: 'category', area: 'float64', count: 'int64', maybeCount: 'Int64', tumour: 'bool', maybe: 'boolean' },
      note: ['täxt', 'α', '', 'a/b', '<b>'],
      maybeCount: [1, null, 3, 4, 5],
      level: ['low', 'high', 'low', 'low', 'mid'],
      ordered: true,
      yes: true,
    }); // prettier-ignore
    const again = await readZarr(theirs);
    expect(again.X!.toDense().values).toEqual(example().X!.toDense().values);
    expect(again.obs.names).toEqual(example().obs.names);
  }, 60_000);
});
