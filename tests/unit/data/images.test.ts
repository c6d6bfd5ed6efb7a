import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cropsAt, DenseMatrix, readImage, type TissueImage } from '../../../src/data';
import { TissuebookError } from '../../../src/errors';
import { damaged, seededDraws } from './damage';

/** Damaged images in all: a twentieth of TISSUEBOOK_FUZZ where it is set. */
const FILES = Math.ceil(Number(process.env.TISSUEBOOK_FUZZ ?? 2000) / 20);
const fixtures = join(__dirname, '..', '..', 'fixtures', 'data', 'images');
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-images-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What makeImages.py puts at x, y of channel c. */
const pattern = (x: number, y: number, c: number, top = 251): number => (7 * x + 13 * y + 50 * c) % top;

/** All values of an image of `channels` that `value` gives. */
function expected(width: number, height: number, channels: number, value: (x: number, y: number, c: number) => number) {
  return Array.from({ length: width * height * channels }, (_, e) => {
    const p = Math.floor(e / channels);
    return value(p % width, Math.floor(p / width), e % channels);
  });
}

async function whole(name: string): Promise<{ image: TissueImage; values: number[] }> {
  const image = await readImage(join(fixtures, name));
  const { values } = await image.region({ x: 0, y: 0, width: image.width, height: image.height });
  return { image, values: [...values] };
}

