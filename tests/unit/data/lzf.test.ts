import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compileLzf } from '../../../scripts/kernels';
import { readH5ad } from '../../../src/data';
import { LZF } from '../../../src/data/h5ad/lzfBytes';
import { TissuebookError } from '../../../src/errors';
import { seededDraws } from './damage';

const faults = join(__dirname, '..', '..', 'fixtures', 'faults');
const packed = readFileSync(join(faults, 'lzf.h5ad'));
/** Where h5py put the chunks of each data set, and how long each is. */
const chunks = JSON.parse(readFileSync(join(faults, 'lzf.json'), 'utf8')) as Record<string, [number, number][]>;
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-lzf-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What was packed: zeros, ramps, and rows that repeat near and far. */
const ROW = [
  ...new Array<number>(300).fill(0),
  ...Array.from({ length: 40 }, (_, i) => i % 7),
  ...Array.from({ length: 256 }, (_, i) => i),
  ...Array.from({ length: 150 }, (_, i) => 1 + (i % 3)),
  ...Array.from({ length: 40 }, (_, i) => i % 7),
  ...new Array<number>(22).fill(0),
];
const X = [...ROW, ...[...ROW].reverse(), ...ROW];

/** The file with some of its bytes replaced. */
function changed(at: number, bytes: ArrayLike<number>): string {
  const file = Buffer.from(packed);
  file.set(bytes, at);
  const path = join(folder, 'changed.h5ad');
  writeFileSync(path, file);
  return path;
}

/** A chunk of the first data set in place of the one that is there, in as many bytes. */
const chunk = (bytes: number[], of = 'X'): string => {
  const [at, size] = chunks[of]![0]!;
  return changed(
    at,
    Array.from({ length: size }, (_, i) => bytes[i % bytes.length]!),
  );
};

const literals = [31, ...new Array<number>(32).fill(7)];

/**
 * A chunk that would come to its size if what is missing at its end were read from behind it.
 *
 * @param last its last bytes, @param rest what these would unpack to
 */
function cutShort(last: number[], rest: number): string {
  const size = chunks['X']![0]![1] - last.length;
  const out = Array.from({ length: 17 }, () => literals).flat();
  const short = (size - out.length) % 3 === 2 ? [0x20, 0] : [];
  const copies = (size - out.length - short.length) / 3;
  let missing = 2 * ROW.length - rest - 17 * 32 - (short.length > 0 ? 3 : 0);
  for (let left = copies; left > 0; left--) {
    const length = Math.floor(missing / left);
    out.push(0xe0, length - 9, 0);
    missing -= length;
  }
  return chunk([...out, ...short, ...last]);
}

describe('HDF5 packed with lzf', () => {
  it('is read as h5py packed it: numbers, names, a chunk that is not full', async () => {
    const data = await readH5ad(join(faults, 'lzf.h5ad'));
    expect([...data.X!.toDense().values]).toEqual(X);
    expect(data.obs.index).toEqual(['a', 'b', 'c']);
    expect(data.var.index).toEqual(ROW.map((_, j) => `g${j}`));
  });

  it('is read block by block', async () => {
    const data = await readH5ad(join(faults, 'lzf.h5ad'), { backed: true });
    expect([...(await data.X!.readRows(1, 3)).toDense().values]).toEqual(X.slice(ROW.length));
    expect([...(await data.X!.readRows(0, 2, [301, 596])).toDense().values]).toEqual([1, 1, 0, 1].map((_, at) => X[[301, 596, 1109, 1404][at]!])); // prettier-ignore
  });

  it('leaves nothing behind in the folder for temporary files', async () => {
    const before = process.env.TMPDIR;
    process.env.TMPDIR = mkdtempSync(join(folder, 'temporary-'));
    try {
      await readH5ad(join(faults, 'lzf.h5ad'));
      expect(readdirSync(process.env.TMPDIR)).toEqual([]);
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    }
  });

  it.each<[string, () => string]>([
    ['unpacks to less than a chunk', () => chunk(literals)],
    ['unpacks to more than a chunk', () => chunk([0, 7, ...Array.from({ length: 200 }, () => [0xe0, 0xff, 0]).flat()])],
    ['copies from before its beginning', () => chunk([0x20, 5])],
    ['ends within a run', () => cutShort([31], 32)],
    ['ends within a copy', () => cutShort([0x20], 3)],
    ['ends within a long copy', () => cutShort([0xe0, 91], 100)],
    ['is one of texts, and unpacks to less', () => chunk(literals, 'obs/_index')],
  ])('is refused where a chunk %s, and the next file is read', async (_, damage) => {
    await expect(readH5ad(damage())).rejects.toMatchObject({ kind: 'corrupt' });
    expect([...(await readH5ad(join(faults, 'lzf.h5ad'))).X!.toDense().values]).toEqual(X);
  });

  it.each([1, 2 ** 31, 2 ** 32 - 1, 0, 1615, 1617])('is refused where its settings say a chunk of %i bytes', async (size) => {
    const settings = Buffer.alloc(12);
    [4, 261, 2 * ROW.length].forEach((value, i) => settings.writeUInt32LE(value, 4 * i));
    const at = packed.indexOf(settings);
    expect(at).toBeGreaterThan(0);
    const lie = Buffer.alloc(4);
    lie.writeUInt32LE(size);
    await expect(readH5ad(changed(at + 8, lie))).rejects.toMatchObject({
      kind: 'corrupt',
      message: expect.stringMatching(/another size/),
    });
  }); // prettier-ignore

  it('is read in its shape or refused, whatever its bytes are', async () => {
    const draw = seededDraws(0);
    let refused = 0;
    for (let round = 0; round < 60; round++) {
      const [at, size] = chunks['X']![round % 2]!;
      const found = await readH5ad(changed(at + draw(size), [draw(256)])).catch((error: unknown) => error);
      if (found instanceof TissuebookError) refused++;
      else expect((found as Awaited<ReturnType<typeof readH5ad>>).X!.toDense().values).toHaveLength(X.length);
    }
    expect(refused).toBeGreaterThan(0);
  });
});

it('the compiled filter is that of the source: else run npx tsx scripts/kernels.ts', async () => {
  expect(LZF).toBe(await compileLzf());
}, 60_000);
