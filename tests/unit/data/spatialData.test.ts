import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AnnData,
  coordinates,
  DenseMatrix,
  readSpatialData,
  type SpatialData,
  Table,
  valuesOf,
} from '../../../src/data';
import { placeTable } from '../../../src/data/zarr/placeTable';
import { middleOf } from '../../../src/data/zarr/shapes';
import { unpacked } from './unpacked';

interface Transformed {
  coordinateTransformations: { output: { name: string } }[];
}
type Attributes = Transformed & { ome?: { multiscales: Transformed[] } };

const folder = mkdtempSync(join(tmpdir(), 'tissuebook-spatialdata-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }), 120_000);

describe('readSpatialData', () => {
  let data: SpatialData;
  beforeAll(async () => {
    data = await readSpatialData(unpacked('spatialdata.zip', join(folder, 'sound')));
  });

  it('finds tables, images and shapes, and names what is read when it is asked for', () => {
    expect([[...data.tables.keys()], [...data.images.keys()], [...data.shapes.keys()]]).toEqual([['table'], ['he'], ['outlines', 'spots']]); // prettier-ignore
    expect([data.labels, data.points, data.notices]).toEqual([['mask'], [], []]);
    expect(data.toString()).toMatch(/images: he \(96 x 64\)[^]*labels: mask/);
  });

  it('gives the middles of circles and outlines', () => {
    const [spots, outlines] = [data.shapes.get('spots')!, data.shapes.get('outlines')!];
    expect([spots.index[0], outlines.index[3]]).toEqual(['100', 'o3']);
    expect(valuesOf(spots.get('x'))).toEqual(Array.from({ length: 20 }, (_, i) => 5 * i + 3));
    expect(valuesOf(spots.get('radius'))).toEqual(Array.from({ length: 20 }, () => 1.5));
    (valuesOf(outlines.get('y')) as number[]).forEach((y, i) => expect(y).toBeCloseTo(2 * i + 2, 9));
  });

  it('places the rows of a table at the shapes that they are about', () => {
    const adata = data.tables.get('table')!;
    // The table's instances run backwards.
    expect([...coordinates(adata).points.row(0)]).toEqual([5 * 19 + 3, 2 * 19 + 1]);
    expect([...coordinates(adata).points.row(19)]).toEqual([3, 1]);
  });

  it('reads pixels of images tile by tile, at a scale', async () => {
    const image = data.images.get('he')!;
    expect([image.channels, image.type, image.levels.length]).toEqual([['r', 'g', 'b'], 'uint8', 3]);
    const { values } = await image.region({ x: 30, y: 31, width: 4, height: 3 });
    const want = Array.from({ length: 36 }, (_, e) => {
      const [x, y, c] = [30 + (Math.floor(e / 3) % 4), 31 + Math.floor(e / 12), e % 3];
      return (7 * x + 13 * y + 50 * c) % 251;
    });
    expect([...values]).toEqual(want);
    const coarse = await image.region({ x: 0, y: 0, width: 96, height: 64 }, { scale: 2 });
    expect([coarse.width, coarse.height]).toEqual([48, 32]);
  });

  /** The fixture with other transformations of its shapes and its image. */
  function transformed(name: string, edit: (node: { attributes: Attributes }, element: string) => void): string {
    const place = unpacked('spatialdata.zip', join(folder, name));
    for (const element of ['shapes/spots', 'shapes/outlines', 'images/he']) {
      const path = join(place, element, 'zarr.json');
      const node = JSON.parse(readFileSync(path, 'utf8')) as { attributes: Attributes };
      edit(node, element);
      writeFileSync(path, JSON.stringify(node));
    }
    return place;
  }

  it('moves shapes to a coordinate system, and finds positions in the pixels of an image', async () => {
    const place = transformed('moved', ({ attributes }, element) => {
      const listed = (attributes.ome?.multiscales[0] ?? attributes).coordinateTransformations;
      if (element === 'shapes/spots') Object.assign(listed[0]!, { type: 'scale', scale: [2, 8] });
      if (element === 'shapes/outlines') listed[0]!.output.name = 'elsewhere';
      if (element === 'images/he') {
        const transformations = [
          { type: 'scale', scale: [1, 4, 2] },
          { type: 'translation', translation: [0, -10, 100] },
        ];
        Object.assign(listed[0]!, { type: 'sequence', transformations });
      }
    });
    const found = await readSpatialData(place);
    expect([found.coordinateSystem, found.toString().split('\n')[0]]).toEqual(['global', 'SpatialData in "global"']);
    const spots = found.shapes.get('spots')!;
    expect(valuesOf(spots.get('x'))).toEqual(Array.from({ length: 20 }, (_, i) => 2 * (5 * i + 3)));
    expect(valuesOf(spots.get('y'))).toEqual(Array.from({ length: 20 }, (_, i) => 8 * (2 * i + 1)));
    // Areas grow by 16, so lengths by 4.
    expect(valuesOf(spots.get('radius'))).toEqual(Array.from({ length: 20 }, () => 6));
    expect([...coordinates(found.tables.get('table')!).points.row(19)]).toEqual([6, 8]);
    expect(found.notices).toEqual([
      'shapes/outlines has no transformation to "global": its own coordinates were kept.',
    ]);
    // x = 2 u + 100, y = 4 v - 10
    const points = DenseMatrix.fromRows([[100, -10], [130, 30]]); // prettier-ignore
    expect([...found.pixelsOf('he', points).values]).toEqual([0, 0, 15, 10]);
    expect(() => found.pixelsOf('nothing', points)).toThrow(/Images that have: he, mask/);
    const elsewhere = await readSpatialData(place, { coordinateSystem: 'elsewhere' });
    expect(elsewhere.notices).toHaveLength(2);
    expect(() => elsewhere.pixelsOf('he', points)).toThrow(/no place|No image "he"/i);
  });

  it('leaves out elements whose transformation is hostile or of a type that is not read, by name', async () => {
    const place = transformed('twisted', ({ attributes }, element) => {
      const listed = (attributes.ome?.multiscales[0] ?? attributes).coordinateTransformations;
      if (element === 'shapes/spots') Object.assign(listed[0]!, { type: 'rotation', rotation: [0, -1, 1, 0] });
      if (element === 'shapes/outlines') Object.assign(listed[0]!, { type: 'scale', scale: ['NaN', 1] });
      if (element === 'images/he') Object.assign(listed[0]!, { type: 'scale', scale: [1, 0, 1] });
    });
    const found = await readSpatialData(place);
    expect([found.shapes.size, found.images.size, found.tables.size]).toEqual([0, 0, 1]);
    expect(found.tables.get('table')!.obsm.has('spatial')).toBe(false);
    for (const named of [
      'shapes/spots: transformations of type "rotation"',
      'shapes/outlines: a transformation',
      'images/he: a transformation',
    ]) {
      expect(found.notices.join('\n')).toContain(named);
    }
  });

  it('leaves an image out whose levels lead elsewhere, and refuses other folders', async () => {
    const place = unpacked('spatialdata.zip', join(folder, 'hostile'));
    const path = join(place, 'images', 'he', 'zarr.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"path": "s0"', '"path": "../../../sound/images/he/s0"'));
    const found = await readSpatialData(place);
    expect([found.images.size, found.tables.size]).toEqual([0, 1]);
    expect(found.notices.join()).toMatch(/images\/he/);
    const zarr = unpacked('zarr3.zip', join(folder, 'anndata'));
    await expect(readSpatialData(zarr)).rejects.toMatchObject({
      kind: 'unsupported-encoding',
      message: /readZarr/ as never,
    });
    mkdirSync(join(folder, 'empty'));
    await expect(readSpatialData(join(folder, 'empty'))).rejects.toMatchObject({ kind: 'unsupported-encoding' });
  });

  it.each([
    ['spatialdataFromOne.zip', ['1', '2', '3', '4'], [[0, 0], [10, 20], [20, 40], [30, 60]], /^$/],
    ['spatialdataFromOneAll.zip', ['1', '2', '3', '4', '5'], [[0, 0], [10, 20], [20, 40], [30, 60], [40, 80]], /^$/],
    ['spatialdataOneRowAlone.zip', ['1', '2', '9'], [[0, 0], [10, 20], [NaN, NaN]], /1 rows of the table "table".*: 9\./],
  ])('joins rows with shapes by their names, never by their order: %s', async (name, ids, places, notice) => {
    const { tables } = await readSpatialData(unpacked(name, join(folder, name), 'faults'));
    const table = tables.get('table')!;
    const points = table.obsm.get('spatial')!;
    expect(valuesOf(table.obs.get('id')).map(String)).toEqual(ids);
    expect(ids.map((_, i) => [...points.row(i)])).toEqual(places);
    expect(table.notices.join()).toMatch(notice);
  }); // prettier-ignore

  it('leaves a table about elements that are no shapes without positions, and says so', async () => {
    const place = unpacked('spatialdataFromOne.zip', join(folder, 'renamed'), 'faults');
    renameSync(join(place, 'shapes', 'cells'), join(place, 'shapes', 'others'));
    const { tables } = await readSpatialData(place);
    expect([...tables.get('table')!.obsm.keys()]).toEqual([]);
    expect(tables.get('table')!.notices.join()).toMatch(/"cells" have no positions/);
  });

  it('takes none of several shapes of one name', () => {
    const shapes = new Map([['cells', new Table(['1', '1', '2'], [['x', Float64Array.of(1, 2, 3)], ['y', Float64Array.of(4, 5, 6)]])]]); // prettier-ignore
    const adata = new AnnData({ obs: new Table(['a', 'b'], [['id', [1, 2]]]), var: new Table([]) });
    const placed = placeTable(adata, 't', { region: 'cells', instance_key: 'id' }, shapes);
    expect([...placed.obsm.get('spatial')!.values]).toEqual([NaN, NaN, 3, 6]);
    expect(placed.notices.join()).toMatch(/no single shape.*: 1\./);
  });

  it('puts the middle of an outline where geopandas does: without its holes, of all its parts', () => {
    const square = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]; // prettier-ignore
    const hole = [[1, 1], [3, 1], [3, 2], [1, 2], [1, 1]]; // prettier-ignore
    const other = [[10, 0], [12, 0], [12, 1], [10, 1], [10, 0]]; // prettier-ignore
    const near = (found: readonly number[], wanted: readonly number[]): void => found.forEach((value, i) => expect(value).toBeCloseTo(wanted[i]!, 12)); // prettier-ignore
    // shapely 2: MultiPolygon([Polygon(square, [hole]), Polygon(other)]).centroid
    near(middleOf({ type: 'MultiPolygon', coordinates: [[square, hole], [other]] }), [3.125, 1.875]);
    near(middleOf({ type: 'Polygon', coordinates: [[...square].reverse()] }), [2, 2]);
    near(middleOf({ type: 'Point', coordinates: [5, 6] }), [5, 6]);
    expect(middleOf({ type: 'Polygon', coordinates: [[]] })).toEqual([NaN, NaN]);
  });
});
