import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkView,
  decodeArray,
  encodeArray,
  featureColor,
  compareFeatures,
  type HeatmapPayload,
  packBits,
  plotlyFigure,
  pointSummary,
  pointGroups,
  recolored,
  rescaled,
  selectable,
  selectionMask,
  type SpatialPayload,
  distinctiveFeatures,
  toNumbers,
  unpackBits,
  type ValueColor,
  viewTable,
} from '../../../src/protocol';
import { type Loose, samples } from './samples';

const bytes = (...values: number[]) => encodeArray(Int8Array.from(values));
const floats = (...values: number[]) => encodeArray(Float32Array.from(values));

/** Two tokens by three labels, of five cells; the last has no token. */
function linkedHeatmap(): HeatmapPayload {
  const groups = { column: 'token', codes: bytes(0, 0, 1, 1, -1) };
  const columns = { column: 'phenotype', codes: bytes(0, 0, 2, 1, 2) };
  return { ...(samples()['heatmap'] as HeatmapPayload), cells: { key: 'k', count: 5, groups, columns } };
}

describe('bits of a mask', () => {
  it('give the cells back that were packed', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean()), (chosen) => {
        const mask = Uint8Array.from(chosen, Number);
        const cells = [...mask.keys()].filter((i) => mask[i]);
        expect([...unpackBits(packBits(mask), mask.length)!]).toEqual(cells);
      }),
    );
  });

  it('of another number of cells are refused, and bits beyond the last cell are not read', () => {
    expect(unpackBits(new Uint8Array(2), 8)).toBeUndefined();
    expect([...unpackBits(Uint8Array.from([255]), 3)!]).toEqual([0, 1, 2]);
  });
});

describe('a view whose marks stand for cells', () => {
  it('finds the cells of a row and of a column', () => {
    const found = selectable(checkView(linkedHeatmap()))!;
    expect([...selectionMask(found, { column: 'token', labels: ['t1'] })]).toEqual([1, 1, 0, 0, 0]);
    expect([...selectionMask(found, { column: 'token', labels: [null] })]).toEqual([0, 0, 0, 0, 1]);
    expect([...selectionMask(found, { column: 'phenotype', labels: ['C'] })]).toEqual([0, 0, 1, 0, 1]);
  });

  it('frames the fields of selected cells, as large as their share', () => {
    const { data } = plotlyFigure(linkedHeatmap(), { selected: Uint8Array.from([1, 0, 0, 1, 1]) });
    expect(data[1]).toMatchObject({ x: [0, 1], y: [0, 1] });
    const { size } = data[1]!['marker'] as { size: number[] };
    expect(size[0]).toBeLessThan(size[1]!);
    expect(data[1]!['text']).toEqual(['1 of 2 cells selected', '1 of 1 cells selected']);
  });

  it('shows selected cells as violins beside all of them', () => {
    const violin = samples()['violin']!;
    expect(plotlyFigure(violin).data.map(({ side }) => side)).toEqual(['both']);
    const { data } = plotlyFigure(violin, { selected: Uint8Array.from([1, 0, 1, 1, 0]) });
    expect(data.map(({ side }) => side)).toEqual(['negative', 'positive']);
    // Cell 2 was not measured and cell 3 is in no group.
    expect([...(data[0]!['y'] as Float32Array)]).toEqual([1, 2, 3]);
    expect([...(data[1]!['y'] as Float32Array)]).toEqual([1]);
    expect(viewTable(violin).rows).toEqual([
      ['T cell', 2, 1, 1, 3, 3, 3],
      ['Tumor', 1, 2, 2, 2, 2, 2],
    ]);
  });

  const spoil: [string, RegExp, (view: Loose) => void][] = [
    [
      'a row beyond the last',
      /groups\.codes holds 2; codes go from -1 to 1/,
      (v) => (v.cells.groups.codes = bytes(0, 1, 2, 0, 0)),
    ],
    ['a column beyond the last', /columns\.codes holds 3/, (v) => (v.cells.columns.codes = bytes(0, 1, 3, 0, 0))],
    ['codes of other cells', /groups\.codes has 1 numbers, but 5/, (v) => (v.cells.groups.codes = bytes(0))],
    ['a negative number of cells', /cells\.count must be a whole number/, (v) => (v.cells.count = -1)],
    ['NaN as a code', /groups\.codes holds NaN/, (v) => (v.cells.groups.codes = floats(0, 0, NaN, 0, 0))],
    ['a link with code in it', /not known: "onclick"/, (v) => (v.cells.onclick = 'alert(1)')],
  ];
  it.each(spoil)('is refused with %s', (_, message, change) => {
    const view: Loose = linkedHeatmap();
    change(view);
    expect(() => checkView(view)).toThrow(message);
  });
});