describe('readImage', () => {
  it.each([
    ['rgb.png', 3, 'uint8', pattern],
    ['rgba.png', 4, 'uint8', pattern],
    ['interlaced.png', 3, 'uint8', pattern],
    ['grey16.png', 1, 'uint16', (x: number, y: number) => 80 * pattern(x, y, 0, 60000)],
    ['grey1.png', 1, 'uint8', (x: number, y: number) => 255 * (pattern(x, y, 0) % 2)],
    ['palette.png', 4, 'uint8', (x: number, y: number, c: number) => (c === 3 ? 255 : (pattern(x, y, 0) % 16) * [3, 5, 7][c]!)], // prettier-ignore
    ['strips.tif', 3, 'uint8', pattern],
    ['deflate16.tif', 1, 'uint16', (x: number, y: number) => 80 * pattern(x, y, 0, 60000)],
    ['packbits.tif', 3, 'uint8', (x: number, y: number, c: number) => (pattern(x, y, c) > 120 ? pattern(x, y, c) : 9)],
    ['float.tif', 1, 'float32', (x: number, y: number) => pattern(x, y, 0) / 4],
    ['planes.tif', 3, 'uint8', pattern],
    ['big.tif', 1, 'uint16', (x: number, y: number) => 80 * pattern(x, y, 0, 60000)],
    ['jpeg2000.tif', 3, 'uint8', pattern],
    ['jpeg2000_16.tif', 1, 'uint16', (x: number, y: number) => 80 * pattern(x, y, 0, 60000)],
    ['rgb.jp2', 3, 'uint8', pattern],
    ['grey16.j2k', 1, 'uint16', (x: number, y: number) => 80 * pattern(x, y, 0, 60000)],
    ['palette.tif', 3, 'uint8', (x: number, y: number, c: number) => (pattern(x, y, 0) % 16) * [3, 5, 7][c]!],
  ])('reads every pixel of %s', async (name, channels, type, value) => {
    const { image, values } = await whole(name);
    expect([image.width, image.height, image.channels.length, image.type]).toEqual([37, 29, channels, type]);
    expect(values).toEqual(expected(37, 29, channels, value));
  });

  it.each(['rgb.jpg', 'progressive.jpg', 'grey.jpg', 'jpeg.tif'])(
    'reads %s as closely as JPEG keeps it',
    async (name) => {
      const image = await readImage(join(fixtures, name));
      expect([image.width, image.height]).toEqual([37, 29]);
      // Whole tiles of the TIFF file: JPEG blurs what fills the others up.
      const { values } = await image.region({ x: 0, y: 0, width: 32, height: 16 });
      const want = expected(32, 16, image.channels.length, (x, y, c) => 2 * x + 3 * y + 20 * c);
      expect(values).toHaveLength(want.length);
      expect(Math.max(...want.map((value, e) => Math.abs(value - values[e]!)))).toBeLessThan(8);
    },
  );

  it('unpacks LZW as deflate does, over several tables', async () => {
    const [lzw, deflate] = [await whole('lzw_noise.tif'), await whole('deflate_noise.tif')];
    expect(lzw.image.levels[0]).toMatchObject({ tileWidth: 64 });
    expect(lzw.values).toEqual(deflate.values);
    expect((await whole('lzw.tif')).values).toEqual(expected(200, 150, 3, pattern));
  });

  it('knows channels, levels and the size of pixels of an OME-TIFF', async () => {
    const image = await readImage(join(fixtures, 'pyramid.ome.tif'));
    expect(image.channels).toEqual(['DAPI', 'CD3 & CD4', 'CD8', 'PanCK']);
    expect(image.levels.map(({ width, height }) => [width, height])).toEqual([[96, 64], [48, 32], [24, 16]]); // prettier-ignore
    expect(image.micrometres).toBe(0.325);
    expect(image.toString()).toMatch(/96 x 64 pixels, 0.325 micrometres each/);
    const { values, channels } = await image.region({ x: 30, y: 30, width: 5, height: 4 });
    expect(channels).toBe(4);
    expect([...values]).toEqual(expected(5, 4, 4, (x, y, c) => 30 * pattern(x + 30, y + 30, c, 60000)));
  });

  it('takes the coarsest level that is fine enough', async () => {
    for (const name of ['pyramid.ome.tif', 'pages.tif']) {
      const image = await readImage(join(fixtures, name));
      const factor = name === 'pages.tif' ? 1 : 30;
      const top = name === 'pages.tif' ? 251 : 60000;
      // makeImages.py takes every fourth pixel for the third level.
      const { values, width, height } = await image.region({ x: 0, y: 0, width: 96, height: 64 }, { scale: 4 });
      const want = expected(24, 16, image.channels.length, (x, y, c) => factor * pattern(4 * x, 4 * y, c, top));
      expect([width, height, [...values]]).toEqual([24, 16, want]);
    }
  });

  it.each([['zstd.tif', 'zstd']])('refuses %s by the name of its compression', async (name, compression) => {
    await expect(readImage(join(fixtures, name))).rejects.toMatchObject({
      kind: 'unsupported-filter',
      found: compression,
    });
  });

  it('refuses what is no image, and images that take more memory than allowed', async () => {
    const page = join(folder, 'page.png');
    writeFileSync(page, '<html>');
    await expect(readImage(page)).rejects.toMatchObject({ kind: 'unsupported-encoding' });
    await expect(readImage(join(folder, 'none.png'))).rejects.toMatchObject({ kind: 'file-not-found' });
    for (const name of ['rgb.png', 'rgb.jpg', 'deflate_noise.tif']) {
      await expect(readImage(join(fixtures, name), { maxBytes: 1000 })).rejects.toMatchObject({ kind: 'too-large' });
    }
    const bomb = Buffer.from(readFileSync(join(fixtures, 'grey16.png')));
    bomb.writeUInt32BE(100_000, 16);
    bomb.writeUInt32BE(100_000, 20);
    writeFileSync(page, bomb);
    await expect(readImage(page, { maxBytes: 2 ** 30 })).rejects.toMatchObject({ kind: 'too-large' });
  });

  it('damaged images are read or refused', async () => {
    const names = ['jpeg2000.tif', 'rgb.jp2', 'rgb.png', 'palette.png', 'rgb.jpg', 'progressive.jpg', 'lzw.tif', 'deflate16.tif', 'jpeg.tif', 'pyramid.ome.tif', 'packbits.tif', 'big.tif']; // prettier-ignore
    const draw = seededDraws(8);
    const path = join(folder, 'damaged');
    for (let i = 0; i < FILES; i++) {
      writeFileSync(path, damaged(readFileSync(join(fixtures, names[i % names.length]!)), draw));
      const read = async (): Promise<void> => {
        const image = await readImage(path, { maxBytes: 2 ** 26, cacheBytes: 2 ** 20 });
        await image.region({ x: 0, y: 0, width: Math.min(image.width, 300), height: Math.min(image.height, 300) });
        await image.close();
      };
      const wrong = await read().catch((error: unknown) => error);
      expect(wrong === undefined || wrong instanceof TissuebookError, `file ${i}: ${(wrong as Error)?.stack}`).toBe(
        true,
      );
    }
  }, 600_000);
});

