import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type AnnData, MuData, readH5mu, writeH5mu } from '../../../src/data';
import { summarize } from '../../golden/h5adSummary';
import { example } from './example';
import { citeSeq } from './muDataExample';

const root = join(__dirname, '..', '..', '..');
const python = process.env.TISSUEBOOK_PYTHON ?? join(root, '.venv', 'bin', 'python');
const usable = existsSync(python) && spawnSync(python, ['-c', 'import mudata']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-mudata-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Python reads the file with mudata, where a warning is an error, says what is in it, and writes it again. */
const SCRIPT = `
import json, sys, warnings
import numpy as np
with warnings.catch_warnings():
    warnings.simplefilter('ignore')
    import mudata
mudata.set_options(pull_on_update=False)
warnings.simplefilter('error')
warnings.filterwarnings('ignore', category=DeprecationWarning)
warnings.filterwarnings('ignore', message='.*_names are not unique')
warnings.filterwarnings('ignore', category=FutureWarning)
m = mudata.read_h5mu(sys.argv[1])
dense = lambda x: (x.toarray() if hasattr(x, 'toarray') else np.asarray(x)).tolist()
said = {
    'shape': list(m.shape), 'axis': int(m.axis), 'order': list(m.mod), 'cells': list(m.obs_names), 'features': list(m.var_names),
    'obsmap': {k: np.ravel(v).tolist() for k, v in m.obsmap.items()}, 'varmap': {k: np.ravel(v).tolist() for k, v in m.varmap.items()},
    'masks': {k: np.ravel(m.obsm[k]).tolist() for k in m.mod}, 'maskType': str(np.asarray(m.obsm['rna']).dtype),
    'batch': list(map(str, m.obs['batch'])), 'umap': dense(m.obsm['X_umap']), 'near': dense(m.obsp['near']), 'title': m.uns['title'],
    'x': {k: dense(a.X) for k, a in m.mod.items()}, 'types': [str(a.X.dtype) for a in m.mod.values()],
    'subset': [list(a.obs_names) for a in m[['c3', 'c0']].mod.values()],
}
m.write_h5mu(sys.argv[2])
print(json.dumps(said))
`;

/** mudata turns text with missing values into categories when it writes. */
function some(): AnnData {
  const adata = example();
  adata.obs.delete('maybeNote');
  return adata;
}

describe.skipIf(!usable)(`mudata in Python (${python})`, () => {
  it('opens what was written without a warning, and what it writes is read back the same', async () => {
    const [ours, theirs] = [join(folder, 'ours.h5mu'), join(folder, 'theirs.h5mu')];
    const mdata = citeSeq();
    await writeH5mu(mdata, ours);
    const said = JSON.parse(execFileSync(python, ['-c', SCRIPT, ours, theirs], { encoding: 'utf8' }));
    expect(said).toEqual({
      shape: [5, 5],
      axis: 0,
      order: ['rna', 'prot'],
      cells: ['c0', 'c1', 'c2', 'c3', 'c4'],
      features: ['g0', 'g1', 'CD3', 'CD4', 'g1'],
      obsmap: { rna: [1, 2, 3, 4, 0], prot: [3, 0, 2, 1, 4] },
      varmap: { rna: [1, 2, 0, 0, 0], prot: [0, 0, 1, 2, 3] },
      masks: { rna: [true, true, true, true, false], prot: [true, false, true, true, true] },
      maskType: 'bool',
      batch: ['s1', 's2', 's1', 'nan', 's2'],
      umap: [[0, 1], [2, 3], [4, 5], [6, 7], [8, 9]], // prettier-ignore
      near: [[0, 1, 0, 0, 0], [1, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 2], [0, 0, 0, 2, 0]], // prettier-ignore
      title: 'five cells',
      x: {
        rna: [[1, 0], [0, 2], [0, 0], [3, 4]], // prettier-ignore
        prot: [[0.5, 1.5, 30], [2.5, 3.5, 20], [4.5, 5.5, 0], [6.5, 7.5, 40]], // prettier-ignore
      },
      types: ['float64', 'float64'],
      subset: [['c3', 'c0'], ['c3', 'c0']], // prettier-ignore
    });
    const back = await readH5mu(theirs);
    expect(back.toString()).toBe(mdata.toString());
    for (const [name, adata] of back.mod) expect(summarize(adata)).toEqual(summarize(mdata.modality(name)));
  });

  it('opens modalities with every kind of part', async () => {
    const [ours, theirs] = [join(folder, 'all.h5mu'), join(folder, 'all-theirs.h5mu')];
    await writeH5mu(new MuData({ mod: { one: some(), two: some() } }), ours, { compression: 'gzip' });
    const script = `import sys, warnings; warnings.simplefilter('ignore'); import anndata, mudata
anndata.settings.allow_write_nullable_strings = True
mudata.set_options(pull_on_update=False)
mudata.read_h5mu(sys.argv[1]).write_h5mu(sys.argv[2])`;
    execFileSync(python, ['-c', script, ours, theirs]);
    const back = await readH5mu(theirs);
    for (const adata of back.mod.values()) expect(summarize(adata)).toEqual(summarize(some()));
  });
});
