import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  AnnData,
  concat,
  coordinates,
  DenseMatrix,
  readH5ad,
  readTable,
  Table,
  type UnsValue,
  valuesOf,
  writeH5ad,
} from '../../../src/data';
import { log1p } from '../../../src/prepare';

const faults = join(__dirname, '..', '..', 'fixtures', 'faults');
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-h5ad-faults-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (name: string): Promise<AnnData> => readH5ad(join(faults, `${name}.h5ad`));

async function written(adata: AnnData, name: string): Promise<{ back: AnnData; notices: readonly string[] }> {
  const { path, notices } = await writeH5ad(adata, join(folder, `${name}.h5ad`));
  return { back: await readH5ad(path), notices };
}

describe('an .h5ad file', () => {
  it('may keep names of categories as nullable text', async () => {
    expect(valuesOf((await read('nullableStringCategories')).obs.get('ct'))).toEqual(['B', 'T', 'B']);
  });

  it('keeps categories that are truth values', async () => {
    const { back } = await written(await read('booleanCategories'), 'flags');
    expect(back.obs.get('b')).toMatchObject({ categories: ['False', 'True'], stored: 'boolean' });
  });

  it('may hold floats of 2 bytes, and numbers with the highest byte first', async () => {
    expect([...(await read('float16')).X!.toDense().values]).toEqual([1.5, 2, 0, -3]);
    const large = await readH5ad(join(faults, 'float16.h5ad'), { backed: true });
    expect([...(await large.X!.readRows(1, 2)).toDense().values]).toEqual([0, -3]);
    const other = await read('bigEndian');
    expect([...other.X!.toDense().values]).toEqual([0, 1, 2, 3, 4, 5]);
    expect(valuesOf(other.obs.get('n'))).toEqual([1, -2, 300]);
    expect([...other.obsm.get('half')!.values]).toEqual([1.5, 2, -3]);
  });

  it('keeps a column that has the name of the index, and that name', async () => {
    for (const adata of [
      await read('indexNameEqualsColumn'),
      (await written(await read('indexNameEqualsColumn'), 'index')).back,
    ]) {
      expect([adata.obs.index, adata.obs.indexName, adata.obs.names]).toEqual([['X1', 'X2'], 'barcode', ['barcode', 'n']]); // prettier-ignore
      expect(valuesOf(adata.obs.get('barcode'))).toEqual(['X1', 'X2']);
    }
    const obs = new Table(['a', 'b'], [['name', ['x', 'y']]], { indexName: 'name' });
    const { back, notices } = await written(new AnnData({ obs, var: new Table([]) }), 'other');
    expect([back.obs.index, back.obs.indexName, valuesOf(back.obs.get('name'))]).toEqual([['a', 'b'], undefined, ['x', 'y']]); // prettier-ignore
    expect(notices.join()).toMatch(/index of \/obs lost its name "name"/);
  });

  it('keeps entries of obsm of three dimensions, with a notice', async () => {
    const adata = await read('obsmThreeDimensions');
    expect(adata.obsm.get('t')).toMatchObject({ columns: 6, inner: [3, 2] });
    expect(adata.notices.join()).toMatch(/3 dimensions \(2 x 3 x 2\)/);
    const { back } = await written(adata.subset({ obs: [1] }), 'cube');
    expect(back.obsm.get('t')).toMatchObject({ rows: 1, inner: [3, 2] });
    expect([...back.obsm.get('t')!.values]).toEqual([6, 7, 8, 9, 10, 11]);
  });

  it('may keep positions as a table in obsm', async () => {
    const { points, source } = coordinates(await read('obsmDataFrame'));
    expect([[...points.values], source]).toEqual([[1, 2, 3, 4], "obsm['spatial']['x'], obsm['spatial']['y']"]);
    const adata = new AnnData({ obs: new Table(['a']), var: new Table([]), obsmTables: [['spatial', new Table(['a'], [['s1', [5]], ['name', ['z']], ['s2', [6]]])]] }); // prettier-ignore
    expect([...coordinates(adata).points.values]).toEqual([5, 6]);
  });

  it('may have raw without features, which are then numbered, and keeps what raw has for each feature', async () => {
    const bare = await read('rawWithoutVar');
    expect(bare.raw!.var.index).toEqual(['0', '1', '2']);
    expect(bare.notices.join()).toMatch(/raw\/var.*numbered from 0/);
    expect((await readH5ad(join(faults, 'rawWithoutVar.h5ad'), { backed: true })).raw!.var.length).toBe(3);
    const { back } = await written(await read('rawWithVarm'), 'varm');
    expect([...back.raw!.varm!.get('PCs')!.values]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('keeps complex numbers', async () => {
    const { back, notices } = await written(await read('complexUns'), 'complex');
    expect([back.uns.get('z'), notices]).toEqual([{ kind: 'complex', shape: [2], real: Float64Array.of(1, 3), imaginary: Float64Array.of(2, -1) }, []]); // prettier-ignore
  });
});

describe('writeH5ad', () => {
  it('keeps columns with a slash in their names, from a file and from a table', async () => {
    const { back, notices } = await written(await read('namesWithSlash'), 'slash');
    expect([back.obs.names, valuesOf(back.obs.get('CD4/CD8')), notices]).toEqual([['CD4/CD8'], [1.5, 2.5], []]);
  });

  it('writes names that HDF5 cannot keep with "_", apart from each other, and says so', async () => {
    const obs = new Table(['a'], [['CD4', [1]], ['CD4/CD8', [2]], ['CD4_CD8', [3]], ['/', [true]], ['', ['t']], ['_index', [7]]]); // prettier-ignore
    const data = new AnnData({ obs, var: new Table([]), obsm: [['a/b', DenseMatrix.zeros(1, 1)], ['a_b', DenseMatrix.zeros(1, 2)]], uns: new Map([['x/y', 1], ['.', 2]]) }); // prettier-ignore
    const { back, notices } = await written(data, 'names');
    expect(back.obs.names.map((name) => [name, valuesOf(back.obs.get(name))[0]])).toEqual([['CD4', 1], ['CD4_CD8_', 2], ['CD4_CD8', 3], ['_', true], ['__', 't'], ['index', 7]]); // prettier-ignore
    expect([...back.obsm].map(([name, { columns }]) => [name, columns])).toEqual([['a_b', 2], ['a_b_', 1]]); // prettier-ignore
    expect([...back.uns]).toEqual([['_', 2], ['x_y', 1]]); // prettier-ignore
    expect(notices).toHaveLength(7);
  });

  it('leaves out what no file can hold, with a notice for each', async () => {
    const odd = new Map<string, UnsValue>([['none', null], ['kept', 1]]); // prettier-ignore
    odd.set('thing', { odd: true } as never);
    const { back, notices } = await written(
      new AnnData({ obs: new Table(['a']), var: new Table([]), uns: odd }),
      'odd',
    );
    expect([[...back.uns.keys()], notices.length]).toEqual([['kept'], 2]);
  });

  it('keeps numbers of uns apart from whole ones of the same value, until they are replaced', async () => {
    const data = new AnnData({ obs: new Table(['a']), var: new Table([]), uns: new Map<string, UnsValue>([['n', { kind: 'array', shape: [], values: Float64Array.of(1), type: 'float' }], ['k', 1]]) }); // prettier-ignore
    const first = (await written(data, 'scalars')).back;
    expect([first.uns.get('n'), first.uns.get('k')]).toEqual([1, 1]);
    const second = (await written(first.with({ uns: new Map(first.uns).set('new', 2) }), 'again')).back;
    const third = (await written(second, 'third')).back;
    const { H5File } = await import('../../../src/data/h5ad/h5File');
    const types = await H5File.use(join(folder, 'third.h5ad'), { maxBytes: 2 ** 20, maxSeconds: 10 }, (file) => ['n', 'k', 'new'].map((name) => file.describe(`/uns/${name}`).type)); // prettier-ignore
    expect([third.uns.get('n'), types]).toEqual([1, [1, 0, 0]]);
  });

  it('writes text with missing values so that every anndata opens it, and reads it as text again', async () => {
    const obs = new Table(['a', 'b', 'c'], [['type', ['B', null, 'B']]]);
    const { back } = await written(new AnnData({ obs, var: new Table([]) }), 'text');
    expect([back.obs.get('type').kind, valuesOf(back.obs.get('type'))]).toEqual(['string', ['B', null, 'B']]);
  });

  it('keeps numbers that were changed beyond their type, as whole numbers of 64 bits', async () => {
    const obs = new Table(['a', 'b'], [['n', { kind: 'numeric', values: Float64Array.of(1, 300), integer: true, stored: 'uint8' }]]); // prettier-ignore
    const { back } = await written(new AnnData({ obs, var: new Table([]) }), 'beyond');
    expect([valuesOf(back.obs.get('n')), back.obs.get('n')]).toMatchObject([[1, 300], { integer: true }]);
    expect(back.obs.get('n')).not.toHaveProperty('stored');
  });

  it('keeps 64-bit ids of a CSV through writing and putting together', async () => {
    const { writeFileSync } = await import('node:fs');
    writeFileSync(join(folder, 'ids.csv'), 'cell,id\na,1606388400003099905\nb,1606388400003099906\n');
    const data = new AnnData({ obs: readTable(join(folder, 'ids.csv')), var: new Table([]) });
    const both = concat([data, data], { keys: ['p', 'q'], indexUnique: '-' });
    const { back } = await written(both, 'ids');
    const ids = ['1606388400003099905', '1606388400003099906'];
    expect([valuesOf(back.obs.get('id')), back.obs.get('id')]).toMatchObject([[...ids, ...ids], { stored: 'int64' }]);
  });
});

describe('log1p', () => {
  it('tells its base, which scanpy up to 1.9.2 looks for', () => {
    const data = new AnnData({ X: DenseMatrix.zeros(1, 1), obs: new Table(['a']), var: new Table(['g']) });
    expect(log1p(data).uns.get('log1p')).toEqual(new Map([['base', Math.E]]));
  });
});
