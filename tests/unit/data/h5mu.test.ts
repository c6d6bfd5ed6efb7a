import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  AnnData,
  DenseMatrix,
  MuData,
  readH5ad,
  readH5mu,
  SparseMatrix,
  Table,
  writeH5ad,
  writeH5mu,
} from '../../../src/data';
import { TissuebookError } from '../../../src/errors';
import { summarize } from '../../golden/h5adSummary';
import { damaged, seededDraws } from './damage';
import { example } from './example';
import { citeSeq } from './muDataExample';

/** Damaged files in all: a twentieth of TISSUEBOOK_FUZZ where it is set. */
const FILES = Math.ceil(Number(process.env.TISSUEBOOK_FUZZ ?? 2000) / 20);
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-h5mu-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const whole = (mdata: MuData): unknown =>
  summarize(new AnnData({ ...mdata, obs: mdata.obs, var: mdata.var, notices: [] }));

function expectSame(got: MuData, want: MuData): void {
  expect(whole(got)).toEqual(whole(want));
  expect([...got.mod.keys()]).toEqual([...want.mod.keys()]);
  for (const [name, adata] of want.mod) expect(summarize(got.modality(name))).toEqual(summarize(adata));
  expect(got.obsmap).toEqual(want.obsmap);
  expect(got.varmap).toEqual(want.varmap);
}

describe('readH5mu and writeH5mu', () => {
  it.each(['none', 'gzip'] as const)('give back every part as it was (compression %s)', async (compression) => {
    const path = join(folder, `${compression}.h5mu`);
    const adata = example();
    const mdata = citeSeq().with({
      mod: { ...Object.fromEntries(citeSeq().mod), 'all parts': adata },
      varm: [
        [
          'loadings',
          new DenseMatrix(
            8,
            1,
            Float64Array.from({ length: 8 }, (_, i) => i),
          ),
        ],
      ],
      obsmTables: [['frame', new Table(citeSeq().obs.index, [['u', [1, 2, 3, 4, 5]]])]],
    });
    await writeH5mu(mdata, path, { compression });
    expectSame(await readH5mu(path), mdata);
  });

  it('give back any cells and features', async () => {
    const path = join(folder, 'any.h5mu');
    const names = fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((s) => !s.includes('\0')), { maxLength: 9 }); // prettier-ignore
    const modality = fc.record({ cells: names, features: names, sparse: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(modality, modality, fc.nat(), async (one, two, salt) => {
        const [a, b] = [one, two].map(({ cells, features, sparse }) => {
          const values = Float64Array.from({ length: cells.length * features.length }, (_, i) => ((i + salt) * 7) % 4);
          const X = new DenseMatrix(cells.length, features.length, values);
          return new AnnData({
            X: sparse ? SparseMatrix.fromDense(X) : X,
            obs: new Table(cells),
            var: new Table(features),
          });
        });
        const mdata = new MuData({ mod: { one: a!, two: b! } });
        await writeH5mu(mdata, path);
        expectSame(await readH5mu(path), mdata);
      }),
      { numRuns: 40 },
    );
  });

  it('begin with a block that names the format, with HDF5 behind it', async () => {
    const path = join(folder, 'block.h5mu');
    await writeH5mu(citeSeq(), path);
    const bytes = readFileSync(path);
    expect(bytes.toString('latin1', 0, 30)).toBe('MuData (format-version=0.1.0;c');
    expect(bytes.toString('latin1', 512, 516)).toBe('\x89HDF');
    // The superblock says where the file's addresses count from, and where it ends.
    expect(bytes.readBigUInt64LE(512 + 24)).toBe(512n);
    expect(bytes.readBigUInt64LE(512 + 40)).toBe(BigInt(bytes.length));
  });

  it('send each to the reader of the other', async () => {
    const [one, several] = [join(folder, 'one.h5mu'), join(folder, 'several.h5ad')];
    await writeH5ad(example(), one);
    await writeH5mu(citeSeq(), several);
    await expect(readH5mu(one)).rejects.toMatchObject({ kind: 'unsupported-encoding', advice: /readH5ad/ as never });
    await expect(readH5ad(several)).rejects.toMatchObject({ kind: 'unsupported-encoding', message: /rna, prot|prot, rna/ as never }); // prettier-ignore
    await expect(readH5ad(several, { backed: true })).rejects.toMatchObject({ kind: 'unsupported-encoding' });
  });

  it('refuse an entry with the name of a modality, and names that HDF5 cannot keep', async () => {
    const path = join(folder, 'bad.h5mu');
    const taken = citeSeq().with({ obsm: [['rna', DenseMatrix.zeros(5, 1)]] });
    await expect(writeH5mu(taken, path)).rejects.toMatchObject({ kind: 'invalid-argument', argument: 'rna' });
    const slash = new MuData({ mod: { 'a/b': example() } });
    await expect(writeH5mu(slash, path)).rejects.toMatchObject({ kind: 'invalid-argument' });
    await expect(readH5mu(path)).rejects.toMatchObject({ kind: 'file-not-found' });
  });

  it('survive damage: a file is refused, or read as a MuData', async () => {
    const path = join(folder, 'damaged.h5mu');
    await writeH5mu(citeSeq(), path);
    const sound = readFileSync(path);
    const next = seededDraws(20261128);
    for (let i = 0; i < FILES; i++) {
      writeFileSync(path, damaged(sound, next));
      const outcome = await readH5mu(path, { maxBytes: 2 ** 24, maxSeconds: 1 }).catch((error: unknown) => error);
      expect(outcome instanceof MuData || outcome instanceof TissuebookError, String(outcome)).toBe(true);
    }
  });
});

describe('a block in front of HDF5', () => {
  it.each([512, 1024, 8192])('of %i bytes does not hide the file', async (size) => {
    const [plain, behind] = [join(folder, 'plain.h5ad'), join(folder, `behind${size}.h5ad`)];
    await writeH5ad(example(), plain);
    writeFileSync(behind, Buffer.concat([Buffer.alloc(size, 'note '), readFileSync(plain)]));
    expect(summarize(await readH5ad(behind))).toEqual(summarize(example()));
    const backed = await readH5ad(behind, { backed: true });
    expect((await backed.subset({})).X!.toDense()).toEqual(example().X!.toDense());
    backed.close();
  });

  it('of another size does', async () => {
    const path = join(folder, 'odd.h5ad');
    await writeH5ad(example(), path);
    writeFileSync(path, Buffer.concat([Buffer.alloc(513), readFileSync(path)]));
    await expect(readH5ad(path)).rejects.toMatchObject({ kind: 'not-hdf5' });
  });
});
