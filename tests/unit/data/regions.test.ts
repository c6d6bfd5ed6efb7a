import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  AnnData,
  categorical,
  type Corner,
  cellsInRegion,
  DenseMatrix,
  keepRegions,
  outlinesOf,
  Random,
  readH5ad,
  readRegions,
  regionColumn,
  regionOf,
  regionsOf,
  regionTable,
  removeRegion,
  Table,
  type TissueRegion,
  valuesOf,
  writeH5ad,
  writeRegions,
} from '../../../src';

const folder = mkdtempSync(join(tmpdir(), 'regions-'));
const square = (left: number, low: number, side: number): Corner[] => [[left, low], [left + side, low], [left + side, low + side], [left, low + side]]; // prettier-ignore

/** Cells on a grid of 10 x 10, a unit apart, at halves. */
function grid(): AnnData {
  const places = Array.from({ length: 100 }, (_, i) => [(i % 10) + 0.5, Math.floor(i / 10) + 0.5]);
  return new AnnData({
    obs: new Table(
      places.map((_, i) => `c${i}`),
      [['type', categorical(places.map(([x]) => (x! < 5 ? 'T' : 'B')))]],
    ),
    var: new Table([]),
    obsm: [['spatial', DenseMatrix.fromRows(places)]],
  });
}

const core: TissueRegion = { name: 'tumor core', pieces: [[square(0, 0, 6), square(2, 2, 2)], [square(8, 8, 2)]], color: '#d55e00', kind: 'Tumor' }; // prettier-ignore

describe('regions of interest', () => {
  it('are kept with the data under their names, and a file brings them back', async () => {
    const tissue = grid();
    keepRegions(tissue, [core, { name: 'rim/edge', corners: square(6, 0, 3), section: 's1' }]);
    const path = join(folder, 'kept.h5ad');
    await writeH5ad(tissue, path);
    expect(regionsOf(await readH5ad(path))).toEqual([core, { name: 'rim/edge', pieces: [[square(6, 0, 3)]], section: 's1' }]); // prettier-ignore
    expect(outlinesOf(regionsOf(tissue)).map(({ name }) => name)).toEqual(['tumor core', 'tumor core (2)', 'rim/edge']);
  });

  it('hold the cells of every piece and none of their holes', () => {
    const tissue = grid();
    keepRegions(tissue, [core]);
    const cells = cellsInRegion(tissue, 'tumor core');
    expect(cells.length).toBe(36 - 4 + 4);
    expect([...cells].includes(22)).toBe(false);
    expect([...cells].includes(99)).toBe(true);
  });

  it('are told by their cells, area, density and labels', () => {
    const tissue = grid();
    keepRegions(tissue, [core, { name: 'empty', corners: square(20, 20, 1) }]);
    const table = regionTable(tissue, { labels: 'type' });
    const column = (name: string) => [...valuesOf(table.get(name))];
    expect(table.index).toEqual(['tumor core', 'empty']);
    expect([column('cells'), column('area'), column('density')]).toEqual([[36, 0], [36, 1], [1, 0]]); // prettier-ignore
    expect(column('share of T')[0]).toBeCloseTo(26 / 36, 12);
    expect(column('share of T')[1]).toBeNaN();
    tissue.obs.set('region', regionColumn(tissue));
    expect(valuesOf(tissue.obs.get('region')).filter((name) => name === 'tumor core')).toHaveLength(36);
  });

  it('change, go, and say what became of them', () => {
    const tissue = grid();
    keepRegions(tissue, [{ name: 'a', corners: square(0, 0, 1) }]);
    keepRegions(tissue, [{ name: 'a', corners: square(0, 0, 2) }]);
    removeRegion(tissue, 'a');
    expect(regionsOf(tissue)).toEqual([]);
    const { values } = (tissue.uns.get('regions') as Map<string, { values: string[] }>).get('history')!;
    expect(values.map((line) => line.replace(/^\S+ /, ''))).toEqual(['added "a"', 'changed "a"', 'removed "a"']);
    expect(() => regionOf(tissue, 'a')).toThrow('There is no region "a"');
  });

  it('whose name is misspelled have the nearest one as advice', () => {
    const tissue = grid();
    keepRegions(tissue, [core]);
    expect(() => cellsInRegion(tissue, 'tumor cor')).toThrow(expect.objectContaining({ kind: 'missing-key', advice: 'Did you mean "tumor core"?' })); // prettier-ignore
  });

  it.each([
    ['no name', { name: ' ', corners: square(0, 0, 1) }],
    ['two corners', { name: 'a', corners: [[0, 0], [1, 1]] }], // prettier-ignore
    ['a corner that is not finite', { name: 'a', corners: [[0, 0], [1, NaN], [1, 1]] }], // prettier-ignore
    ['no outline', { name: 'a', pieces: [] }],
    ['another color', { name: 'a', corners: square(0, 0, 1), color: 'red' }],
  ])('with %s are refused, and nothing is kept', (_, region) => {
    const tissue = grid();
    expect(() => keepRegions(tissue, [core, region as TissueRegion])).toThrow(expect.objectContaining({ kind: 'invalid-argument' })); // prettier-ignore
    expect(tissue.uns.size).toBe(0);
  });
});

