import { describe, expect, it } from 'vitest';
import { AnnData, coordinates, DenseMatrix, Table, valuesOf } from '../../../src/data';
import { summarize } from '../../golden/h5adSummary';
import { example } from './example';

describe('AnnData', () => {
  it('refuses parts that do not fit, by their name', () => {
    const adata = example();
    expect(() => adata.with({ X: DenseMatrix.zeros(4, 3) })).toThrow(/X has 4 x 3, not 5 x 3/);
    adata.obsm.set('short', DenseMatrix.zeros(2, 2));
    expect(() => adata.checkShapes()).toThrow(/obsm\['short'\] has 2 rows, not 5/);
  });

  it('keeps every part in step when cells and features are chosen', () => {
    const adata = example();
    const part = adata.subset({ obs: [3, 0], var: ['g2', 'g0'] });
    expect(part.obs.index).toEqual(['c3', 'c0']);
    expect(part.X!.toDense().values).toEqual(Float64Array.of(6, 4, 2, 1));
    expect(part.layers.get('dense')!.values).toEqual(Float64Array.of(6, 4, 2, 1));
    expect(part.obsm.get('spatial')!.values).toEqual(Float64Array.of(5, 5, 0, 0));
    expect(part.varp.get('alike')!.values).toEqual(Float64Array.of(1, 3, 3, 1));
    expect(part.obsp.get('near')!.toDense().values).toEqual(new Float64Array(4));
    expect(valuesOf(part.column('level'))).toEqual(['low', 'low']);
    expect(part.raw!.X.rows).toBe(2);
    expect(adata.nObs).toBe(5);
  });

  it('chooses by mask, and refuses a mask, a position or a name that does not fit', () => {
    const adata = example();
    expect(adata.subset({ obs: [true, false, false, true, false] }).obs.index).toEqual(['c0', 'c3']);
    expect(() => adata.subset({ obs: [true, false] })).toThrowError(
      expect.objectContaining({ kind: 'shape-mismatch' }),
    );
    expect(() => adata.subset({ obs: [5] })).toThrowError(expect.objectContaining({ kind: 'invalid-argument' }));
    expect(() => adata.subset({ var: ['gX'] })).toThrowError(expect.objectContaining({ kind: 'missing-key' }));
  });

  it('chooses nothing as readily as something', () => {
    const none = example().subset({ obs: [] });
    expect([none.nObs, none.X!.rows, none.obsm.get('spatial')!.rows]).toEqual([0, 0, 0]);
  });

  it('names near columns and features when one is missing', () => {
    const adata = example();
    expect(() => adata.column('tumor')).toThrow(/Did you mean "tumour"/);
    expect(() => adata.feature('G1')).toThrow(/Did you mean "g1"/);
  });

  it('shows itself as text without the control characters of names', () => {
    const adata = new AnnData({ obs: new Table(['a'], [['bad\u202ename\n', [1]]]), var: new Table([]) });
    const shown = (adata as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for('Jupyter.display')]!();
    expect(Object.keys(shown)).toEqual(['text/plain']);
    expect(shown['text/plain']).not.toMatch(/[\u202e]|name\n\)/);
    expect(shown['text/plain']).toMatch(/1 cells x 0 features/);
  });

  it('shares nothing that a change could reach when a part is replaced', () => {
    const adata = example();
    const other = adata.with({});
    other.obs.set('new', [1, 2, 3, 4, 5]);
    other.uns.set('new', 1);
    other.obsm.delete('spatial');
    expect([adata.obs.has('new'), adata.uns.has('new'), adata.obsm.has('spatial')]).toEqual([false, false, true]);
  });
});

describe('a view', () => {
  it('is what the subset is, part by part', () => {
    const selection = { obs: [3, 0], var: ['g2', 'g0'] };
    const [view, subset] = [example().view(selection), example().subset(selection)];
    expect(view).toBeInstanceOf(AnnData);
    expect(summarize(view)).toEqual(summarize(subset));
    expect(String(view)).toBe(String(subset));
    expect(summarize(view.with({}))).toEqual(summarize(subset));
    expect(summarize(view.view({ obs: [1] }))).toEqual(summarize(subset.subset({ obs: [1] })));
  });

  it('chooses a part when it is first used, and once', () => {
    const adata = example();
    let taken = 0;
    const takeRows = adata.X!.takeRows.bind(adata.X);
    Object.assign(adata.X!, { takeRows: (rows: number[]) => (taken++, takeRows(rows)) });
    const view = adata.view({ obs: [1, 2] });
    expect([view.nObs, view.obs.names.length, taken]).toEqual([2, 10, 0]);
    expect(view.X).toBe(view.X);
    expect(taken).toBe(1);
  });

  it('keeps what is set to itself, and does not see what is set in the data afterwards', () => {
    const adata = example();
    const view = adata.view({ obs: [0, 1] });
    adata.obs.set('later', [1, 2, 3, 4, 5]);
    adata.obsm.delete('spatial');
    adata.uns.set('later', 1);
    view.obs.set('own', [1, 2]);
    view.uns.set('own', 1);
    expect([view.obs.has('later'), view.obsm.has('spatial'), view.uns.has('later')]).toEqual([false, true, false]);
    expect([adata.obs.has('own'), adata.uns.has('own')]).toEqual([false, false]);
  });

  it('refuses a selection that does not fit at once', () => {
    expect(() => example().view({ obs: [9] })).toThrowError(expect.objectContaining({ kind: 'invalid-argument' }));
  });
});

describe('coordinates', () => {
  it("prefers obsm['spatial'] and says so", () => {
    const { points, source } = coordinates(example());
    expect([points.rows, points.columns, source]).toEqual([5, 2, "obsm['spatial']"]);
  });

  it('falls back on customary columns', () => {
    const obs = new Table(
      ['a', 'b'],
      [
        ['X_centroid', [1, 2]],
        ['Y_centroid', [3, 4]],
      ],
    );
    const { points, source } = coordinates(new AnnData({ obs, var: new Table([]) }));
    expect([[...points.values], source]).toEqual([[1, 3, 2, 4], "obs['X_centroid'], obs['Y_centroid']"]);
  });

  it('refuses data without positions and positions that are not numbers', () => {
    const bare = new AnnData({ obs: new Table(['a']), var: new Table([]) });
    expect(() => coordinates(bare)).toThrowError(expect.objectContaining({ kind: 'missing-key' }));
    bare.obsm.set('spatial', new DenseMatrix(1, 2, Float64Array.of(0, NaN)));
    expect(() => coordinates(bare)).toThrowError(expect.objectContaining({ kind: 'not-finite' }));
  });

  it('refuses a name that several cells or features have, instead of taking one of them', () => {
    const data = new AnnData({
      X: DenseMatrix.zeros(2, 3),
      obs: new Table(['a', 'a']),
      var: new Table(['g', 'h', 'g']),
    });
    expect(() => data.feature('g')).toThrow(/several "g"/);
    expect(() => data.subset({ obs: ['a'] })).toThrow(/obs: there are several "a"/);
    expect(data.subset({ var: ['h'] }).var.index).toEqual(['h']);
    expect(data.subset({ var: [0, 2] }).var.index).toEqual(['g', 'g']);
  });
});
