import { describe, expect, it } from 'vitest';
import { AnnData, DenseMatrix, Table } from '../../../src/data';
import { type CategoryColor, decodeArray, plotlyFigure, type SpatialPayload } from '../../../src/protocol';
import { embeddingView, scatterView, selectCells, spatialView } from '../../../src/views';
import { blendColor } from '../../../src/views/blendFields';

const genes = ['EPCAM', 'CD3E', 'VIM'];
const values = [[0, 0, 0], [9, 0, 0], [0, 3, 0], [9, 3, 0], [9, 3, 6], [3, 0, 0]]; // prettier-ignore
const adata = new AnnData({
  X: DenseMatrix.fromRows(values),
  obs: new Table(['a', 'b', 'c', 'd', 'e', 'f'], [
    ['type', ['x', 'y', 'x', 'y', 'x', 'y']],
    ['area', [1, 2, 3, 4, 5, 600]],
  ]),
  var: new Table(genes),
  layers: [['half', DenseMatrix.fromRows(values.map((row) => row.map((value) => value / 2)))]],
  obsm: [['spatial', DenseMatrix.fromRows(values.map((_, i) => [i, i * i]))]],
}); // prettier-ignore

describe('scatterView', () => {
  it('puts cells where two measures say, each on a scale of its own, and knows them as the cells of the tissue', () => {
    const payload = scatterView(adata, { x: 'CD3E', y: 'area', color: 'type' }).payload as SpatialPayload;
    expect(Array.from(decodeArray(payload.panels[0]!.x))).toEqual([0, 0, 3, 3, 3, 0]);
    expect(payload.cells!.key).toBe((spatialView(adata, { color: 'type' }).payload as SpatialPayload).cells!.key);
    const { layout } = plotlyFigure(payload);
    expect(layout['xaxis']).toMatchObject({ title: { text: 'CD3E' } });
    expect(layout['yaxis']).not.toHaveProperty('scaleanchor');
    const [low, high] = (layout['xaxis'] as { range: [number, number] }).range;
    expect(high - low).toBeLessThan(3.3);
    expect((layout['yaxis'] as { range: [number, number] }).range[1]).toBeGreaterThan(600);
  });

  it('names its places so that an outline drawn in it selects the same cells from the data', () => {
    for (const layer of [undefined, 'half'] as const) {
      const factor = layer ? 0.5 : 1;
      const { cells } = scatterView(adata, { x: 'EPCAM', y: 'CD3E', color: 'type', ...(layer && { layer }) }).payload as SpatialPayload; // prettier-ignore
      const inside = [[8, -1], [10, -1], [10, 4], [8, 4]].map(([x, y]) => [x! * factor, y! * factor] as [number, number]); // prettier-ignore
      expect(Array.from(selectCells(adata, { inside, basis: cells!.basis.name }))).toEqual([1, 3, 4]);
    }
    expect(() => selectCells(adata, { inside: [[0, 0], [1, 0], [1, 1]], basis: 'EPCAM × nothing' })).toThrowError(expect.objectContaining({ kind: 'missing-key' })); // prettier-ignore
  });

  it('refuses labels as an axis, and what has no place', () => {
    expect(() => scatterView(adata, { x: 'type', y: 'CD3E', color: 'type' })).toThrow(/"type" holds labels/);
    const holes = adata.with({ obs: new Table(adata.obs.index, [['n', [1, null, 3, 4, 5, 6]]]) });
    expect(() => scatterView(holes, { x: 'n', y: 'CD3E', color: 'VIM' })).toThrow(/"n" of cell 1 is NaN/);
  });
});

describe('a blend', () => {
  const colorOf = (payload: SpatialPayload): CategoryColor => payload.panels[0]!.color as CategoryColor;

  it('is one panel whose labels say how much of each field a cell has', () => {
    const payload = spatialView(adata, { color: { blend: genes } }).payload as SpatialPayload;
    expect(payload.panels).toHaveLength(1);
    const { labels, codes, palette, name } = colorOf(payload);
    expect(name).toBe('EPCAM + CD3E + VIM');
    const of = Array.from(decodeArray(codes), (code) => labels[code]!);
    expect(of[0]).toBe('EPCAM− CD3E− VIM−');
    expect(of[3]).toBe('EPCAM++ CD3E++ VIM−');
    expect(of[5]).toBe('EPCAM+ CD3E− VIM−');
    expect(labels).toHaveLength(27);
    expect(palette[labels.indexOf('EPCAM++ CD3E− VIM−')]).toBe('#0072b2');
    expect(palette[labels.indexOf('EPCAM++ CD3E++ VIM++')]).toBe('#f0e442');
    expect(payload.cells!.given).toEqual(['EPCAM + CD3E + VIM']);
  });

  it('mixes colors in between, and is a panel beside others', () => {
    expect(blendColor([0.5, 0])).toBe('#6aa3c3');
    const two = spatialView(adata, { color: [{ blend: ['EPCAM', 'VIM'] }, 'type'] }).payload as SpatialPayload;
    expect(two.panels.map(({ title }) => title)).toEqual(['EPCAM + VIM', 'type']);
    adata.obsm.set('X_umap', adata.obsm.get('spatial')!);
    expect(colorOf(embeddingView(adata, { color: { blend: ['EPCAM', 'VIM'] } }).payload as SpatialPayload).labels).toHaveLength(16); // prettier-ignore
  });

  it('draws cells with most on top, and leaves cells without a value unlabeled', () => {
    const { labels } = colorOf(spatialView(adata, { color: { blend: ['EPCAM', 'VIM'] } }).payload as SpatialPayload);
    expect([labels[0], labels.at(-1)]).toEqual(['EPCAM− VIM−', 'EPCAM+++ VIM+++']);
    const holes = adata.with({ X: adata.X!.toDense().map((value) => (value === 6 ? NaN : value)) });
    const { codes } = colorOf(spatialView(holes, { color: { blend: ['EPCAM', 'VIM'] } }).payload as SpatialPayload);
    expect(decodeArray(codes)[4]).toBe(-1);
  });

  it('refuses labels, and other numbers of fields', () => {
    expect(() => spatialView(adata, { color: { blend: ['EPCAM'] } })).toThrow(/two or three fields, found 1/);
    expect(() => spatialView(adata, { color: { blend: ['EPCAM', 'type'] } })).toThrow(/"type" holds labels/);
    expect(() => spatialView(adata, { color: { blend: [3] } as never })).toThrow(/blend/);
  });
});
