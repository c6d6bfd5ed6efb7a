import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AnnData, readH5ad, writeH5ad } from '../../../src/data';
import { readSafetensors } from '../../../src/engine/checkpoint/safetensors';
import { TissuebookError } from '../../../src/errors';
import { summarize } from '../../golden/h5adSummary';
import { damaged, deflatedPieces, seededDraws } from './damage';
import { example } from './example';

/** Damaged files in all: TISSUEBOOK_FUZZ of them where it is set. */
const FILES = Number(process.env.TISSUEBOOK_FUZZ ?? 200);
const SEED = Number(process.env.TISSUEBOOK_FUZZ_SEED ?? 1);
/** What a file of some 100 KB may take, and what the process may grow by while it reads all of them. */
const LIMITS = { maxBytes: 64 * 2 ** 20, maxSeconds: 1 };
const GROWTH = 512 * 2 ** 20;

const fixtures = join(__dirname, '..', '..', 'fixtures', 'golden');
const sources = ['everything', 'csr_float32_gzip', 'dense_float64_gzip', 'legacy_06', 'visium'];
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function outcome(bytes: Uint8Array): Promise<unknown> {
  const path = join(folder, 'damaged.h5ad');
  writeFileSync(path, bytes);
  return readH5ad(path, LIMITS).catch((error: unknown) => error);
}

describe(`damaged files (seed ${SEED})`, () => {
  it(`${FILES >> 1} damaged .h5ad files are read or refused: no crash, no hang, no memory without bound`, async () => {
    const written = join(folder, 'written.h5ad');
    await writeH5ad(example(), written, { compression: 'gzip' });
    const sound = [...sources.map((name) => join(fixtures, 'h5ad', `${name}.h5ad`)), written].map((f) =>
      readFileSync(f),
    );
    const draw = seededDraws(SEED);
    const before = process.memoryUsage().rss;
    for (let i = 0; i < FILES >> 1; i++) {
      const found = await outcome(damaged(sound[i % sound.length]!, draw));
      expect(found instanceof AnnData || found instanceof TissuebookError, `file ${i}: ${String(found)}`).toBe(true);
      if (found instanceof AnnData) found.checkShapes();
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(GROWTH);
    expect(summarize((await outcome(sound.at(-1)!)) as AnnData)).toEqual(summarize(await readH5ad(written)));
  }, 1_800_000);

  it('a file that leads HDF5 in a circle is refused when its time is over, and others are read after it', async () => {
    const sound = join(folder, 'sound.h5ad');
    await writeH5ad(example(), sound);
    const circling = readFileSync(sound);
    // Texts are in "global heaps": a header of 16 bytes, then objects of a number (0 is free space), ..., and a size at 8.
    const first = circling.indexOf('GCOL') + 16;
    circling.writeUInt16LE(0, first);
    circling.writeBigUInt64LE(0n, first + 8);
    const found = await outcome(circling);
    expect(found).toMatchObject({ kind: 'corrupt', argument: 'maxSeconds' });
    expect(summarize(await readH5ad(sound))).toEqual(summarize(example()));
  });

  it('a flipped bit of compressed values is noticed, or changes nothing', async () => {
    const bytes = readFileSync(join(fixtures, 'h5ad', 'dense_float64_gzip.h5ad'));
    const pieces = deflatedPieces(bytes, 100);
    expect(pieces.length).toBeGreaterThan(0);
    const want = summarize((await outcome(bytes)) as AnnData);
    const draw = seededDraws(SEED);
    let refused = 0;
    for (let i = 0; i < FILES >> 2; i++) {
      const [start, end] = pieces[draw(pieces.length)]!;
      const changed = Buffer.from(bytes);
      changed[start + draw(end - start)]! ^= 1 << draw(8);
      const found = await outcome(changed);
      if (found instanceof AnnData) expect(summarize(found)).toEqual(want);
      else refused++;
    }
    expect(refused).toBeGreaterThan(0);
  }, 900_000);

  it(`${FILES >> 2} damaged safetensors files are read or refused`, () => {
    const sound = ['squint_film', 'preprocessing_pca'].map((f) => readFileSync(join(fixtures, `${f}.safetensors`)));
    const draw = seededDraws(SEED);
    for (let i = 0; i < FILES >> 2; i++) {
      const source = sound[i % sound.length]!;
      const header = 8 + Number(source.readBigUInt64LE());
      const focus = i % 4 ? Buffer.concat([damaged(source.subarray(0, header), draw), source.subarray(header)]) : null;
      const read = (): unknown => readSafetensors(focus ?? damaged(source, draw));
      try {
        read();
      } catch (error) {
        expect(error, `file ${i}`).toBeInstanceOf(TissuebookError);
      }
    }
  });
});
