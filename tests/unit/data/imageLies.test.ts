import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readImage, type TissueImage } from '../../../src/data';
import { channelRange } from '../../../src/data/images/channelRange';
import { writeMadeTiff } from '../../madeTiff';

const fixtures = join(__dirname, '..', '..', 'fixtures', 'data', 'images');
const folder = mkdtempSync(join(tmpdir(), 'image-lies-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file with other bytes in the place of some. */
function changed(name: string, change: (bytes: Buffer) => void): string {
  const bytes = readFileSync(name);
  change(bytes);
  const path = join(folder, 'changed.tif');
  writeFileSync(path, bytes);
  return path;
}

/** Where the directory entry of a tag with one value stands; the last of them that has this value. */
function entryOf(bytes: Buffer, tag: number, value: number): number {
  const entry = Buffer.alloc(12);
  entry.writeUInt16LE(tag, 0);
  entry.writeUInt16LE(4, 2);
  entry.writeUInt32LE(1, 4);
  entry.writeUInt32LE(value, 8);
  const at = bytes.lastIndexOf(entry);
  expect(at).toBeGreaterThan(0);
  return at;
}

function pyramid(): string {
  const path = join(folder, 'pyramid.tif');
  writeMadeTiff(path, { width: 128, height: 96, samples: 1, tile: 32, levels: 1, value: (x, y) => (x + y) % 256 });
  return path;
}

const whole = (image: TissueImage): Promise<unknown> =>
  image.region({ x: 0, y: 0, width: image.width, height: image.height });

describe('an image whose file lies', () => {
  it('about levels that do not shrink is refused, with their sizes', async () => {
    for (const width of [128, 129, 0xffffffff]) {
      const path = changed(pyramid(), (bytes) => {
        bytes.writeUInt32LE(width, entryOf(bytes, 256, 64) + 8);
        bytes.writeUInt32LE(96, entryOf(bytes, 257, 48) + 8);
      });
      const sizes = new RegExp(`levels of changed\\.tif have no sizes, or do not shrink: 128 x 96, ${width} x 96`);
      await expect(readImage(path)).rejects.toMatchObject({ kind: 'corrupt', message: expect.stringMatching(sizes) });
    }
    const none = changed(pyramid(), (bytes) => bytes.writeUInt32LE(0, entryOf(bytes, 256, 64) + 8));
    await expect(readImage(none)).rejects.toMatchObject({ kind: 'corrupt' });
  });

  it('in directories that go round in circles is refused', async () => {
    const path = changed(pyramid(), (bytes) => {
      const start = bytes.readUInt32LE(4);
      bytes.writeUInt32LE(start, start + 2 + 12 * bytes.readUInt16LE(start));
    });
    await expect(readImage(path)).rejects.toMatchObject({ kind: 'corrupt', message: /a directory comes twice/ as never }); // prettier-ignore
  });

  it('about its size, as 2 billion pixels wide, takes no memory, and its tiles are not there', async () => {
    const wide = (side: number): string => changed(pyramid(), (bytes) => {
      for (const [tag, value] of [[256, 128], [257, 96]] as const) bytes.writeUInt32LE(side, entryOf(bytes, tag, value) + 8);
    }); // prettier-ignore
    await expect(readImage(wide(0xfffffff0))).rejects.toMatchObject({ kind: 'corrupt' });
    const image = await readImage(wide(0x7ffffff0));
    const far = image.region({ x: 2e9, y: 2e9, width: 64, height: 64 });
    await expect(far).rejects.toMatchObject({ kind: 'corrupt', message: /lies outside of the file/ as never });
    await expect(whole(image)).rejects.toMatchObject({ kind: 'too-large' });
  });

  it.each([
    ['width', 8, /a tile is 4096 x 32 x 3, not 32 x 32 x 3/],
    ['height', 12, /a tile is 32 x 4096 x 3, not 32 x 32 x 3/],
  ])('in the %s of a tile of JPEG 2000 is damaged, before memory is taken', async (_, at, said) => {
    const path = changed(join(fixtures, 'jpeg2000.tif'), (bytes) => {
      const stream = bytes.indexOf(Buffer.from([0xff, 0x4f, 0xff, 0x51]));
      bytes.writeUInt32BE(4096, stream + at);
      // One tile of that size, as the header of such a lie would say.
      bytes.writeUInt32BE(4096, stream + at + 16);
    });
    await expect(whole(await readImage(path))).rejects.toMatchObject({ kind: 'corrupt', message: expect.stringMatching(said) }); // prettier-ignore
  });

  it('in components of a tile is refused with the command that converts it, and by what it says of its parts', async () => {
    const stream = (bytes: Buffer): number => bytes.indexOf(Buffer.from([0xff, 0x4f, 0xff, 0x51]));
    const halved = changed(join(fixtures, 'jpeg2000.tif'), (bytes) => bytes.writeUInt8(2, stream(bytes) + 46));
    await expect(whole(await readImage(halved))).rejects.toMatchObject({
      kind: 'unsupported-encoding',
      advice: /bfconvert -compression LZW .*"changed\.tif"/ as never,
    });
    const many = changed(join(fixtures, 'jpeg2000.tif'), (bytes) => bytes.writeUInt32BE(1, stream(bytes) + 24));
    await expect(whole(await readImage(many))).rejects.toMatchObject({ kind: 'corrupt' });
    // A part that is longer than the tile.
    const long = changed(join(fixtures, 'jpeg2000.tif'), (bytes) => {
      bytes.writeUInt32BE(0x7fffffff, bytes.indexOf(Buffer.from([0xff, 0x90, 0, 10])) + 6);
    });
    await expect(whole(await readImage(long))).rejects.toMatchObject({ kind: 'corrupt', message: /it is cut off/ as never }); // prettier-ignore
    // The decoder lives on.
    await whole(await readImage(join(fixtures, 'jpeg2000.tif')));
  });
});

describe('the range of a channel', () => {
  it('goes from its first percentile to its 99.8th, on the level that still shows tissue', async () => {
    const path = join(folder, 'range.tif');
    // A hundredth below 10, a thousandth at 60,000: 1000 values in all, in every row.
    const value = (x: number): number => (x < 8 ? x : x === 999 ? 60_000 : 100 + x);
    writeMadeTiff(path, { width: 1000, height: 300, samples: 1, bits: 16, tile: 128, value });
    const found = await channelRange(await readImage(path), 0);
    expect([found.least, found.most]).toEqual([0, 60_000]);
    expect(found.low).toBeCloseTo(109, -1);
    expect(found.high).toBeGreaterThan(1090);
    expect(found.high).toBeLessThan(1100);
  });
});
