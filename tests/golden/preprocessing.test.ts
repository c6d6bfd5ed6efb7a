import { expect, it } from 'vitest';
import { AnnData, DenseMatrix, type Matrix, SparseMatrix, Table } from '../../src/data';
import { log1p, normalizeTotal, scale } from '../../src/prepare';
import { describeGolden, expectAgrees, type Fixture } from './fixture';

function csr(fixture: Fixture): SparseMatrix {
  const [rows, columns] = fixture.config.shape as [number, number];
  const part = (name: string) => fixture.tensors[`in.${name}`]!.data as Int32Array;
  return new SparseMatrix(rows, columns, {
    indptr: Int32Array.from(part('indptr')),
    indices: Int32Array.from(part('indices')),
    values: Float32Array.from(part('data')),
  });
}

function annData(x: Matrix): AnnData {
  const names = (n: number, stem: string): string[] => Array.from({ length: n }, (_, i) => `${stem}${i}`);
  return new AnnData({ X: x, obs: new Table(names(x.rows, 'c')), var: new Table(names(x.columns, 'g')) });
}

describeGolden('preprocessing_normalize', (fixture) => {
  it('normalises and takes logarithms as scanpy', () => {
    const normalized = normalizeTotal(annData(csr(fixture)), { targetSum: fixture.config.targetSum });
    expectAgrees(fixture, 'out.normalized', normalized.X!.values, 1e-5);
    expectAgrees(fixture, 'out.logged', log1p(normalized).X!.values, 1e-5);
  });

  it('gives the same for a dense matrix', () => {
    const sparse = normalizeTotal(annData(csr(fixture)), { targetSum: fixture.config.targetSum });
    const dense = normalizeTotal(annData(csr(fixture).toDense()), { targetSum: fixture.config.targetSum });
    expect(dense.X!.toDense().values).toEqual(sparse.X!.toDense().values);
  });
});

describeGolden('preprocessing_pca', (fixture) => {
  const { shape, data } = fixture.tensors['in.x']!;
  const x = new DenseMatrix(shape[0]!, shape[1]!, Float32Array.from(data as ArrayLike<number>));
  it('scales as scanpy', () => {
    const scaled = scale(annData(x), { maxValue: fixture.config.maxValue });
    expectAgrees(fixture, 'out.scaled', scaled.X!.values, 1e-5);
  });
  it('scales a sparse matrix as the dense one', () => {
    const options = { zeroCenter: false, maxValue: 3 };
    const sparse = scale(annData(SparseMatrix.fromDense(x)), options);
    expect(sparse.X!.toDense().values).toEqual(scale(annData(x), options).X!.values);
  });
});
