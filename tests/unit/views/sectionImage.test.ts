import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  AnnData,
  categorical,
  DenseMatrix,
  ImageSource,
  readH5ad,
  readImage,
  Table,
  type Uns,
} from '../../../src/data';
import { checkView, decodeArray, encodeArray, plotlyFigure, type SpatialPayload } from '../../../src/protocol';
import { spatialView } from '../../../src/views';
import { writeMadeTiff } from '../../madeTiff';

const data = process.env['TISSUEBOOK_DATA'] ?? join(__dirname, '../../../../shared/data');
const bulb = join(data, 'st_mouse_olfactory_bulb_he.h5ad');

/** A tissue whose library has an image of the given size; pixel values come from their row, column and channel. */
function withImage(
  rows: number,
  columns: number,
  channels: number,
  value: (y: number, x: number, c: number) => number,
  scale = 1,
): AnnData {
  const values = Float64Array.from({ length: rows * columns * channels }, (_, i) =>
    value(Math.floor(i / channels / columns), Math.floor(i / channels) % columns, i % channels),
  );
  const images: Uns = new Map([
    ['hires', { kind: 'array' as const, shape: [rows, columns, channels], values, type: 'float' as const }],
  ]);
  const library: Uns = new Map([
    ['images', images],
    ['scalefactors', new Map([['tissue_hires_scalef', scale]])],
  ]);
  const obs = new Table(['a', 'b']);
  obs.set('kind', categorical(['x', 'y']));
  const points = DenseMatrix.fromRows([
    [0, 0],
    [10, 10],
  ]);
  return new AnnData({
    obs,
    var: new Table([]),
    obsm: [['spatial', points]],
    uns: new Map([['spatial', new Map([['lib', library]])]]),
  });
}

const payload = (adata: AnnData, more = {}): SpatialPayload =>
  checkView(spatialView(adata, { color: 'kind', ...more }).payload) as SpatialPayload;

