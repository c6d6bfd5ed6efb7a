import { describe, expect, it } from 'vitest';
import { AnnData, categorical, DenseMatrix, Table } from '../../../src/data';
import { decodeArray, palette, type SpatialPayload } from '../../../src/protocol';
import { spatialView } from '../../../src/views';

function tissue(): AnnData {
  const obs = new Table(['a', 'b', 'c', 'd']);
  obs.set('phenotype', categorical(['T cell', 'Tumor', null, 'T cell']));
  obs.set('section', ['s2', 's10', 's2', 's10']);
  obs.set('area', [10, 20, NaN, 40]);
  obs.set('edge', [true, false, false, true]);
  return new AnnData({
    X: DenseMatrix.fromRows([[1], [2], [3], [4]]),
    obs,
    var: new Table(['CD3D']),
    obsm: [
      [
        'spatial',
        DenseMatrix.fromRows([
          [0, 0],
          [10, 0],
          [0, 20],
          [10, 20],
        ]),
      ],
    ],
  });
}

const payload = (options: Parameters<typeof spatialView>[1]): SpatialPayload =>
  spatialView(tissue(), options).payload as SpatialPayload;

describe('spatialView', () => {
  it('keeps every cell at its place with its label', () => {
    const [panel] = payload({ color: 'phenotype' }).panels;
    expect(Array.from(decodeArray(panel!.x))).toEqual([0, 10, 0, 10]);
    expect(Array.from(decodeArray(panel!.y))).toEqual([0, 0, 20, 20]);
    const { color } = panel!;
    if (color.by !== 'category') throw new Error('expected labels');
    expect(color.labels).toEqual(['T cell', 'Tumor']);
    expect(Array.from(decodeArray(color.codes))).toEqual([0, 1, -1, 0]);
    expect(new Set(color.palette).size).toBe(2);
  });

  it('colors by numbers, features, booleans and vectors', () => {
    expect(payload({ color: 'area' }).panels[0]!.color).toMatchObject({ by: 'value', vmin: 10, vmax: 40 });
    expect(payload({ color: 'CD3D' }).panels[0]!.color).toMatchObject({ by: 'value', vmin: 1, vmax: 4 });
    expect(payload({ color: 'edge' }).panels[0]!.color).toMatchObject({ by: 'category', labels: ['false', 'true'] });
    const vector = payload({ color: { name: 'change', values: [-3, 0, 1, 2] }, scale: 'diverging' });
    expect(vector.panels[0]!.color).toMatchObject({ by: 'value', name: 'change', vmin: -3, vmax: 3 });
  });

  it('gives a label the same color before and after', () => {
    const before = { name: 'before', values: ['x', 'y', 'x', 'x'] };
    const after = { name: 'after', values: ['y', 'z', 'y', 'x'] };
    const { panels, linked } = payload({ color: [before, after] });
    expect(linked).toBe(true);
    const [p, q] = panels.map(({ color }) => color);
    if (p?.by !== 'category' || q?.by !== 'category') throw new Error('expected labels');
    expect(p.labels).toEqual(['x', 'y', 'z']);
    expect([q.labels, q.palette]).toEqual([p.labels, p.palette]);
    expect(Array.from(decodeArray(q.codes))).toEqual([1, 2, 1, 0]);
  });

  it('makes a panel for each section, in the order of their numbers', () => {
    const { panels } = payload({ color: 'phenotype', panelBy: 'section', hover: ['CD3D'] });
    expect(panels.map(({ title }) => title)).toEqual(['s2', 's10']);
    expect(Array.from(decodeArray(panels[1]!.y))).toEqual([0, 20]);
    const fact = panels[1]!.hover[0]!;
    expect(Array.from(decodeArray('values' in fact ? fact.values : fact.codes))).toEqual([2, 4]);
  });

  it('turns pixels into micrometres by their size', () => {
    const { unit, panels } = payload({ color: 'area', pixelSize: 0.5 });
    expect([unit, ...decodeArray(panels[0]!.y)]).toEqual(['um', 0, 0, 10, 10]);
    expect(() => payload({ color: 'area', pixelSize: 0.5, unit: 'um' })).toThrow(/micrometres already/);
  });

  it('names near columns when a color is not there', () => {
    expect(() => payload({ color: 'phenotyp' })).toThrow(/Did you mean "phenotype"\?/);
    expect(() => payload({ color: 'CD3E' })).toThrow(/Did you mean "CD3D"\?/);
  });

  it('refuses what it cannot use', () => {
    expect(() => payload({ color: 'area', colour: 'x' } as never)).toThrow(/no option "colour".*color/);
    expect(() => payload({ color: [] })).toThrow(/needs a color/);
    expect(() => payload({ color: { name: 'short', values: [1, 2] } })).toThrow(/2 values for 4 cells/);
    expect(() => payload({ color: 'area', panelBy: 'area' })).toThrow(/no groups/);
    const lost = tissue();
    lost.obsm.delete('spatial');
    expect(() => spatialView(lost, { color: 'area' })).toThrow(/no positions/);
  });

  it("gives labels colors in the order of the categories, and the file's own colors before ours", () => {
    const rare = payload({ color: { name: 'kind', values: ['a', 'b', 'b', 'b'] } }).panels[0]!.color;
    expect(rare).toMatchObject({ labels: ['a', 'b'], palette: palette(2) });
    const kept = tissue();
    kept.uns.set('phenotype_colors', { kind: 'strings', shape: [2], values: ['#102030', '#ABCDEFFF'] });
    const colors = (data: AnnData) => (spatialView(data, { color: 'phenotype' }).payload as SpatialPayload).panels[0]!;
    expect(colors(kept).color).toMatchObject({ palette: ['#102030', '#abcdef'] });
    kept.uns.set('phenotype_colors', { kind: 'strings', shape: [2], values: ['red', 'url(x)'] }); // no color
    expect(colors(kept).color).toMatchObject({ palette: palette(2) });
  });

  it('says in words what is shown', () => {
    const { description } = payload({ color: 'phenotype' });
    expect(description).toBe(
      '4 cells at their places in the tissue. phenotype has 2 labels; most frequent: T cell (2), Tumor (1).',
    );
  });
});
