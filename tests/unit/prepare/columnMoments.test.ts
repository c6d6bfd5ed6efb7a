import { describe, expect, it } from 'vitest';
import { DenseMatrix, SparseMatrix } from '../../../src/data';
import { columnMoments } from '../../../src/prepare/values/columnMoments';
import { blockedMoments } from '../../../src/prepare/values/blockedMoments';
import { Random } from '../../../src/random';

/** Counts that differ from row to row and from column to column, more than one block of them. */
function counts(rows: number, columns: number): DenseMatrix {
  const random = new Random(2);
  const values = Float32Array.from({ length: rows * columns }, (_, e) =>
    Math.max(0, random.integer(-6, 4 + (e % columns) + Math.floor((6 * e) / (rows * columns)))),
  );
  return new DenseMatrix(rows, columns, values);
}

/** In two passes over a column, of what `value` makes of its values. */
function inTwoPasses(x: DenseMatrix, j: number, value: (x: number) => number): [number, number] {
  const column = Array.from({ length: x.rows }, (_, i) => value(x.values[i * x.columns + j]!));
  const mean = column.reduce((sum, own) => sum + own, 0) / x.rows;
  return [mean, column.reduce((sum, own) => sum + (own - mean) ** 2, 0) / (x.rows - 1)];
}

describe('columnMoments', () => {
  const dense = counts(7001, 33);
  const forms = { dense, sparse: SparseMatrix.fromDense(dense) };

  for (const [form, matrix] of Object.entries(forms)) {
    it(`of ${form} values are those of two passes, to 13 digits`, () => {
      const { mean, variance } = blockedMoments(matrix, 0)!;
      for (const j of [0, 7, 32]) {
        const [wantedMean, wantedVariance] = inTwoPasses(dense, j, (x) => x);
        expect(mean[j]! / wantedMean - 1).toBeCloseTo(0, 13);
        expect(variance[j]! / wantedVariance - 1).toBeCloseTo(0, 13);
      }
    });

    it(`of ${form} logarithms are those of the values before`, () => {
      const values = matrix.values.map((x) => Math.log1p(x));
      const logs =
        matrix instanceof DenseMatrix
          ? new DenseMatrix(matrix.rows, matrix.columns, values)
          : matrix.withValues(values);
      const { mean, variance } = columnMoments(logs, 1);
      for (const j of [0, 7, 32]) {
        const [wantedMean, wantedVariance] = inTwoPasses(dense, j, (x) => Math.expm1(Math.fround(Math.log1p(x))));
        expect(mean[j]! / wantedMean - 1).toBeCloseTo(0, 13);
        expect(variance[j]! / wantedVariance - 1).toBeCloseTo(0, 13);
      }
    });
  }

  it('of large means keep the digits of the variance', () => {
    const random = new Random(4);
    const far = new DenseMatrix(
      5000,
      1,
      Float32Array.from({ length: 5000 }, () => 1e6 + random.integer(0, 2)),
    );
    const [, wanted] = inTwoPasses(far, 0, (x) => x);
    expect(blockedMoments(far, 0)!.variance[0]! / wanted - 1).toBeCloseTo(0, 12);
  });

  it('go another way where values are below zero, no numbers or of 64 bits', () => {
    for (const values of [Float32Array.of(1, -1), Float32Array.of(1, NaN), Float64Array.of(1, 2)]) {
      expect(blockedMoments(new DenseMatrix(2, 1, values), 0)).toBeUndefined();
    }
    expect([...columnMoments(new DenseMatrix(2, 1, Float32Array.of(1, -1))).variance]).toEqual([2]);
  });
});