describe('the image under a section', () => {
  it('lies where its scale factor says, in the unit of the picture, with its own colors', () => {
    const adata = withImage(2, 3, 3, (y, x, c) => 100 * y + 10 * x + c, 0.5);
    const [image] = payload(adata, { pixelSize: 0.25 }).images!;
    expect(image).toMatchObject({ x: [0, 1.5], y: [0, 1] });
    expect(image!.pixels.shape).toEqual([2, 9]);
    expect(Array.from(decodeArray(image!.pixels))).toEqual([
      0, 1, 2, 10, 11, 12, 20, 21, 22, 100, 101, 102, 110, 111, 112, 120, 121, 122,
    ]);
  });

  it('stretches values up to 1 and leaves opacity out', () => {
    const [image] = payload(withImage(1, 2, 4, (_, x, c) => (c === 3 ? 0 : x))).images!;
    expect(Array.from(decodeArray(image!.pixels))).toEqual([0, 0, 0, 255, 255, 255]);
  });

  it('is made smaller by means of blocks, and keeps its place', () => {
    const [image] = payload(withImage(4, 1800, 3, (y, x) => (x % 2) * 100 + (y % 2) * 100 + 2)).images!;
    expect(image!.pixels.shape).toEqual([2, 2700]);
    expect(new Set(decodeArray(image!.pixels))).toEqual(new Set([102]));
    expect(image).toMatchObject({ x: [0, 1800], y: [0, 4] });
  });

  it('is left out when asked, and when the data have none', () => {
    const adata = withImage(2, 2, 3, () => 200);
    expect(payload(adata, { image: false }).images).toBeUndefined();
    adata.uns.delete('spatial');
    expect(payload(adata).images).toBeUndefined();
    expect(payload(withImage(2, 2, 2, () => 200)).images).toBeUndefined();
  });

  it('is read from the level of a file that is fine enough, and lies where the positions fall on it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'overview-'));
    const path = join(folder, 'scan.ome.tif');
    writeMadeTiff(path, { width: 96, height: 64, samples: 3, tile: 16, levels: 2, micrometers: 0.5, value: (x, y, c) => x + y + 20 * c }); // prettier-ignore
    const image = await readImage(path);
    const source = new ImageSource(image, { unit: 'micrometers' });
    const cells = withImage(2, 2, 3, () => 0).with({ uns: new Map([['spatial_unit', 'um']]) });
    const { panels, images } = payload(cells, { image: await source.overview(cells, { side: 24 }) });
    expect(panels[0]!.image).toBe(0);
    // 96 pixels of half a micrometer; the third level has every fourth pixel.
    expect([images![0]!.x, images![0]!.y]).toEqual([[0, 48], [0, 32]]); // prettier-ignore
    expect(images![0]!.pixels.shape).toEqual([16, 72]);
    const shown = decodeArray(images![0]!.pixels);
    expect([...shown.subarray(72 * 3 + 3 * 5, 72 * 3 + 3 * 5 + 3)]).toEqual([32, 52, 72]);
    expect(payload(cells, { image: new Map() }).images).toBeUndefined();
    await expect(source.overview(cells, { channels: ['red', 'green'] })).rejects.toThrow(/2 channels make no picture/);
    // Moved and scaled by a function, the image lies where the function says; turned, it cannot lie under cells.
    const moved = new ImageSource({ image, toPixels: (points) => points.map((value) => 2 * value - 20) });
    const under = payload(cells, { image: await moved.overview(cells) }).images![0]!;
    expect([under.x, under.y]).toEqual([[10, 58], [10, 42]]); // prettier-ignore
    const turned = new ImageSource({ image, toPixels: (points) => points.takeColumns([1, 0]) });
    await expect(turned.overview(cells)).rejects.toThrow(/turned or bent/);
    await source.close();
    rmSync(folder, { recursive: true });
  });

  it('is drawn below the points, from its upper left corner, once its pixels have become a picture', () => {
    const view = payload(withImage(2, 4, 3, () => 200));
    expect(plotlyFigure(view).layout['images']).toBeUndefined();
    const figure = plotlyFigure(view, { imageSource: () => 'data:image/png;base64,', imageOpacity: 0.5 });
    expect(figure.layout['images']).toMatchObject([
      {
        x: 0,
        y: 0,
        sizex: 4,
        sizey: 2,
        xref: 'x',
        yref: 'y',
        xanchor: 'left',
        yanchor: 'top',
        layer: 'below',
        opacity: 0.5,
      },
    ]);
  });

  it.each<[string, RegExp, (view: SpatialPayload) => void]>([
    ['an image that is an address', /pixels must be an object/, (v) => (v.images![0]!.pixels = 'https://x' as never)],
    [
      'floats as pixels',
      /dtype must be uint8/,
      (v) => (v.images![0]!.pixels = encodeArray(new Float32Array(12), [2, 6])),
    ],
    [
      'a width that is not whole',
      /shape must be/,
      (v) => (v.images![0]!.pixels = encodeArray(new Uint8Array(8), [2, 4])),
    ],
    ['fewer bytes than pixels', /base64 of 12 bytes/, (v) => (v.images![0]!.pixels.bdata = 'AAAA')],
    ['edges upside down', /edges that grow/, (v) => (v.images![0]!.y = [5, 0])],
    ['an image that is not there', /image is 7/, (v) => (v.panels[0]!.image = 7)],
  ])('refuses %s', (_, message, spoil) => {
    const view = structuredClone(payload(withImage(2, 2, 3, () => 200)));
    spoil(view);
    expect(() => checkView(view)).toThrow(message);
  });

  it.skipIf(!existsSync(bulb))('of two sections lies under each panel (needs TISSUEBOOK_DATA)', async () => {
    const { panels, images } = spatialView(await readH5ad(bulb), { color: 'section', panelBy: 'section' })
      .payload as SpatialPayload;
    expect(panels.map(({ title, image }) => [title, image])).toEqual([
      ['MOB1', 0],
      ['MOB2', 1],
    ]);
    // Sizes of the two crops in the file, more than 900 pixels wide: halved.
    expect(images!.map(({ pixels }) => pixels.shape)).toEqual([
      [386, 3 * 460],
      [363, 3 * 482],
    ]);
    expect(images!.map(({ x, y }) => [x[1], y[1]])).toEqual([
      [920, 772],
      [964, 726],
    ]);
  });
});