describe('regions of an image', () => {
  it('are means of whole pixels where they are coarser, and 0 outside of the image', async () => {
    const image = await readImage(join(fixtures, 'float.tif'));
    const { values } = await image.region({ x: 35, y: 27, width: 4, height: 4 }, { scale: 2 });
    const mean = (pattern(35, 27, 0) + pattern(36, 27, 0) + pattern(35, 28, 0) + pattern(36, 28, 0)) / 16;
    expect([...values]).toEqual([mean, 0, 0, 0]);
  });

  it('repeat the nearest pixel where they are finer', async () => {
    const image = await readImage(join(fixtures, 'strips.tif'));
    const { values, width } = await image.region({ x: 4, y: 3, width: 2, height: 1 }, { scale: 0.5 });
    const reds = [...values].filter((_, e) => e % 3 === 0);
    expect([width, reds]).toEqual([4, [4, 4, 5, 5, 4, 4, 5, 5].map((x) => pattern(x, 3, 0))]);
  });

  it('are refused without an area, beyond maxBytes, when stopped, and after close', async () => {
    const image = await readImage(join(fixtures, 'rgb.png'), { maxBytes: 2 ** 20 });
    const region = { x: 0, y: 0, width: 10, height: 10 };
    await expect(image.region({ ...region, width: 0 })).rejects.toMatchObject({ kind: 'invalid-argument' });
    await expect(image.region(region, { scale: 1e-3 })).rejects.toMatchObject({ kind: 'too-large' });
    await expect(image.region(region, { signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: 'aborted' });
    await image.close();
    await expect(image.region(region)).rejects.toMatchObject({ kind: 'invalid-argument', message: /closed/ as never });
  });
});

describe('cropsAt', () => {
  it('gives crops around positions in their order, batch by batch', async () => {
    const image = await readImage(join(fixtures, 'pyramid.ome.tif'), { cacheBytes: 0 });
    const xy = DenseMatrix.fromRows([[90, 60], [4, 4], [50, 30], [5, 33], [0, 0]]); // prettier-ignore
    const seen: number[] = [];
    for await (const { from, to, shape, values } of cropsAt(image, xy, { size: 8, batch: 2 })) {
      expect(shape).toEqual([to - from, 8, 8, 4]);
      for (let i = from; i < to; i++) {
        const [left, top] = [xy.get(i, 0) - 4, xy.get(i, 1) - 4];
        const inside = (x: number, y: number): boolean => x >= 0 && y >= 0 && x < 96 && y < 64;
        const want = expected(8, 8, 4, (x, y, c) => (inside(left + x, top + y) ? 30 * pattern(left + x, top + y, c, 60000) : 0)); // prettier-ignore
        expect([...values.subarray((i - from) * 256, (i - from + 1) * 256)]).toEqual(want);
        seen.push(i);
      }
    }
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });

  it('reads coarse crops from a coarse level', async () => {
    const image = await readImage(join(fixtures, 'pages.tif'));
    for await (const { values } of cropsAt(image, DenseMatrix.fromRows([[48, 32]]), { size: 4, scale: 4 })) {
      expect([...values]).toEqual(expected(4, 4, 3, (x, y, c) => pattern(40 + 4 * x, 24 + 4 * y, c)));
    }
  });

  it('refuses positions that are none, and no size', async () => {
    const image = await readImage(join(fixtures, 'rgb.png'));
    const first = (xy: DenseMatrix, size: number): Promise<unknown> => cropsAt(image, xy, { size }).next();
    await expect(first(DenseMatrix.fromRows([[1, NaN]]), 4)).rejects.toMatchObject({ kind: 'not-finite' });
    await expect(first(DenseMatrix.fromRows([[1, 2, 3]]), 4)).rejects.toMatchObject({ kind: 'shape-mismatch' });
    await expect(first(DenseMatrix.fromRows([[1, 2]]), 0)).rejects.toMatchObject({ kind: 'invalid-argument' });
  });
});
