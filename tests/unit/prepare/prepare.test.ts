import { describe, expect, it } from 'vitest';
import { AnnData, DenseMatrix, SparseMatrix, Table } from '../../../src/data';
import { asinh, log1p, normalizeTotal, scale, stepsOf } from '../../../src/prepare';

function data(rows: number[][]): AnnData {
  const X = DenseMatrix.fromRows(rows);
  const names = (n: number): string[] => Array.from({ length: n }, (_, i) => `n${i}`);
  return new AnnData({ X, obs: new Table(names(X.rows)), var: new Table(names(X.columns)) });
}

describe('preparation', () => {
  it('leaves the data given alone, shares what is unchanged and keeps a log', () => {
    const adata = data([
      [1, 3],
      [0, 0],
      [2, 2],
    ]);
    adata.layers.set('counts', adata.X!);
    const prepared = scale(log1p(normalizeTotal(adata, { targetSum: 10 })));
    expect([...adata.X!.values]).toEqual([1, 3, 0, 0, 2, 2]);
    expect(stepsOf(adata)).toEqual([]);
    expect(prepared.layers.get('counts')).toBe(adata.X);
    expect(stepsOf(prepared)).toEqual(['normalizeTotal(targetSum 10)', 'log1p()', 'scale(zeroCenter true)']);
  });

  it('brings every cell to one total, the median unless one is given, and leaves empty cells empty', () => {
    const X = normalizeTotal(
      data([
        [1, 3],
        [0, 0],
        [2, 6],
      ]),
    ).X!;
    expect([...X.values]).toEqual([1.5, 4.5, 0, 0, 1.5, 4.5]);
  });

  it('refuses totals that mean nothing and logarithms that do not exist', () => {
    expect(() => normalizeTotal(data([[NaN, 1]]))).toThrowError(expect.objectContaining({ kind: 'not-finite' }));
    expect(() => normalizeTotal(data([[-3, 1]]))).toThrowError(expect.objectContaining({ kind: 'not-finite' }));
    expect(() => log1p(data([[-1]]))).toThrowError(expect.objectContaining({ kind: 'invalid-argument' }));
    expect(() => asinh(data([[1]]), { cofactor: 0 })).toThrowError(
      expect.objectContaining({ kind: 'invalid-argument' }),
    );
  });

  it('scales to mean 0 and variance 1, leaves constant features at 0, and cuts at maxValue', () => {
    const X = scale(
      data([
        [1, 7],
        [2, 7],
        [3, 7],
      ]),
    ).X!;
    expect([...X.values]).toEqual([-1, 0, 0, 0, 1, 0]);
    expect([...scale(data([[1], [2], [3]]), { maxValue: 0.5 }).X!.values]).toEqual([-0.5, 0, 0.5]);
  });

  it('keeps sparse data sparse', () => {
    const adata = data([
      [0, 3],
      [1, 0],
    ]);
    const sparse = adata.with({ X: SparseMatrix.fromDense(adata.X as DenseMatrix) });
    for (const prepared of [
      asinh(sparse),
      log1p(sparse),
      normalizeTotal(sparse),
      scale(sparse, { zeroCenter: false }),
    ]) {
      expect(prepared.X).toBeInstanceOf(SparseMatrix);
      expect((prepared.X as SparseMatrix).stored).toBe(2);
    }
    expect(asinh(sparse, { cofactor: 2 }).X!.get(0, 1)).toBeCloseTo(Math.asinh(1.5), 12);
  });
});
