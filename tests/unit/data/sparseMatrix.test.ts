import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DenseMatrix, SparseMatrix } from '../../../src/data';

const dense = fc
  .tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 7 }))
  .chain(([rows, columns]) =>
    fc
      .array(fc.constantFrom(0, 0, 1, -2, 3.5), { minLength: rows * columns, maxLength: rows * columns })
      .map((values) => new DenseMatrix(rows, columns, Float64Array.from(values))),
  );

describe('SparseMatrix', () => {
  it('holds what the dense matrix holds, and its transpose the transposed', () => {
    fc.assert(
      fc.property(dense, (matrix) => {
        const sparse = SparseMatrix.fromDense(matrix);
        expect(sparse.toDense()).toEqual(matrix);
        expect(sparse.transpose().transpose()).toEqual(sparse);
        for (let i = 0; i < matrix.rows; i++) {
          for (let j = 0; j < matrix.columns; j++) expect(sparse.transpose().get(j, i)).toBe(matrix.get(i, j));
        }
      }),
    );
  });

  it('takes the rows and columns that the dense matrix takes', () => {
    fc.assert(
      fc.property(dense, fc.array(fc.nat(6)), (matrix, wanted) => {
        const rows = wanted.filter((i) => i < matrix.rows);
        const columns = wanted.filter((j) => j < matrix.columns);
        const sparse = SparseMatrix.fromDense(matrix);
        expect(sparse.takeRows(rows).toDense()).toEqual(matrix.takeRows(rows));
        expect(sparse.takeColumns(columns).toDense()).toEqual(matrix.takeColumns(columns));
      }),
    );
  });

  it('sorts indices and adds up values at the same place', () => {
    const parts = {
      indptr: Int32Array.of(0, 3, 4),
      indices: Int32Array.of(2, 0, 2, 1),
      values: Float32Array.of(1, 5, 10, 7),
    };
    const matrix = new SparseMatrix(2, 3, parts);
    expect([...matrix.indices]).toEqual([0, 2, 1]);
    expect([...matrix.toDense().values]).toEqual([5, 0, 11, 0, 7, 0]);
    expect([...SparseMatrix.fromColumns(3, 2, parts).toDense().values]).toEqual([5, 0, 0, 7, 11, 0]);
  });

  it.each([
    ['pointers that fall', [0, 2, 1], [0, 1]],
    ['a last pointer past the values', [0, 1, 3], [0, 1]],
    ['a first pointer above 0', [1, 1, 2], [0, 1]],
    ['too few pointers', [0, 2], [0, 1]],
    ['an index past the columns', [0, 1, 2], [0, 2]],
    ['an index below 0', [0, 1, 2], [0, -1]],
  ])('refuses %s', (_, indptr, indices) => {
    const parts = { indptr: Int32Array.from(indptr), indices: Int32Array.from(indices), values: new Float32Array(2) };
    expect(() => new SparseMatrix(2, 2, parts)).toThrowError(expect.objectContaining({ kind: 'corrupt' }));
  });
});
