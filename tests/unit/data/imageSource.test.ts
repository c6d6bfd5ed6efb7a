import fc from 'fast-check';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  AnnData,
  cropsAt,
  DenseMatrix,
  type ImageCrops,
  type ImageCropsOptions,
  imageOf,
  ImageSource,
  MuData,
  numericArray,
  readImage,
  Table,
  TissueImage,
  type Uns,
  type UnsValue,
} from '../../../src/data';
import { wholeImage } from '../../../src/data/images/wholeImage';

const fixtures = join(__dirname, '..', '..', 'fixtures', 'data', 'images');
const [WIDTH, HEIGHT] = [24, 18];
const refusal = (kind: string, message: RegExp): unknown =>
  expect.objectContaining({ kind, message: expect.stringMatching(message) });

/** An image of bytes that `value` gives. */
function made(
  channels: readonly string[],
  value: (x: number, y: number, c: number) => number,
  [width, height] = [WIDTH, HEIGHT],
  name = 'made',
): TissueImage {
  const n = channels.length;
  const values = Uint8Array.from({ length: width * height * n }, (_, e) => {
    const p = Math.floor(e / n);
    return value(p % width, Math.floor(p / width), e % n);
  });
  const source = wholeImage({ width, height, channels, type: 'uint8' }, () => ({ width, height, channels: n, values }));
  return new TissueImage(name, source, { maxBytes: 2 ** 24, cacheBytes: 2 ** 20 });
}

const pattern = (x: number, y: number, c: number): number => 1 + ((7 * x + 13 * y + 50 * c) % 251);
const image = made(['DAPI', 'CD3', 'CD8'], pattern);

function cellsAt(xy: readonly (readonly [number, number])[], unit?: string): AnnData {
  const uns: Uns = new Map(unit === undefined ? [] : [['spatial_unit', unit]]);
  return new AnnData({
    obs: new Table(xy.map((_, i) => `c${i}`)),
    var: new Table([]),
    obsm: [['spatial', DenseMatrix.fromRows(xy.map((place) => [...place]))]],
    uns,
  });
}

async function all(crops: AsyncIterable<ImageCrops>): Promise<ImageCrops[]> {
  const found: ImageCrops[] = [];
  for await (const batch of crops) found.push(batch);
  return found;
}

/** The values of one crop of bytes as [row][column] of one channel. */
async function bytesOf(source: ImageSource, cells: AnnData, options: ImageCropsOptions): Promise<number[][]> {
  const { values } = await source.batch(cells, { channels: ['DAPI'], ...options, type: 'uint8' });
  const { side } = options;
  return Array.from({ length: side }, (_, i) => [...values.subarray(i * side, (i + 1) * side)]);
}

/** Whether a point lies inside of corners, by the sum of the angles under which it sees the sides. */
function inside(corners: readonly (readonly [number, number])[], x: number, y: number): boolean {
  let turned = 0;
  corners.forEach(([x0, y0], k) => {
    const [x1, y1] = corners[(k + 1) % corners.length]!;
    const angle = Math.atan2(y1 - y, x1 - x) - Math.atan2(y0 - y, x0 - x);
    turned += angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
  });
  return Math.abs(turned) > Math.PI;
}

