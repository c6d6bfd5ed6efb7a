import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  AnnData,
  categorical,
  concat,
  DenseMatrix,
  readH5ad,
  SparseMatrix,
  Table,
  valuesOf,
  writeH5ad,
} from '../../../src/data';

const root = join(__dirname, '..', '..', '..');
const python = process.env.TISSUEBOOK_PYTHON ?? join(root, '.venv', 'bin', 'python');
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-concat-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function part(rows: number[][], genes: string[], cells: string[], sparse: boolean): AnnData {
  const X = DenseMatrix.fromRows(rows);
  const obs = new Table(cells, [
    ['type', categorical(cells.map((_, i) => ['b', genes[0]!, 'a'][i % 3]!))],
    ['area', Float64Array.from(cells, (_, i) => i + 0.5)],
    [`only${cells.length}`, cells.map((_, i) => i)],
  ]);
  return new AnnData({
    X: sparse ? SparseMatrix.fromDense(X) : X,
    obs,
    var: new Table(genes, [
      ['long', genes.map((gene) => `gene ${gene}`)],
      ['place', genes.map((_, j) => j)],
    ]),
    layers: [['counts', X]],
    obsm: [['spatial', DenseMatrix.fromRows(cells.map((_, i) => [i, -i]))]],
    uns: new Map([['note', 'x']]),
  });
}

const a = (sparse: boolean): AnnData => part([[1, 2, 3], [4, 5, 6]], ['g1', 'g2', 'g3'], ['c1', 'c2'], sparse); // prettier-ignore
const b = (sparse: boolean): AnnData => part([[7, 8], [9, 10], [0, 11]], ['g3', 'g1'], ['c1', 'd2', 'd3'], sparse); // prettier-ignore

/** A matrix as rows; NaN as null, as JSON has it. */
const rows = (adata: AnnData): (number | null)[][] => {
  const x = adata.X!.toDense();
  return adata.obs.index.map((_, i) => Array.from(x.row(i), (value) => (Number.isNaN(value) ? null : value)));
};

const SCRIPT = `
import json, sys, anndata, pandas
parts = [anndata.read_h5ad(p) for p in sys.argv[2:4]]
c = anndata.concat(parts, join=sys.argv[1], label='from', keys=['p', 'q'], index_unique='-', merge='same')
def column(s):
    return [None if pandas.isna(v) else v.item() if hasattr(v, 'item') else v for v in s]
x = c.X.toarray() if hasattr(c.X, 'toarray') else c.X
print(json.dumps({
    'cells': list(c.obs_names), 'genes': list(c.var_names), 'x': [[None if v != v else v for v in r] for r in x.tolist()],
    'sparse': hasattr(c.X, 'toarray'), 'obs': {n: column(c.obs[n]) for n in c.obs}, 'var': sorted(c.var), 'layers': list(c.layers),
    'spatial': c.obsm['spatial'].tolist(),
}))
`;

describe('concat', () => {
  for (const join_ of ['inner', 'outer'] as const) {
    for (const [first, second] of [
      [true, true],
      [false, false],
      [true, false],
    ] as const) {
      // prettier-ignore
      it.skipIf(!existsSync(python))(`puts data together as anndata (${join_}, sparse ${first}, ${second})`, async () => {
        const paths = ['a', 'b'].map((name) => join(folder, `${name}.h5ad`));
        await writeH5ad(a(first), paths[0]!);
        await writeH5ad(b(second), paths[1]!);
        const said = JSON.parse(execFileSync(python, ['-W', 'ignore', '-c', SCRIPT, join_, ...paths], { encoding: 'utf8' })); // prettier-ignore
        const parts = [await readH5ad(paths[0]!), await readH5ad(paths[1]!)];
        const found = concat(parts, { join: join_, label: 'from', keys: ['p', 'q'], indexUnique: '-' });
        const order = said.genes.map((gene: string) => found.var.index.indexOf(gene));
        expect(order).not.toContain(-1);
        const same = found.subset({ var: order });
        expect({
          cells: same.obs.index,
          genes: same.var.index,
          x: rows(same),
          sparse: same.X instanceof SparseMatrix,
          obs: Object.fromEntries(same.obs.names.map((n) => [n, valuesOf(same.obs.get(n)).map((v) => (Number.isNaN(v) ? null : v))])), // prettier-ignore
          // anndata drops columns of var from an outer join; ours keeps what all agree on.
          var: join_ === 'inner' ? same.var.names : [],
          layers: [...same.layers.keys()],
          spatial: rows(same.with({ X: same.obsm.get('spatial')!, var: new Table(['x', 'y']), layers: [] })),
        }).toEqual(said);
      });
    }
  }

  it('leaves the data alone and says what it left out', () => {
    const [one, two] = [a(true), b(false)];
    const found = concat([one, two]);
    expect(one.obs.names).toEqual(['type', 'area', 'only2']);
    expect(found.notices.join()).toMatch(/uns/);
    expect(found.var.names).toEqual(['long']);
    expect(found.obs.index).toEqual(['c1', 'c2', 'c1', 'd2', 'd3']);
  });

  it('refuses nothing, keys that do not fit, and feature names that repeat', () => {
    const refused = expect.objectContaining({ kind: 'invalid-argument' });
    expect(() => concat([])).toThrowError(refused);
    expect(() => concat([a(true), b(true)], { keys: ['x', 'x'] })).toThrowError(refused);
    const twice = part([[1, 2]], ['g', 'g'], ['c'], false);
    expect(() => concat([twice, a(true)])).toThrowError(/"g" is there twice/);
  });
});
