import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { AnnData, DenseMatrix, readH5ad, SparseMatrix, Table, writeH5ad } from '../../../src/data';
import { filterCells, leiden, log1p, neighbors, normalizeTotal, pca, recordStep } from '../../../src/prepare';
import { compareReceipts, keepReceipts, onReceipt, type Receipt, receiptsOf } from '../../../src/receipts';
import { Random } from '../../../src/random';

afterEach(() => keepReceipts(true));

/** 60 cells x 12 genes of counts in two kinds. */
function tissue(change: (values: Float32Array) => void = () => undefined): AnnData {
  const random = new Random(3);
  const values = Float32Array.from({ length: 720 }, (_, e) => {
    const high = (Math.floor(e / 12) % 2 === 0) === e % 12 < 6;
    return random.integer(0, high ? 20 : 3);
  });
  change(values);
  const X = SparseMatrix.fromDense(new DenseMatrix(60, 12, values));
  const obs = new Table(Array.from({ length: 60 }, (_, i) => `cell ${i}`));
  return new AnnData({ X, obs, var: new Table(Array.from({ length: 12 }, (_, j) => `gene ${j}`)) });
}

async function prepared(data = tissue(), options: { components?: number; resolution?: number } = {}): Promise<AnnData> {
  const { components = 5, resolution = 1 } = options;
  const scores = await pca(log1p(normalizeTotal(data)), { components });
  return leiden(await neighbors(scores, { k: 6 }), { resolution });
}

const texts = (a: AnnData | Receipt[], b: AnnData | Receipt[]): string[] =>
  compareReceipts(a instanceof AnnData ? receiptsOf(a) : a, b instanceof AnnData ? receiptsOf(b) : b).map(
    ({ text }) => text,
  );

describe('receipts', () => {
  it('say of each step what it was given, did and made', async () => {
    const receipts = receiptsOf(await prepared());
    expect(receipts.map(({ step }) => step.split('(')[0])).toEqual([
      'normalizeTotal',
      'log1p',
      'pca',
      'neighbors',
      'leiden',
    ]);
    expect(Object.keys(receipts[0]!.given)).toEqual(['X', 'obs/names', 'var/names']);
    // What earlier receipts have is known.
    expect(receipts.slice(1).map(({ given }) => given)).toEqual([{}, {}, {}, {}]);
    expect(receipts[2]!.options).toEqual({ components: 5 });
    expect(Object.keys(receipts[2]!.made)).toEqual(['obsm/X_pca', 'varm/PCs', 'uns/pca']);
    expect(receipts[2]!.made['obsm/X_pca']).toMatchObject({ form: 'float32 [60, 5]' });
    expect(receipts[4]!.made['obs/leiden']!.sample[0]).toBe('0');
    expect(receipts[0]!.by).toMatchObject({ node: process.version });
  });

  it('are the same for the same steps, and after a file', async () => {
    const [once, again] = [await prepared(), await prepared()];
    expect(compareReceipts(receiptsOf(once), receiptsOf(again))).toEqual([]);
    const path = join(mkdtempSync(join(tmpdir(), 'receipts-')), 'tissue.h5ad');
    await writeH5ad(once, path);
    expect(receiptsOf(await readH5ad(path))).toEqual(receiptsOf(once));
    expect(Object.keys(receiptsOf(recordStep(await readH5ad(path), 'nothing()', {})).at(-1)!.given)).not.toContain(
      'obsm/X_pca',
    );
  });

  it('name the option, the part and the step that changed, and by how much', async () => {
    const before = await prepared();
    expect(texts(before, await prepared(tissue(), { components: 4 }))).toContain('pca: components was 5, and is 4.');
    expect(texts(before, await prepared(tissue(), { resolution: 2 }))[0]).toBe('leiden: resolution was 1, and is 2.');
    const other = texts(before, await prepared(tissue((values) => (values[5] = 19.5))));
    expect(other[0]).toBe('normalizeTotal was given another X.');
    expect(other.find((text) => text.startsWith('log1p made'))).toMatch(
      /another X: \d+ of \d+ values that were kept|the same; others differ/,
    );
    expect(texts(before, await leiden(before))).toEqual(['leiden(resolution 1, seed 0) is new.']);
    const cut = await filterCells(tissue(), { minCounts: 1 });
    expect(texts([], cut)).toHaveLength(1);
  });

  it('measure how far numbers are apart', () => {
    const of = (values: number[]): AnnData => {
      const obsm = [['X', new DenseMatrix(3, 1, Float64Array.from(values))]] as const;
      return recordStep(tissue().subset({ obs: [0, 1, 2] }), 'step()', { obsm });
    };
    expect(texts(of([3, 4, 0]), of([3, 4.5, 0]))).toEqual([
      'step made another obsm/X: 1 of 3 values that were kept, by 5.0e-1 at the most, 1.7e-1 of their root mean square.',
    ]);
    // NaN is one value, whatever its bits.
    const odd = new Float64Array(new BigUint64Array([0xfff8000000000001n, 0x7ff8000000000000n, 0n]).buffer);
    expect(texts(of([NaN, NaN, 0]), of([...odd]))).toEqual([]);
    const raw = recordStep(tissue().subset({ obs: [0, 1, 2] }), 'step()', {
      obsm: [['X', new DenseMatrix(3, 1, odd)]],
    });
    expect(texts(of([NaN, NaN, 0]), raw)).toEqual([]);
  });

  it('name a file that holds something else, and another version of the library', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'receipts-')), 'tissue.h5ad');
    await writeH5ad(tissue(), path);
    const before = receiptsOf(normalizeTotal(await readH5ad(path)));
    await writeH5ad(
      tissue((values) => (values[0] = 7)),
      path,
    );
    const after = receiptsOf(normalizeTotal(await readH5ad(path)));
    expect(compareReceipts(before, after)[0]).toEqual({ step: 0, kind: 'given', text: 'normalizeTotal was given another X.' }); // prettier-ignore
    const older = before.map((one) => ({ ...one, by: { ...one.by, tissuebook: '0.0.1', machine: 'linux arm64' } }));
    expect(compareReceipts(older, before).map(({ kind, text }) => [kind, text.slice(0, 42)])).toEqual([
      ['version', 'normalizeTotal: Tissuebook was 0.0.1, and '],
      ['machine', 'normalizeTotal: the machine was linux arm6'],
    ]);
  });

  it('see that an array was written to, name other versions, and are told as they come', () => {
    const data = tissue();
    const first = normalizeTotal(data);
    (data.X as SparseMatrix).values[0]! += 1;
    expect(texts(first, normalizeTotal(data))[0]).toBe('normalizeTotal was given another X.');
    const older = receiptsOf(first).map((one) => ({ ...one, by: { ...one.by, node: 'v1.0.0' } }));
    expect(compareReceipts(older, receiptsOf(first))).toEqual([
      { step: 0, kind: 'version', text: `normalizeTotal: Node was v1.0.0, and is ${process.version}.` },
    ]);
    const heard: string[] = [];
    const stop = onReceipt(({ step }) => void heard.push(step));
    log1p(first);
    stop();
    log1p(first);
    expect(heard).toEqual(['log1p()']);
  });

  it('are left out where they are not wanted, and no harm in files of others', () => {
    keepReceipts(false);
    expect(receiptsOf(normalizeTotal(tissue()))).toEqual([]);
    const strange = tissue().with({
      uns: new Map([['tissuebook_receipts', { kind: 'strings', shape: [2], values: ['{', '{"step":3}'] }]]),
    });
    expect(receiptsOf(strange)).toEqual([]);
  });
});