describe('ImageSource', () => {
  it('gives the pixels of the image, from 0 to 1 or as bytes, channels last or first', async () => {
    const cells = cellsAt([[8, 6], [12, 9]], 'pixels'); // prettier-ignore
    const source = new ImageSource(image);
    const last = await source.batch(cells, { side: 4 });
    expect(last.shape).toEqual([2, 4, 4, 3]);
    const want = cropsAt(image, cells.obsm.get('spatial')!, { size: 4 });
    const { values } = (await want.next()).value!;
    expect([...last.values]).toEqual([...Float32Array.from(values, (value) => value / 255)]);
    const bytes = await source.batch(cells, {
      side: 4,
      type: 'uint8',
      layout: 'channels-first',
      channels: ['CD8', 'DAPI'],
    });
    expect([bytes.shape, bytes.channels]).toEqual([
      [2, 2, 4, 4],
      ['CD8', 'DAPI'],
    ]);
    bytes.values.forEach((value, e) => {
      const [n, c, i, j] = [e >> 5, (e >> 4) & 1, (e >> 2) & 3, e & 3];
      const [x, y] = [n ? 10 : 6, n ? 7 : 4];
      expect(value).toBe(pattern(x + j, y + i, c ? 0 : 2));
    });
    expect([...last.inside, ...last.notices]).toEqual([1, 1]);
  });

  it('pads by rule what lies beyond the image', async () => {
    const at = cellsAt([[1, 17]], 'pixels');
    const source = new ImageSource(image);
    const inImage = (i: number, j: number): boolean => j - 3 >= 0 && 13 + i < HEIGHT;
    const real = (i: number, j: number): number => pattern(j - 3, 13 + i, 0);
    const pixels = Array.from({ length: 64 }, (_, p) => [p >> 3, p & 7] as const);
    const own = pixels.filter(([i, j]) => inImage(i, j)).map(([i, j]) => real(i, j));
    const rules = {
      black: () => 0,
      white: () => 255,
      mean: () => Math.round(own.reduce((sum, value) => sum + value, 0) / own.length),
      edge: (i: number, j: number) => real(Math.min(i, HEIGHT - 14), Math.max(j, 3)),
    };
    for (const [padding, fill] of Object.entries(rules) as [keyof typeof rules, (i: number, j: number) => number][]) {
      const found = await bytesOf(source, at, { side: 8, padding });
      for (const [i, j] of pixels) expect(found[i]![j], padding).toBe(inImage(i, j) ? real(i, j) : fill(i, j));
    }
    expect((await source.batch(at, { side: 8 })).inside[0]).toBeCloseTo((5 * 5) / 64);
  });

  it('says which crops lie outside of the image, and fills them', async () => {
    const cells = cellsAt([[-50, 5], [12, 9], [12, 300]], 'pixels'); // prettier-ignore
    for (const padding of ['black', 'white', 'mean', 'edge'] as const) {
      const found = await new ImageSource(image).batch(cells, { side: 4, padding });
      expect([...found.inside]).toEqual([0, 1, 0]);
      expect(found.notices.join()).toMatch(/2 of 3 crops lie outside of made: c0, c2/);
      expect(new Set(found.values.subarray(0, 48))).toEqual(new Set([padding === 'white' ? 1 : 0]));
    }
  });

  it('keeps what lies inside of an outline, at any scale', async () => {
    const place = fc.tuple(fc.double({ min: 2, max: 16, noNaN: true }), fc.double({ min: 2, max: 16, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(place, { minLength: 3, maxLength: 3 }),
        fc.constantFrom(4, 8, 12),
        async (corners, width) => {
          const source = new ImageSource({ image, outlines: new Map([['c0', corners]]) });
          const cells = cellsAt([[9, 9]], 'pixels');
          const whole = await bytesOf(source, cells, { side: 8, width });
          const found = await bytesOf(source, cells, { side: 8, width, blank: 'outside' });
          for (let p = 0; p < 64; p++) {
            const [i, j] = [p >> 3, p & 7];
            const [x, y] = [9 + ((j + 0.5) / 8 - 0.5) * width, 9 + ((i + 0.5) / 8 - 0.5) * width];
            expect(found[i]![j]).toBe(inside(corners, x, y) ? whole[i]![j] : 0);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('blanks neighbors alike by outlines and by a label image', async () => {
    const square = (x: number, y: number, size: number): [number, number][] => [[x, y], [x + size, y], [x + size, y + size], [x, y + size]]; // prettier-ignore
    const outlines = new Map([['c0', square(6, 6, 4)], ['c1', square(10, 5, 3)], ['c2', square(3, 8, 3)]]); // prettier-ignore
    const labels = made(['label'], (x, y) => {
      const found = [...outlines.values()].findIndex((corners) => inside(corners, x + 0.5, y + 0.5));
      return found + 1;
    });
    const cells = cellsAt([[8, 8], [11, 6], [4.5, 9.5], [20, 15]], 'pixels'); // prettier-ignore
    cells.obs.set('label', [1, 2, 3, 0]);
    const byOutline = new ImageSource({ image, outlines });
    const byLabel = new ImageSource({ image, labels });
    const byColumn = new ImageSource({ image, labels }, { label: 'label' });
    for (const blank of ['neighbors', 'outside'] as const) {
      for (const background of ['black', 'white', 'mean'] as const) {
        const options = { side: 9, blank, background } as const;
        const want = await byOutline.batch(cells, options);
        expect([...want.blanked]).toEqual([1, 1, 1, 0]);
        expect(want.notices.join()).toMatch(/1 of 4 cells have no outline.*: c3/);
        // c2 overlaps nothing; where outlines overlap, a label image can only say one of them.
        for (const source of [byLabel, byColumn]) {
          const found = await source.batch(cells, options);
          expect([...found.values]).toEqual([...want.values]);
          expect([...found.blanked]).toEqual([1, 1, 1, 0]);
        }
      }
    }
    const [neighbors, outside] = [await bytesOf(byOutline, cells.subset({ obs: [0] }), { side: 9, blank: 'neighbors' }), await bytesOf(byOutline, cells.subset({ obs: [0] }), { side: 9, blank: 'outside' })]; // prettier-ignore
    expect(outside.flat().filter((value) => value > 0)).toHaveLength(16);
    expect(neighbors.flat().filter((value) => value > 0).length).toBeGreaterThan(16);
  });

  it('blanks beyond the image too, and takes means of what is kept alone', async () => {
    const corners: [number, number][] = [[0, 0], [2, 0], [2, 3], [0, 3]]; // prettier-ignore
    const source = new ImageSource({ image, outlines: new Map([['c0', corners]]) });
    const options = { side: 6, blank: 'outside', padding: 'white', background: 'mean' } as const;
    const found = await bytesOf(source, cellsAt([[1, 2]], 'pixels'), options);
    const own = [0, 1, 2].flatMap((y) => [0, 1].map((x) => pattern(x, y, 0)));
    const mean = Math.round(own.reduce((sum, value) => sum + value, 0) / own.length);
    for (let p = 0; p < 36; p++) {
      const [x, y] = [(p % 6) - 2, Math.floor(p / 6) - 1];
      const kept = x >= 0 && x < 2 && y >= 0 && y < 3;
      expect(found[y + 1]![x + 2]).toBe(kept ? pattern(x, y, 0) : mean);
    }
  });

  it('takes one scale for a slide from its largest cell, around the middles of boxes', async () => {
    const box = (x: number, y: number, w: number, h: number): [number, number][] => [[x, y], [x + w, y], [x + w, y + h], [x, y + h]]; // prettier-ignore
    const outlines = new Map([['c0', box(2, 2, 8, 4)], ['c1', box(14, 10, 2, 2)]]); // prettier-ignore
    const labels = made(['label'], (x, y) => [...outlines.values()].findIndex((corners) => inside(corners, x + 0.5, y + 0.5)) + 1); // prettier-ignore
    const cells = cellsAt([[3, 3], [14.5, 10.5]], 'pixels'); // prettier-ignore
    for (const slide of [
      { image, outlines },
      { image, labels },
    ]) {
      const options = { side: 16, width: 'largest', blank: 'outside', channels: ['DAPI'] } as const;
      const { values } = await new ImageSource(slide).batch(cells, options);
      const area = (n: number): number => values.subarray(256 * n, 256 * (n + 1)).filter((value) => value > 0).length;
      expect([area(0), area(1)]).toEqual([16 * 8, 4 * 4]);
      const one = await new ImageSource(slide).batch(cells.subset({ obs: [1] }), { ...options });
      expect([...one.values]).toEqual([...values.subarray(256)]);
    }
  });

  it('counts positions and widths in micrometers or in pixels', async () => {
    const inPixels = cellsAt([[8, 6], [12, 9]], 'pixels'); // prettier-ignore
    const inMicrometers = cellsAt([[4, 3], [6, 4.5]], 'um'); // prettier-ignore
    const want = [...(await new ImageSource(image).batch(inPixels, { side: 4, width: 8 })).values];
    const slide = { image, micrometers: 0.5 };
    const said = await new ImageSource(slide).batch(inMicrometers, { side: 4, width: 4, unit: 'micrometers' });
    expect([...said.values]).toEqual(want);
    const scaled = await new ImageSource({ image, scale: 2 }).batch(inMicrometers, { side: 4, width: 8 });
    expect([...scaled.values]).toEqual(want);
    const moved = { image, toPixels: (points: DenseMatrix) => points.map((value) => 2 * value) };
    expect([...(await new ImageSource(moved).batch(inMicrometers, { side: 4, width: 8 })).values]).toEqual(want);
    await expect(new ImageSource(image).batch(inMicrometers, { side: 4 })).rejects.toMatchObject({
      kind: 'missing-key',
    });
    const unsaid = await new ImageSource(image).batch(cellsAt([[8, 6]]), { side: 4 });
    expect(unsaid.notices).toEqual(['Nothing says the unit of the positions: taken for pixels.']);
  });

  it('gives the same crops in batches of any size, a slide at a time', async () => {
    const other = made(['DAPI', 'CD3', 'CD8'], (x, y, c) => 255 - pattern(x, y, c), [30, 20], 'other');
    const slides = { one: { image }, two: { image: other } };
    const cells = cellsAt([[4, 4], [5, 6], [9, 9], [10, 4], [12, 12]], 'pixels'); // prettier-ignore
    cells.obs.set('sample', ['two', 'one', 'two', 'one', 'one']);
    const source = new ImageSource(slides, { section: 'sample' });
    const batches = await all(source.crops(cells, { side: 3, batch: 2 }));
    expect(batches.map(({ slide, rows }) => [slide, [...rows]])).toEqual([['two', [0, 2]], ['one', [1, 3]], ['one', [4]]]); // prettier-ignore
    const together = await source.batch(cells, { side: 3 });
    for (const { rows, values } of batches) {
      rows.forEach((row, i) => {
        expect([...values.subarray(27 * i, 27 * (i + 1))]).toEqual([
          ...together.values.subarray(27 * row, 27 * (row + 1)),
        ]);
      });
    }
    const chosen = await source.batch(cells, { side: 3, obs: ['c4', 'c0', 'c4'] });
    expect([...chosen.rows]).toEqual([4, 0, 4]);
    expect([...chosen.values.subarray(27, 54)]).toEqual([...together.values.subarray(0, 27)]);
    expect([...chosen.values.subarray(54)]).toEqual([...chosen.values.subarray(0, 27)]);
    expect(source.toString()).toMatch(/^ImageSource of 2 slides\n {2}one: TissueImage: 24 x 18/);
    cells.obs.set('sample', ['two', 'one', 'two', 'one', 'three']);
    await expect(source.batch(cells, { side: 3 })).rejects.toMatchObject({ kind: 'missing-key', found: 'three' });
  });

  it('takes the cells of a MuData, whichever modality has their positions', async () => {
    const cells = cellsAt([[8, 6], [12, 9]], 'pixels'); // prettier-ignore
    const prot = new AnnData({ obs: new Table(['c1', 'c0']), var: new Table(['CD3']) });
    const mdata = new MuData({ mod: { prot, rna: cells } });
    const source = new ImageSource(image);
    const found = await source.batch(mdata, { side: 4 });
    expect([...found.values]).toEqual([...(await source.batch(cells, { side: 4, obs: ['c1', 'c0'] })).values]);
  });

  it('builds on the image that a section keeps, and on files with levels', async () => {
    const values = Float32Array.from({ length: 6 * 5 * 3 }, (_, e) => (e % 17) / 16);
    const library: Uns = new Map<string, Uns>([
      ['images', new Map<string, UnsValue>([['hires', numericArray(values, [5, 6, 3])]])],
      ['scalefactors', new Map<string, UnsValue>([['tissue_hires_scalef', 0.5]])],
    ]);
    const adata = cellsAt([[4, 4]]);
    adata.uns.set('spatial', new Map([['slide', library]]));
    const { values: crop, notices } = await new ImageSource(imageOf(adata)).batch(adata, { side: 2 });
    expect([...crop.subarray(0, 3)]).toEqual([...values.subarray((1 * 6 + 1) * 3, (1 * 6 + 1) * 3 + 3)]);
    expect(notices).toEqual([]);

    const scan = await readImage(join(fixtures, 'pyramid.ome.tif'));
    const source = new ImageSource(scan);
    const um = cellsAt([[20 * 0.325, 30 * 0.325]], 'micrometers');
    const fine = await source.batch(um, { side: 8, width: 32, channels: ['PanCK'], type: 'uint8' });
    const region = await scan.region({ x: 4, y: 14, width: 32, height: 32 }, { scale: 4 });
    const type = { uint8: 255, uint16: 65535, float32: 1 }[scan.type];
    expect([...fine.values]).toEqual(
      Array.from({ length: 64 }, (_, p) => Math.round((255 * region.values[4 * p + 3]!) / type)),
    );
    await source.close();
  });

  it('refuses what it cannot do, by name', async () => {
    const cells = cellsAt([[8, 6]], 'pixels');
    const source = new ImageSource(image);
    await expect(source.batch(cells, { side: 4, channels: ['CD4'] })).rejects.toMatchObject({ kind: 'missing-key', message: /Did you mean "CD3"/ as never }); // prettier-ignore
    await expect(source.batch(cells, { side: 4, blank: 'outside' })).rejects.toMatchObject({ kind: 'missing-key', argument: 'outlines' }); // prettier-ignore
    await expect(source.batch(cells, { side: 4, width: 'largest' })).rejects.toMatchObject({ kind: 'missing-key' });
    expect(() => source.crops(cells, {} as ImageCropsOptions)).toThrowError(
      refusal('invalid-argument', /side is needed/),
    );
    expect(() => source.crops(cells, { side: 4, pading: 'edge' } as ImageCropsOptions)).toThrowError(refusal('unknown-option', /Did you mean padding/)); // prettier-ignore
    expect(() => source.crops(cells, { side: 4, width: -1 })).toThrowError(refusal('invalid-argument', /width/));
    expect(() => source.crops(cells, { side: 4, range: [1, 1] })).toThrowError(refusal('invalid-argument', /range/));
    expect(() => new ImageSource({ a: { image }, b: { image } })).toThrowError(
      refusal('invalid-argument', /no section/),
    );
    const labels = made(['label'], () => 1, [WIDTH, WIDTH]);
    const bad = new ImageSource({ image, labels });
    await expect(bad.batch(cells, { side: 4, blank: 'outside' })).rejects.toMatchObject({ kind: 'shape-mismatch' });
    const outline = (corners: [number, number][]): ImageSource =>
      new ImageSource({ image, outlines: new Map([['c0', corners]]) });
    await expect(outline([[0, 0], [1, 1]]).batch(cells, { side: 4, blank: 'outside' })).rejects.toMatchObject({ kind: 'invalid-argument' }); // prettier-ignore
    await expect(outline([[0, 0], [1, 1], [NaN, 2]]).batch(cells, { side: 4, blank: 'outside' })).rejects.toMatchObject({ kind: 'not-finite', found: 'c0' }); // prettier-ignore
    const controller = new AbortController();
    controller.abort();
    await expect(source.batch(cells, { side: 4, signal: controller.signal })).rejects.toMatchObject({
      kind: 'aborted',
    });
  });
});
