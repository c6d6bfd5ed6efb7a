import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { categorical, readH5ad, valuesOf, writeH5ad } from '../../../src/data';
import { summarize } from '../../golden/h5adSummary';
import { example } from './example';

const root = join(__dirname, '..', '..', '..');
const python = process.env.TISSUEBOOK_PYTHON ?? join(root, '.venv', 'bin', 'python');
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-roundtrip-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Python reads the file with anndata, says what is in it, and writes it again. */
const SCRIPT = `
import json, sys, warnings
import anndata, numpy, pandas
warnings.simplefilter('ignore')
anndata.settings.allow_write_nullable_strings = True
a = anndata.read_h5ad(sys.argv[1])
def column(c):
    return [None if pandas.isna(v) else v.item() if hasattr(v, 'item') else v for v in c]
said = {
    'shape': list(a.shape), 'x': a.X.toarray().tolist(), 'xType': str(a.X.dtype),
    'types': {n: str(a.obs[n].dtype) for n in a.obs}, 'obs': {n: column(a.obs[n]) for n in a.obs},
    'ordered': bool(a.obs['level'].cat.ordered), 'chosen': a.var['chosen'].tolist(),
    'spatial': a.obsm['spatial'].tolist(), 'frame': a.obsm['frame']['u'].tolist(), 'near': a.obsp['near'].toarray().tolist(),
    'raw': list(a.raw.shape), 'uns': sorted(a.uns), 'polluted': int(a.uns['__proto__']['polluted']),
    'yes': bool(a.uns['yes']), 'yesType': type(a.uns['yes']).__name__, 'grid': a.uns['grid'].tolist(),
    'records': [list(map(str, r)) for r in a.uns['records'].tolist()],
}
a.write_h5ad(sys.argv[2], compression='gzip', convert_strings_to_categoricals=False)
print(json.dumps(said))
`;

describe.skipIf(!existsSync(python))(`anndata in Python (${python})`, () => {
  it('opens what was written, and what it writes is read back the same', async () => {
    const [ours, theirs] = [join(folder, 'ours.h5ad'), join(folder, 'theirs.h5ad')];
    await writeH5ad(example(), ours);
    const said = JSON.parse(execFileSync(python, ['-c', SCRIPT, ours, theirs], { encoding: 'utf8' }));
    expect(said).toMatchObject({
      shape: [5, 3],
      x: [
        [1, 0, 2],
        [0, 0, 0],
        [0, 3, 0],
        [4, 5, 6],
        [0, 0, 0.5],
      ],
      xType: 'float64',
      types: {
        type: 'category',
        level: 'category',
        cluster: 'category',
        area: 'float64',
        count: 'int64',
        maybeCount: 'Int64',
        tumour: 'bool',
        maybe: 'boolean',
        note: 'object',
        maybeNote: 'category',
      },
      obs: {
        type: ['b', 'a', null, 'b', 'a'],
        level: ['low', 'high', 'low', 'low', 'mid'],
        cluster: [7, 3, 7, null, 3],
        area: [1.5, 2.5, null, 4.5, 5.5],
        count: [1, 2, 2 ** 40, 4, 5],
        maybeCount: [1, null, 3, 4, 5],
        tumour: [true, false, true, true, false],
        maybe: [true, null, false, true, null],
        note: ['täxt', 'α', '', 'a/b', '<b>'],
        maybeNote: ['x', null, '', 'y', 'z'],
      },
      ordered: true,
      chosen: [true, false, true],
      spatial: [
        [0, 0],
        [1, 0],
        [0, 1],
        [5, 5],
        [6, 5],
      ],
      frame: [1, 2, 3, 4, 5],
      near: [
        [0, 1, 0, 0, 0],
        [1, 0, 0, 0, 0],
        [0, 0, 0, 2, 0],
        [0, 0, 2, 0, 0],
        [0, 0, 0, 0, 0],
      ],
      raw: [5, 3],
      uns: ['__proto__', 'grid', 'many', 'names', 'nested', 'ratio', 'records', 'table', 'title', 'vector', 'yes'],
      polluted: 1,
      yes: true,
      yesType: 'bool',
      grid: [
        [1, 2],
        [3, 4],
      ],
      records: [
        ['1', 'one'],
        ['3', 'drëi'],
      ],
    });
    // Python makes categories of text with missing values; what was written here is text again here.
    expect(summarize(await readH5ad(ours))).toEqual(summarize(example()));
    const wanted = example();
    wanted.obs.set('maybeNote', categorical(valuesOf(wanted.obs.get('maybeNote')) as (string | null)[]));
    expect(summarize(await readH5ad(theirs))).toEqual(summarize(wanted));
  });
});