describe('files of regions', () => {
  it("go to QuPath's GeoJSON and back, whatever the regions", async () => {
    const random = new Random(3);
    const ring = (): Corner[] =>
      Array.from({ length: random.integer(3, 40) }, () => [random.normal() * 1e4, random.normal()]);
    const regions = Array.from({ length: 20 }, (_, i): TissueRegion => ({
      name: `region ${i}, "quoted"`,
      pieces: Array.from({ length: random.integer(1, 4) }, () => Array.from({ length: random.integer(1, 4) }, ring)),
      ...(i % 2 ? { color: '#0072b2', kind: 'Stroma' } : {}),
    }));
    const path = join(folder, 'regions.geojson');
    await writeRegions(regions, path);
    expect(readRegions(path)).toEqual({ regions, notices: [] });
  });

  it('are read as QuPath writes them: a list, classes for names, numbers for colors, points left out', () => {
    const path = join(folder, 'qupath.geojson');
    const polygon = { type: 'Polygon', coordinates: [[[0, 0], [4, 0], [4, 4], [0, 0]]] }; // prettier-ignore
    writeFileSync(
      path,
      JSON.stringify([
        { type: 'Feature', geometry: polygon, properties: { objectType: 'annotation', classification: { name: 'Tumor', colorRGB: -3670016, color: [200, 0, 0] } } }, // prettier-ignore
        { type: 'Feature', geometry: polygon, properties: { classification: { name: 'Tumor' }, color: -16776961 } },
        { type: 'Feature', geometry: { type: 'MultiPoint', coordinates: [[1, 1]] }, properties: { name: 'dots' } },
        { type: 'Feature', geometry: polygon, properties: null },
      ]),
    );
    const { regions, notices } = readRegions(path, { scale: 0.5 });
    expect(regions.map(({ name, kind, color }) => [name, kind, color])).toEqual([['Tumor', 'Tumor', '#c80000'], ['Tumor 2', 'Tumor', '#0000ff'], ['region 4', undefined, undefined]]); // prettier-ignore
    expect(regions[0]!.pieces).toEqual([[[[0, 0], [2, 0], [2, 2]]]]); // prettier-ignore
    expect(notices).toEqual(['1 object of type MultiPoint left out: no outline.']);
  });

  it("go to Xenium Explorer's table and back, without holes, which is said", async () => {
    const path = join(folder, 'selections.csv');
    const { notices } = await writeRegions([core, { name: 'b', pieces: [[square(1, 1, 1)]] }], path);
    expect(notices).toEqual(['Of "tumor core" only the first outer ring was written: Xenium Explorer has no holes.']);
    expect(readRegions(path).regions.map(({ name, pieces }) => [name, pieces])).toEqual([['tumor core', [[square(0, 0, 6)]]], ['b', [[square(1, 1, 1)]]]]); // prettier-ignore
  });

  it('of one selection of Xenium Explorer have their name in a comment', () => {
    const path = join(folder, 'one.csv');
    writeFileSync(path, '#Selection name: Follicle 3\n#Area (µm^2): 12\nX,Y\n0,0\n3,0\n3,4\n0,0\n');
    expect(readRegions(path).regions).toEqual([{ name: 'Follicle 3', pieces: [[[[0, 0], [3, 0], [3, 4]]]] }]); // prettier-ignore
  });

  it.each([
    ['broken.geojson', '{"type": "FeatureCollection", "features": [', 'corrupt'],
    ['line.geojson', '{"type":"Polygon","coordinates":[[[0,0],[1,1]]]}', 'invalid-argument'],
    ['text.geojson', '{"type":"Polygon","coordinates":[[["a",0],[1,1],[2,2]]]}', 'invalid-argument'],
    ['columns.csv', 'a,b\n1,2\n', 'corrupt'],
    ['words.csv', 'X,Y\n1,2\n3,four\n5,6\n', 'corrupt'],
  ])('that cannot be: %s', (name, content, kind) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    expect(() => readRegions(path)).toThrow(expect.objectContaining({ kind }));
  });

  it('that hold no outline say so, and a largest size is kept to', () => {
    const path = join(folder, 'none.json');
    writeFileSync(path, '{"some": "json"}');
    expect(readRegions(path)).toEqual({ regions: [], notices: ['none.json holds no outline.'] });
    expect(() => readRegions(path, { maxBytes: 5 })).toThrow(expect.objectContaining({ kind: 'too-large' }));
  });

  it('of a region with more corners than a function takes arguments are used', async () => {
    const round = Array.from({ length: 300_000 }, (_, i): Corner => [5 + 5 * Math.cos((i * Math.PI) / 150_000), 5 + 5 * Math.sin((i * Math.PI) / 150_000)]); // prettier-ignore
    const path = join(folder, 'round.geojson');
    await writeRegions([{ name: 'round', pieces: [[round]] }], path);
    expect(readFileSync(path).length).toBeGreaterThan(1e7);
    const tissue = grid();
    keepRegions(tissue, readRegions(path).regions);
    expect(cellsInRegion(tissue, 'round').length).toBe(80);
  });
});
