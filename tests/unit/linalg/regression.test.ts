import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DenseMatrix } from '../../../src/data';
import { applyMap, canonicalCorrelation, discriminantAnalysis, partialLeastSquares, ridge } from '../../../src/linalg';
import { pearson } from '../../../src/metrics';

/** Numbers of scikit-learn, made by tests/golden/regression.py. */
const wanted = JSON.parse(readFileSync(join(__dirname, '../../fixtures/regression.json'), 'utf8')) as Record<
  'x' | 'y' | 'asked' | 'wide' | 'ridge' | 'ridge_wide' | 'pls' | 'lda',
  number[][]
> & { label: number[]; correlations: number[] };
const matrix = (rows: number[][]): DenseMatrix => DenseMatrix.fromRows(rows);
const [x, y] = [matrix(wanted.x), matrix(wanted.y)];

function expectNear(got: ArrayLike<number>, want: readonly number[], tolerance = 1e-8): void {
  expect(got.length).toBe(want.length);
  want.forEach((value, at) => expect(Math.abs(got[at]! - value), `value ${at}`).toBeLessThan(tolerance));
}

describe('linear tools', () => {
  it('predict as ridge regression of scikit-learn, with fewer columns than rows and with more', () => {
    expectNear(applyMap(ridge(x, y, 2.5), matrix(wanted.asked)), wanted.ridge.flat());
    const few = y.takeRows([...Array(12).keys()]);
    const asked = matrix(wanted.wide.slice(0, 3)).map((value) => value + 1);
    expectNear(applyMap(ridge(matrix(wanted.wide), few, 2.5), asked), wanted.ridge_wide.flat());
  });

  it('predict as PLSRegression of scikit-learn', () => {
    expectNear(applyMap(partialLeastSquares(x, y, 3), matrix(wanted.asked)), wanted.pls.flat(), 1e-6);
  });

  it('predict the mean where nothing varies', () => {
    const flat = new DenseMatrix(4, 2, new Float32Array(8).fill(3));
    const target = DenseMatrix.fromRows([[1], [2], [3], [6]]);
    expectNear(applyMap(partialLeastSquares(flat, target, 2), flat), [3, 3, 3, 3]);
    expectNear(applyMap(ridge(flat, target, 1), flat), [3, 3, 3, 3]);
  });

  it('find the canonical correlations of scikit-learn, and scores that have them', () => {
    const found = canonicalCorrelation(x, y, 4);
    expectNear(found.correlations, wanted.correlations, 1e-5);
    const [u, v] = [found.first(x), found.second(y)];
    for (let k = 0; k < 4; k++) {
      const column = (table: typeof u): number[] => Array.from({ length: 40 }, (_, i) => table.values[i * 4 + k]!);
      expect(pearson(column(u), column(v))).toBeCloseTo(wanted.correlations[k]!, 4);
    }
  });

  it('separate groups along the directions of scikit-learn', () => {
    const scores = discriminantAnalysis(x, wanted.label, { shrinkage: 0 }).transform(x);
    expect(scores.columns).toBe(2);
    for (let k = 0; k < 2; k++) {
      const own = Array.from({ length: 40 }, (_, i) => scores.values[i * 2 + k]!);
      expect(
        Math.abs(
          pearson(
            own,
            wanted.lda.map((row) => row[k]!),
          ),
        ),
      ).toBeGreaterThan(0.999999);
    }
  });
});