describe('a view in space', () => {
  const space = (): SpatialPayload => samples()['space'] as SpatialPayload;

  it('must have a height for each point, and a view in the plane none', () => {
    const [without, beside]: Loose[] = [space(), samples().spatial];
    delete without.panels[0].z;
    beside.panels[0].z = floats(0, 0, 0, 0);
    expect(() => checkView(without)).toThrow(/panels\[0\]\.z must be there/);
    expect(() => checkView(beside)).toThrow(/panels\[0\]\.z belongs to views in space/);
    const short: Loose = space();
    short.panels[0].z = floats(0);
    expect(() => checkView(short)).toThrow(/z has 1 numbers, but 3/);
  });

  it('draws points beside a selection faintly, in traces of their own', () => {
    const { data } = plotlyFigure(space(), { selected: Uint8Array.from([1, 0, 0]) });
    expect(data.map(({ name, opacity, z }) => [name, opacity, [...(z as Float32Array)]])).toEqual([
      ['not measured', 0.04, [10]],
      ['CD3', 0.04, [20]],
      ['CD3', 1, [0]],
    ]);
  });

  it('draws an even part of very many points, and says so', () => {
    const count = 450_000;
    const at = encodeArray(Float32Array.from({ length: count }, (_, i) => i));
    const view = space();
    Object.assign(view.panels[0]!, { x: at, y: at, z: at, color: { ...view.panels[0]!.color, values: at } });
    const { data, layout } = plotlyFigure(view);
    expect((data[0]!['x'] as Float32Array).length).toBe(150_000);
    expect(JSON.stringify(layout['annotations'])).toContain('One of 3 points is drawn: 150,000 of 450,000');
  });
});

describe('another color', () => {
  const spatial = (): SpatialPayload => ({
    ...samples().spatial,
    cells: {
      key: 'k',
      count: 4,
      basis: { name: 'spatial', factor: 1 },
      features: {
        names: ['CD8'],
        low: [10],
        high: [265],
        values: encodeArray(Uint8Array.from([0, 255, 1, 2]), [1, 4]),
      },
    },
  });

  it('of a feature that the picture carries is exact to a 255th of its range', () => {
    const color = featureColor(spatial().cells!, 'CD8')!;
    expect([...decodeArray(color.values)]).toEqual([10, 265, 11, 12]);
    expect(featureColor(spatial().cells!, 'absent')).toBeUndefined();
  });

  it('goes to the panels by their cells, and makes the table anew', () => {
    const view = spatial();
    view.panels[0]!.cells = encodeArray(Int32Array.from([3, 2, 1, 0]));
    view.table = { columns: ['a'], rows: [['b']] };
    const shown = checkView(recolored(view, featureColor(view.cells!, 'CD8')!)) as SpatialPayload;
    expect([...decodeArray((shown.panels[0]!.color as ValueColor).values)]).toEqual([12, 11, 265, 10]);
    expect(shown.table).toBeUndefined();
    expect(view.table).toBeDefined();
  });

  it('can end at percentiles of what is measured', () => {
    const view = spatial();
    const values = Float32Array.from({ length: 4 }, (_, i) => (i === 3 ? NaN : i));
    const given = {
      by: 'value' as const,
      name: 'v',
      values: encodeArray(values),
      vmin: 0,
      vmax: 9,
      scale: 'sequential' as const,
    };
    const { vmin, vmax } = rescaled(recolored(view, given), 0, 50).panels[0]!.color as typeof given;
    expect([vmin, vmax]).toEqual([0, 1]);
  });

  it('comes from a buffer of any alignment, copied', () => {
    const buffer = new Uint8Array(9);
    buffer.set(new Uint8Array(Float32Array.from([1.5, -2]).buffer), 1);
    expect([...toNumbers('float32', buffer.subarray(1))]).toEqual([1.5, -2]);
    expect(() => toNumbers('object' as never, buffer)).toThrow(/dtype must be one of/);
  });
});

describe('points of a tissue', () => {
  it('are drawn from the lowest value to the highest, those that were not measured first', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: -50, max: 50 }), { nil: NaN }), { minLength: 1 }), (list) => {
        const values = Float32Array.from(list);
        const color = {
          by: 'value' as const,
          name: 'v',
          values: encodeArray(values),
          vmin: -50,
          vmax: 50,
          scale: 'sequential' as const,
        };
        const groups = pointGroups({ color });
        const measured = [...groups.at(-1)!.index].map((i) => values[i]!);
        expect(measured).toEqual([...values].filter((v) => !Number.isNaN(v)).sort((a, b) => a - b));
        expect(groups.reduce((sum, { index }) => sum + index.length, 0)).toBe(values.length);
      }),
    );
  });

  it('tell their facts as plain text', () => {
    const view = samples().spatial;
    expect(pointSummary(view, view.panels[0]!, 1)).toEqual([
      'phenotype: Tumor',
      'CD3: 2',
      'niche: edge',
      'x 100, y 0 µm',
    ]);
    expect(pointSummary(view, view.panels[0]!, 2)).toContain('CD3: not measured');
  });
});

describe('features of two regions', () => {
  it('are those of a selection when the second is all that is not selected', () => {
    const cells = {
      key: 'k',
      count: 4,
      basis: { name: '', factor: 1 },
      features: {
        names: ['a', 'b'],
        low: [0, 0],
        high: [255, 255],
        values: encodeArray(Uint8Array.from([9, 9, 1, 1, 0, 4, 0, 4]), [2, 4]),
      },
    };
    const mask = Uint8Array.from([1, 1, 0, 0]);
    expect(compareFeatures(cells, mask, Uint8Array.from([0, 0, 1, 1]), 2)).toEqual(distinctiveFeatures(cells, mask, 2));
    // a: means 9 and 1 of values whose deviation is 4.
    expect(distinctiveFeatures(cells, mask, 1)).toEqual([{ name: 'a', selected: 9, rest: 1, difference: 2 }]);
    expect(compareFeatures(cells, mask, new Uint8Array(4), 2)).toEqual([]);
  });
});
