import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readH5ad, readZarr, type Table, valuesOf, writeH5ad } from '../../../src/data';
import { everything } from './everything';
import { EveryType } from './everyType';

const root = join(__dirname, '..', '..', '..');
const python = process.env.TISSUEBOOK_PYTHON ?? join(root, '.venv', 'bin', 'python');
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-every-type-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const SEEDS = Array.from({ length: Number(process.env.TISSUEBOOK_FUZZ ?? 3) }, (_, seed) => seed);

/** anndata says the types and values of obs, and writes the data again as .h5ad and as zarr. */
const SCRIPT = `
import json, sys, warnings
warnings.simplefilter('ignore')
import anndata, h5py, pandas
from anndata.io import write_elem
source, h5ad, zarr = sys.argv[1:4]
a = anndata.read_h5ad(source)
def kind(c):
    return 'category of ' + str(c.cat.categories.dtype) if c.dtype.name == 'category' else str(c.dtype)
print(json.dumps({
    'types': {n: kind(a.obs[n]) for n in a.obs},
    'values': {n: [None if pandas.isna(v) else str(v) for v in a.obs[n]] for n in a.obs},
    'uns': {n: str(v.dtype) for n, v in a.uns['arrays'].items()},
    'complex': [str(v) for v in a.uns['complex'].ravel()], 'base': repr(float(a.uns['log1p']['base'])),
    'index': a.obs.index.name, 'ordered': str(h5py.File(source)['obs/labels'].attrs['ordered'].dtype), 'cube': list(a.obsm['cube'].shape), 'varm': list(a.raw.varm['loadings'].shape),
}))
a.write_h5ad(h5ad, convert_strings_to_categoricals=False, compression=[None, 'lzf', 'gzip'][int(sys.argv[4]) % 3])
with h5py.File(h5ad, 'r+') as f:
    if 'X' not in f:
        write_elem(f, 'X', None)
a.uns.pop('complex')
# zarr has no names with a slash
frames = [a.obs, a.var, a.obsm['frame'], a.uns['table']]
for frame in frames:
    frame.drop(columns=[n for n in frame if '/' in n], inplace=True)
raw = a.raw.to_adata()
raw.var.drop(columns=[n for n in raw.var if '/' in n], inplace=True)
a.raw = raw
a.write_zarr(zarr, convert_strings_to_categoricals=False)
`;

describe.skipIf(!existsSync(python))(`data of every type, through Python (${python})`, () => {
  it.each(SEEDS)('are the same after writing, in anndata, and after reading (seed %i)', async (seed) => {
    const data = new EveryType(seed).data();
    const [ours, h5ad, zarr] = ['ours.h5ad', 'theirs.h5ad', 'theirs.zarr'].map((name) => join(folder, `${seed}${name}`)) as [string, string, string]; // prettier-ignore
    const { notices } = await writeH5ad(data, ours);
    expect(notices).toEqual([]);
    const back = await readH5ad(ours);
    expect(everything(back, false)).toEqual(everything(data, false));
    const said = JSON.parse(execFileSync(python, ['-c', SCRIPT, ours, h5ad, zarr, String(seed)], { encoding: 'utf8', maxBuffer: 2 ** 26 })); // prettier-ignore
    expect(said.types).toEqual(typesOf(data.obs));
    for (const name of ['ids', 'unsigned ids', 'ids or none', 'uint64', 'int8 or none']) {
      expect(said.values[name]).toEqual(valuesOf(data.obs.get(name)).map((value) => (value === null ? null : String(value)))); // prettier-ignore
    }
    expect(said).toMatchObject({ complex: ['(1-1j)', '(2+0j)'], base: '2.718281828459045', index: data.obs.indexName ?? null, ordered: 'bool', varm: [7, 2] }); // prettier-ignore
    expect(said.cube).toEqual([data.nObs, 3, 2]);
    expect(said.uns).toEqual({ int8: 'int8', int16: 'int16', int32: 'int32', int64: 'int64', uint8: 'uint8', uint16: 'uint16', uint32: 'uint32', uint64: 'uint64', float16: 'float16', float32: 'float32', float64: 'float64', wide: 'int64', widest: 'uint64', flags: 'bool' }); // prettier-ignore
    expect(everything(await readH5ad(h5ad), true)).toEqual(everything(data, true));
    expect(everything(await readZarr(zarr), true, false)).toEqual(everything(data, true, false));
  }, 120_000); // prettier-ignore
});

/** What pandas calls the types of the columns. */
function typesOf(table: Table): Record<string, string> {
  const nullable = (type: string): string => type.replace(/^u/, 'U').replace(/int/, (found) => (type.startsWith('u') ? 'Int' : found)).replace(/^i/, 'I'); // prettier-ignore
  const fixed: Record<string, string> = { ids: 'int64', 'unsigned ids': 'uint64', 'ids or none': 'Int64', flag: 'bool', 'flag or none': 'boolean', text: 'object', 'text or none': 'category of object', labels: 'category of object', flags: 'category of bool', clusters: 'category of int64', small: 'category of uint8', resolutions: 'category of float64', thirds: 'category of float32', large: 'category of int64', 'whole float64': 'float64', 'CD4/CD8': 'float64', 'CD4/flag': 'bool' }; // prettier-ignore
  return Object.fromEntries(
    table.names.map((name) => [
      name,
      fixed[name] ?? (name.endsWith(' or none') ? nullable(name.split(' ')[0]!) : name),
    ]),
  );
}
