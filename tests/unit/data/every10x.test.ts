import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AnnData, DenseMatrix, read10xH5, read10xMtx, SparseMatrix, Table, valuesOf, writeH5ad } from '../../../src/data'; // prettier-ignore
import { Random } from '../../../src/random';

const root = join(__dirname, '..', '..', '..');
const python = process.env.TISSUEBOOK_PYTHON ?? join(root, '.venv', 'bin', 'python');
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-every-10x-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Counts as Cell Ranger 3 and 2 keep them in HDF5 and as text, in several types of numbers and kinds of compression. */
const SCRIPT = `
import gzip, json, os, sys, warnings
warnings.simplefilter('ignore')
import anndata, h5py, numpy as np
from scipy import io, sparse
source, folder, number, compression, shuffle = sys.argv[1:]
a = anndata.read_h5ad(source)
m = sparse.csc_matrix(a.X.T)
m.sort_indices()
how = dict(compression=compression if compression != 'none' else None, shuffle=shuffle == 'true', chunks=True)
def counts(g):
    g.create_dataset('data', data=m.data.astype(number), **how)
    g.create_dataset('indices', data=m.indices.astype('i8'), **how)
    g.create_dataset('indptr', data=m.indptr.astype('i8'), **how)
    g.create_dataset('barcodes', data=np.array(list(a.obs_names), 'S'), **how)
    g['shape'] = np.array(m.shape, 'i4')
texts = lambda values: np.char.encode(np.array(list(values), 'U'), 'utf8')
with h5py.File(folder + '/new.h5', 'w') as f:
    g = f.create_group('matrix')
    counts(g)
    g = g.create_group('features')
    for name, values in (('name', a.var_names), ('id', a.var['gene_ids']), ('feature_type', a.var['feature_types']), ('genome', a.var['genome'])):
        g.create_dataset(name, data=texts(values), **how)
with h5py.File(folder + '/old.h5', 'w') as f:
    g = f.create_group('hg19')
    counts(g)
    g['genes'], g['gene_names'] = texts(a.var['gene_ids']), texts(a.var_names)
def text(path, lines):
    with (gzip.open if path.endswith('.gz') else open)(path, 'wt', encoding='utf8') as f:
        f.write(''.join('\\t'.join(line) + '\\n' for line in lines))
for name, end, features in (('three', '.gz', 'features.tsv'), ('two', '', 'genes.tsv')):
    os.makedirs(folder + '/' + name)
    io.mmwrite(folder + '/' + name + '/matrix.mtx', m.astype('i8'))
    if end:
        with open(folder + '/' + name + '/matrix.mtx', 'rb') as plain, gzip.open(folder + '/' + name + '/matrix.mtx.gz', 'wb') as packed:
            packed.write(plain.read())
        os.remove(folder + '/' + name + '/matrix.mtx')
    text(folder + '/' + name + '/barcodes.tsv' + end, [[n] for n in a.obs_names])
    columns = [a.var['gene_ids'], a.var_names] + ([a.var['feature_types']] if end else [])
    text(folder + '/' + name + '/' + features + end, zip(*columns))
`;
const NAMES = ['CD3E', 'HLA-A', 'MT-CO1', 'β-actin', 'H2-K1', 'CD3E', 'IGHV1/OR15-1', '7SK', 'NA', '1-Mar'];
const TYPES = ['Gene Expression', 'Antibody Capture'];

/** Counts up to the most that a float32 holds exactly, empty cells and genes, names that repeat or look like something else. */
function example(seed: number): AnnData {
  const random = new Random(seed);
  const [cells, genes] = [random.integer(1, 40), random.integer(1, 20)];
  const count = (): number => (random.integer(0, 3) > 0 ? 0 : [1, 2, 255, 65_536, 2 ** 24][random.integer(0, 5)]!);
  const columns = (make: (j: number) => string): string[] => Array.from({ length: genes }, (_, j) => make(j));
  const values = Float64Array.from({ length: cells * genes }, (_, at) => (at % cells === 0 ? 0 : count()));
  return new AnnData({
    X: SparseMatrix.fromDense(new DenseMatrix(cells, genes, values)),
    obs: new Table(Array.from({ length: cells }, (_, i) => `ACGT${i}-1`)),
    var: new Table(columns((j) => NAMES[j % NAMES.length]!), [
      ['gene_ids', columns((j) => `ENSG${j}`)],
      ['feature_types', columns((j) => (j === 0 ? TYPES[0]! : TYPES[random.integer(0, 2)]!))],
      ['genome', columns(() => (random.integer(0, 2) ? 'GRCh38' : ''))],
    ]), // prettier-ignore
  });
}

const said = (a: AnnData, columns: readonly string[]): unknown => ({
  X: [...a.X!.toDense().values],
  cells: a.obs.index,
  genes: a.var.index,
  columns: columns.map((name) => valuesOf(a.var.get(name))),
});

describe.skipIf(!existsSync(python))(`counts of every kind as 10x Genomics keeps them (${python})`, () => {
  it.each([
    [0, 'int32', 'gzip', false],
    [1, 'int64', 'lzf', true],
    [2, 'uint32', 'none', false],
    [3, 'float32', 'lzf', false],
  ] as const)('are read as they were (seed %i, %s, %s, shuffled %s)', async (seed, number, compression, shuffle) => {
    const data = example(seed);
    const own = mkdtempSync(join(folder, `${seed}-`));
    const source = join(own, 'source.h5ad');
    await writeH5ad(data, source);
    execFileSync(python, ['-c', SCRIPT, source, own, number, compression, String(shuffle)]);
    const all = { genesOnly: false };
    const newer = ['gene_ids', 'feature_types', 'genome'];
    expect(said(await read10xH5(join(own, 'new.h5'), all), newer)).toEqual(said(data, newer));
    expect(said(await read10xH5(join(own, 'old.h5')), ['gene_ids'])).toEqual(said(data, ['gene_ids']));
    expect(said(await read10xMtx(join(own, 'three'), all), newer.slice(0, 2))).toEqual(said(data, newer.slice(0, 2)));
    expect(said(await read10xMtx(join(own, 'two')), ['gene_ids'])).toEqual(said(data, ['gene_ids']));
    const kept = valuesOf(data.var.get('feature_types')).flatMap((type, j) => (type === TYPES[0] ? [j] : []));
    expect(said(await read10xH5(join(own, 'new.h5')), newer)).toEqual(said(data.subset({ var: kept }), newer));
  }, 60_000); // prettier-ignore
});
