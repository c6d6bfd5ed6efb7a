import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type AnnData,
  type Column,
  readH5ad,
  readZarr,
  Table,
  toColumn,
  type UnsValue,
  valuesOf,
  writeH5ad,
} from '../../../src/data';
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
import anndata, pandas
source, h5ad, zarr = sys.argv[1:]
a = anndata.read_h5ad(source)
def kind(c):
    return 'category of ' + str(c.cat.categories.dtype) if c.dtype.name == 'category' else str(c.dtype)
print(json.dumps({
    'types': {n: kind(a.obs[n]) for n in a.obs},
    'values': {n: [None if pandas.isna(v) else str(v) for v in a.obs[n]] for n in a.obs},
    'uns': {n: str(v.dtype) for n, v in a.uns['arrays'].items()},
    'complex': [str(v) for v in a.uns['complex'].ravel()], 'base': repr(float(a.uns['log1p']['base'])),
    'index': a.obs.index.name, 'cube': list(a.obsm['cube'].shape), 'varm': list(a.raw.varm['loadings'].shape),
}))
a.write_h5ad(h5ad, convert_strings_to_categoricals=False)
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

/** A column as it is in Python's hands: text with missing values is categories there. */
function column(of: Column, throughPython: boolean): unknown {
  if (throughPython && of.kind === 'string' && of.missing?.includes(1) && !of.stored) return { kind: 'categorical', ordered: false, values: valuesOf(of) }; // prettier-ignore
  if (throughPython && of.kind === 'categorical' && !of.stored) return { kind: 'categorical', ordered: of.ordered, values: valuesOf(of) }; // prettier-ignore
  const type = of.kind === 'boolean' ? undefined : of.stored;
  const values = of.kind === 'numeric' ? of.values.constructor.name : undefined;
  const categories = of.kind === 'categorical' ? [of.categories, of.numbers, of.ordered] : undefined;
  return { kind: of.kind, type, array: values, categories, values: valuesOf(of) };
}

function everything(a: AnnData, throughPython: boolean, slashes = true): unknown {
  const table = (of: Table): unknown => [of.indexName, of.index, of.names.filter((name) => slashes || !name.includes('/')).map((name) => [name, column(of.get(name), throughPython)])]; // prettier-ignore
  const sorted = (entries: Iterable<readonly [string, unknown]>): unknown => [...entries].sort(([p], [q]) => (p < q ? -1 : 1)); // prettier-ignore
  const matrices = (of: Iterable<readonly [string, { toDense(): { values: unknown; inner: unknown } }]>): unknown =>
    sorted([...of].map(([name, m]) => [name, [m.toDense().values, m.toDense().inner]] as const));
  const entry = (value: UnsValue): unknown => {
    if (value instanceof Map) return sorted([...value].map(([name, inner]) => [name, entry(inner)] as const));
    if (value instanceof Table) return table(value);
    return value !== null && typeof value === 'object' && 'kind' in value && !['array', 'complex', 'strings', 'records'].includes(value.kind) ? column(toColumn(value as Column), throughPython) : value; // prettier-ignore
  };
  const uns = new Map(a.uns);
  if (throughPython) uns.delete('complex');
  return {
    X: a.X?.toDense().values,
    obs: table(a.obs),
    var: table(a.var),
    matrices: [a.layers, a.obsm, a.varm, a.obsp, a.varp].map(matrices),
    tables: [...a.obsmTables].map(([name, of]) => [name, table(of)]),
    uns: entry(uns),
    raw: a.raw && [a.raw.X.toDense().values, table(a.raw.var), matrices(a.raw.varm ?? [])],
  };
}

describe.skipIf(!existsSync(python))(`data of every type, through Python (${python})`, () => {
  it.each(SEEDS)('are the same after writing, in anndata, and after reading (seed %i)', async (seed) => {
    const data = new EveryType(seed).data();
    const [ours, h5ad, zarr] = ['ours.h5ad', 'theirs.h5ad', 'theirs.zarr'].map((name) => join(folder, `${seed}${name}`)) as [string, string, string]; // prettier-ignore
    const { notices } = await writeH5ad(data, ours);
    expect(notices).toEqual([]);
    const back = await readH5ad(ours);
    expect(everything(back, false)).toEqual(everything(data, false));
    const said = JSON.parse(execFileSync(python, ['-c', SCRIPT, ours, h5ad, zarr], { encoding: 'utf8', maxBuffer: 2 ** 26 })); // prettier-ignore
    expect(said.types).toEqual(typesOf(data.obs));
    for (const name of ['ids', 'unsigned ids', 'ids or none', 'uint64', 'int8 or none']) {
      expect(said.values[name]).toEqual(valuesOf(data.obs.get(name)).map((value) => (value === null ? null : String(value)))); // prettier-ignore
    }
    expect(said).toMatchObject({ complex: ['(1-1j)', '(2+0j)'], base: '2.718281828459045', index: data.obs.indexName ?? null, varm: [7, 2] }); // prettier-ignore
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
