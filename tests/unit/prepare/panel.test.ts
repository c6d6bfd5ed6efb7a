import { describe, expect, it } from 'vitest';
import { AnnData, DenseMatrix, SparseMatrix, Table } from '../../../src/data';
import { matchPanel, stepsOf } from '../../../src/prepare';

const x = DenseMatrix.fromRows([[1, 2, 3], [0, 5, 6]]); // prettier-ignore
const data = (X: DenseMatrix | SparseMatrix): AnnData =>
  new AnnData({
    X,
    obs: new Table(['a', 'b']),
    var: new Table(['CD3E', 'Ms4a1', 'EPCAM'], [['id', ['ENSG1', 'ENSG2', 'ENSG3']]]),
    layers: [['counts', X]],
    varm: [['PCs', new DenseMatrix(3, 1, Float64Array.of(7, 8, 9))]],
  });

describe('matchPanel', () => {
  it('brings genes into the order of the panel, and fills missing ones with zeros', () => {
    for (const X of [x, SparseMatrix.fromDense(x)]) {
      const found = matchPanel(data(X), ['EPCAM', 'KRT8', 'CD3E']);
      expect(found.var.index).toEqual(['EPCAM', 'KRT8', 'CD3E']);
      expect([...found.X!.toDense().values]).toEqual([3, 0, 1, 6, 0, 0]);
      expect([...found.layers.get('counts')!.toDense().values]).toEqual([3, 0, 1, 6, 0, 0]);
      expect(found.X).toBeInstanceOf(X.constructor);
      expect([...((found.var.get('measured') as { values: ArrayLike<number> }).values as Uint8Array)]).toEqual([
        1, 0, 1,
      ]);
      expect(found.varm.size).toBe(0);
      expect(stepsOf(found)).toEqual(['matchPanel(3 genes, 1 missing: zero)']);
    }
  });

  it('keeps what belongs to the genes where all were measured, or those that were', () => {
    const all = matchPanel(data(x), ['ENSG2', 'ENSG1'], { by: 'id' });
    expect(all.var.index).toEqual(['ENSG2', 'ENSG1']);
    expect([...all.varm.get('PCs')!.values]).toEqual([8, 7]);
    expect(matchPanel(data(x), ['KRT8', 'EPCAM'], { missing: 'leaveOut' }).var.index).toEqual(['EPCAM']);
    expect(matchPanel(data(x), ['cd3e', 'MS4A1'], { ignoreCase: true }).X!.get(1, 1)).toBe(5);
  });

  it('refuses what is not clear', () => {
    const refused = expect.objectContaining({ kind: 'invalid-argument' });
    expect(() => matchPanel(data(x), [])).toThrowError(refused);
    expect(() => matchPanel(data(x), ['EPCAM', 'EPCAM'])).toThrowError(refused);
    expect(() => matchPanel(data(x), ['KRT8'])).toThrowError(/none of its genes/);
    expect(() => matchPanel(data(x), ['KRT8', 'EPCAM'], { missing: 'refuse' })).toThrowError(/lack 1 genes: KRT8/);
    const twice = data(x).with({ var: new Table(['A', 'A', 'B']) });
    expect(() => matchPanel(twice, ['A'])).toThrowError(/"A" twice/);
    expect(matchPanel(twice, ['B']).X!.get(0, 0)).toBe(3);
  });
});
