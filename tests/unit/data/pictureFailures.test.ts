import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AnnData, CropStore, DenseMatrix, ImageSource, readImage, Table, TissueImage } from '../../../src/data';
import { wholeImage } from '../../../src/data/images/wholeImage';
import { regionProperties } from '../../../src/prepare';
import { type MadeTiff, writeMadeTiff } from '../../madeTiff';
import { names } from '../../madeTissue';

const folder = mkdtempSync(join(tmpdir(), 'picture-failures-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A gradient, so that every pixel says where it is. */
const gradient: MadeTiff = { width: 80, height: 48, samples: 3, tile: 32, value: (x, y, c) => x + y + 20 * c };

function tiff(name: string, changes: Partial<MadeTiff>): string {
  const path = join(folder, name);
  writeMadeTiff(path, { ...gradient, ...changes });
  return path;
}

function cellsAt(...places: [number, number][]): AnnData {
  return new AnnData({
    obs: new Table(names('cell', places.length)),
    var: new Table([]),
    obsm: [['spatial', DenseMatrix.fromRows(places)]],
  });
}

const refused = (kind: string, text: RegExp, advice?: RegExp): unknown =>
  expect.objectContaining({
    kind,
    message: expect.stringMatching(text),
    ...(advice && { advice: expect.stringMatching(advice) }),
  });

describe('a picture that does not say or hold what is needed', () => {
  it('without the size of a pixel is read, and refused only where micrometers are asked for, with what to say', async () => {
    const source = new ImageSource(await readImage(tiff('plain.tif', {})), { unit: 'pixels' });
    expect((await source.batch(cellsAt([40, 24]), { side: 4 })).inside[0]).toBe(1);
    const asked = source.batch(cellsAt([40, 24]), { side: 4, width: 10, unit: 'micrometers' });
    await expect(asked).rejects.toEqual(refused('missing-key', /how many micrometers a pixel of plain.tif/, /micrometers: 0\.5/)); // prettier-ignore
    const said = new ImageSource(await readImage(tiff('said.ome.tif', { micrometers: 0.5, levels: 1 })));
    expect((await said.batch(cellsAt([40, 24]), { side: 4, width: 10, unit: 'micrometers' })).shape).toEqual([
      1, 4, 4, 3,
    ]);
  });

  it('in inks (CMYK) is refused with the command that converts it', async () => {
    const read = readImage(tiff('print.tif', { samples: 4 }));
    await expect(read).rejects.toEqual(refused('unsupported-encoding', /print\.tif has colors for print/, /magick "print\.tif" -colorspace sRGB/)); // prettier-ignore
  });

  it('in 16 bits is read whole: white is 65,535, and a range stretches what is dark', async () => {
    const image = await readImage(tiff('deep.tif', { samples: 1, bits: 16, value: (x, y) => 300 * x + y }));
    expect(image.type).toBe('uint16');
    const source = new ImageSource(image, { unit: 'pixels' });
    const [plain, stretched] = [{}, { range: [0, 30_000] as const }];
    const value = async (options: object): Promise<number> =>
      (await source.batch(cellsAt([50.5, 20.5]), { side: 1, ...options })).values[0];
    expect(await value(plain)).toBeCloseTo((300 * 50 + 20) / 65_535, 6);
    expect(await value(stretched)).toBeCloseTo((300 * 50 + 20) / 30_000, 6);
  });

  it('of JPEG 2000 whose tiles are none, or end early, is damaged, and says so', async () => {
    const inside = await readImage(tiff('scan.tif', { compression: 34712 }));
    const all = { x: 0, y: 0, width: 80, height: 48 };
    await expect(inside.region(all)).rejects.toEqual(refused('corrupt', /scan\.tif: a tile is no sound JPEG 2000 picture: it begins with no picture/)); // prettier-ignore
    const fixture = readFileSync(join(__dirname, '../../fixtures/data/images/rgb.jp2'));
    const cut = join(folder, 'cut.jp2');
    writeFileSync(cut, fixture.subarray(0, fixture.length - 200));
    await expect(readImage(cut)).rejects.toEqual(refused('corrupt', /cut\.jp2 is no sound JPEG 2000 picture: a box lies outside/)); // prettier-ignore
    writeFileSync(cut, Buffer.from([0, 0, 0, 12, 0x6a, 0x50, 0x20, 0x20, 0x0d, 0x0a, 0x87, 0x0a, ...new Uint8Array(64)])); // prettier-ignore
    await expect(readImage(cut)).rejects.toMatchObject({ kind: 'corrupt' });
  });
});

describe('cells that do not fit their picture', () => {
  const image = async (): Promise<ImageSource> =>
    new ImageSource(await readImage(tiff('any.tif', {})), { unit: 'pixels' });

  it('outside of it are said by name and filled', async () => {
    const found = await (await image()).batch(cellsAt([40, 24], [-500, 24], [40, 9999]), { side: 4, padding: 'white' });
    expect([...found.inside]).toEqual([1, 0, 0]);
    expect(found.notices.join()).toMatch(/2 of 3 crops lie outside of any\.tif: cell1, cell2/);
    expect([...found.values.subarray(48)].every((value) => value === 1)).toBe(true);
  });

  it('may be a single one', async () => {
    const store = await CropStore.read(await image(), cellsAt([40, 24]), { side: 4, memory: 0, folder });
    expect(store.rows([0])).toHaveLength(48);
    store.close();
  });

  it('that share a number in a mask are said, in crops and in measures of their shape', async () => {
    const size = { width: 20, height: 10 };
    // Two squares with the number 3, one with 5.
    const label = (x: number, y: number): number =>
      y < 2 || y > 5 ? 0 : x < 4 || (x > 7 && x < 12) ? 3 : x > 15 ? 5 : 0;
    const values = Uint8Array.from({ length: 200 }, (_, p) => label(p % 20, Math.floor(p / 20)));
    const of = (name: string, bytes: Uint8Array): TissueImage =>
      new TissueImage(name, wholeImage({ ...size, channels: [name], type: 'uint8' }, () => ({ ...size, channels: 1, values: bytes })), { maxBytes: 2 ** 20, cacheBytes: 2 ** 20 }); // prettier-ignore
    const source = new ImageSource({ image: of('gray', values.map(() => 200)), labels: of('mask', values) }, { unit: 'pixels' }); // prettier-ignore
    const cells = cellsAt([2, 4], [9, 4], [18, 4]);
    const found = await source.batch(cells, { side: 8, blank: 'outside' });
    expect([...found.blanked]).toEqual([1, 1, 1]);
    expect(found.notices.join()).toMatch(/1 cells have the number of another cell.*: cell0 and cell1 \(3\)/);
    const table = regionProperties({ ...size, values });
    expect(table.notices.join()).toMatch(/1 of 2 labels lie in several parts .* two cells with one number/);
  });

  it('leave nothing behind when reading them is stopped', async () => {
    const stop = new AbortController();
    stop.abort();
    const asked = CropStore.read(await image(), cellsAt([40, 24], [30, 20]), { side: 4, memory: 0, folder, signal: stop.signal }); // prettier-ignore
    await expect(asked).rejects.toMatchObject({ kind: 'aborted' });
    expect(readdirSync(folder).filter((name) => name.endsWith('.crops'))).toEqual([]);
  });
});
