import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DenseMatrix, type AnnData, type CategoricalColumn } from '../../../src/data';
import { countParameters, Parameters, Random, startEngine } from '../../../src/engine';
import { type Squint, zoo } from '../../../src/models';
import { squintConfig } from '../../../src/models/squint/config';
import { createSquint } from '../../../src/models/squint/network';
import { example, make } from './squintExample';

const folder = mkdtempSync(join(tmpdir(), 'squint-'));
const path = join(folder, 'model.safetensors');
let model: Squint;
let codes: Int32Array;

beforeAll(async () => {
  await startEngine();
  model = make({ section: 'kind' });
  await model.fit(example());
  ({ codes } = await model.tokenize(example()));
  await model.save(path);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true }));

/** The first bytes of a checkpoint are the length of its header; then comes the header, which holds the card as text. */
function withCard(change: (card: Record<string, unknown>) => void): string {
  const bytes = readFileSync(path);
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString()) as { __metadata__: { card: string } };
  const card = JSON.parse(header.__metadata__.card) as Record<string, unknown>;
  change(card);
  header.__metadata__.card = JSON.stringify(card);
  const text = Buffer.from(JSON.stringify(header).padEnd(Math.ceil(JSON.stringify(header).length / 8) * 8));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(text.length));
  const to = join(folder, 'changed.safetensors');
  writeFileSync(to, Buffer.concat([size, text, bytes.subarray(8 + length)]));
  return to;
}

describe('a saved SQUINT', () => {
  it('gives the same tokens, vectors and predictions when it is loaded', async () => {
    const loaded = await zoo.load('squint', path);
    expect(loaded.config).toEqual(model.config);
    expect((await loaded.tokenize(example())).codes).toEqual(codes);
    expect((await loaded.embed(example())).values).toEqual((await model.embed(example())).values);
    expect((await loaded.impute(example(), [3, 4])).values).toEqual((await model.impute(example(), [3, 4])).values);
    expect(readdirSync(folder)).toEqual(['model.safetensors']);
  });

  it.each([
    ['another model', (card: Record<string, unknown>) => (card.model = 'other'), 'checkpoint-mismatch'],
    ['a card without features', (card: Record<string, unknown>) => delete card.features, 'corrupt'],
    [
      'sizes beyond the file',
      (card: Record<string, unknown>) => ((card.config as { codes: number }).codes = 65536),
      'corrupt',
    ],
    [
      'other sizes',
      (card: Record<string, unknown>) => ((card.config as { codes: number }).codes = 8),
      'checkpoint-mismatch',
    ],
    ['an option it does not know', (card: Record<string, unknown>) => (card.config = { evil: 1 }), 'unknown-option'],
  ])('is refused when it holds %s', async (_, change, kind) => {
    await expect(zoo.load('squint', withCard(change))).rejects.toMatchObject({ kind });
  });

  it('cannot be made before training, nor loaded from nowhere', async () => {
    await expect(make().save(path)).rejects.toMatchObject({ kind: 'not-trained' });
    await expect(zoo.load('squint', join(folder, 'no'))).rejects.toMatchObject({ kind: 'file-not-found' });
  });
});

describe('other data', () => {
  const renamed = (change: (name: string) => string): AnnData => {
    const adata = example();
    const other = example().subset({ var: [...adata.var.index].reverse() });
    other.var.index.forEach((name, at) => (other.var.index[at] = change(name)));
    return other;
  };

  it('may have its features in another order, and more of them', async () => {
    expect((await model.tokenize(renamed((name) => name))).codes).toEqual(codes);
  });

  it('may lack some of the features that the model knows, which is said, and not most of them', async () => {
    const said = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const lacking = renamed((name) => (name === 'gene2' ? 'geneX' : name));
    expect((await model.tokenize(lacking)).codes).toHaveLength(codes.length);
    expect(said.mock.calls.flat().join()).toMatch(/squint.tokenize: the data lack 1 of the 6 features.*gene2/);
    said.mockRestore();
    const most = renamed((name) => (/[0-3]$/.test(name) ? `${name}x` : name));
    await expect(model.tokenize(most)).rejects.toThrow(/lack 4 of the 6 features.*more than half.*gene0, gene1/s);
    await expect(model.tokenize(renamed((name) => `${name}x`))).rejects.toThrow(/share none.*6 features.*gene0/s);
  });

  it('may hold sections that the model does not know, when it is told so', async () => {
    const adata = example();
    const sections = adata.obs.get('kind') as CategoricalColumn;
    sections.categories[1] = 'new';
    await expect(model.tokenize(adata)).rejects.toThrow(/section "new".*newSections/s);
    const found = await model.tokenize(adata, { newSections: 'average' });
    // Cells of the known section hear only each other, so nothing changes for them.
    const old = [...sections.codes.keys()].filter((cell) => sections.codes[cell] === 0);
    expect(old.map((cell) => found.codes[cell])).toEqual(old.map((cell) => codes[cell]));
  });

  it('may differ in one section without a change in the others', async () => {
    const adata = example();
    const { codes: kinds } = adata.obs.get('kind') as CategoricalColumn;
    const x = (adata.matrix() as DenseMatrix).values;
    x.forEach((value, at) => (x[at] = kinds[Math.floor(at / 6)] === 1 ? 20 - value : value));
    const { codes: found } = await model.tokenize(adata);
    const [same, other] = [0, 1].map((kind) => [...kinds.keys()].filter((cell) => kinds[cell] === kind));
    expect(same.map((cell) => found[cell])).toEqual(same.map((cell) => codes[cell]));
    expect(other.map((cell) => found[cell])).not.toEqual(other.map((cell) => codes[cell]));
  });
});

describe('sizes', () => {
  it.each(['sage', 'gat', 'gin'] as const)('are known before a network with %s is made', (layer) => {
    const config = squintConfig({ preset: 'tiny', layer, heads: 2 });
    const sizes = { features: 7, condition: 11 };
    const parameters = new Parameters();
    createSquint(parameters, config, sizes, new Random(0));
    expect(countParameters((p) => createSquint(p, config, sizes, new Random(0)))).toEqual({
      all: parameters.count(),
      trained: parameters.count({ trainable: true }),
    });
    parameters.dispose();
  });

  it('are summed up for a reader without training anything', async () => {
    const fresh = make();
    const few = await fresh.summary(example(), { epochs: 2 });
    const many = await fresh.summary(example(), { epochs: 2000 });
    expect(fresh.trained).toBe(false);
    expect(many.estimates.steps).toBe(1000 * few.estimates.steps);
    expect(many.estimates.seconds).toBeGreaterThan(few.estimates.seconds);
    expect(String(few)).toMatch(/SQUINT on 120 cells x 6 features\nParameters: [\d,]+/);
  });
});

describe.each(['gat', 'gin'] as const)('the %s layer', (layer) => {
  it('learns, does not mind the order of cells, and does not look at masked ones', { timeout: 60_000 }, async () => {
    // As many cells are masked in the last epoch as in the first: the losses can be compared.
    const other = make({ layer, masked: 'observed', maskTo: 0.2 });
    const held = [5, 50];
    const { summary } = await other.fit(example(), { heldOut: held, epochs: 6 });
    expect(summary.last.loss).toBeLessThan(summary.first.loss!);
    const plain = await other.tokenize(example());
    const order = new Random(9).permutation(120);
    const shuffled = await other.tokenize(example().subset({ obs: order }));
    expect([...shuffled.codes]).toEqual([...order].map((i) => plain.codes[i]));
    const changed = example(120, (x) => held.forEach((cell) => x.fill(50, cell * 6, cell * 6 + 6)));
    expect((await other.impute(changed, held)).values).toEqual((await other.impute(example(), held)).values);
  });
});

describe('positions', () => {
  const moved = (change: (x: number, y: number) => number[]): AnnData => {
    const adata = example();
    const { values, rows } = adata.obsm.get('spatial')!;
    const next = Array.from({ length: rows }, (_, i) => change(values[2 * i]!, values[2 * i + 1]!));
    adata.obsm.set('spatial', DenseMatrix.fromRows(next));
    return adata;
  };

  it('may be turned and mirrored: who is near whom is all that counts', async () => {
    // Quarter turns and mirrors are exact in floating point.
    expect((await model.tokenize(moved((x, y) => [-y, x]))).codes).toEqual(codes);
    expect((await model.tokenize(moved((x, y) => [-x, y]))).codes).toEqual(codes);
  });

  it('may have a third coordinate, which counts', async () => {
    expect((await model.tokenize(moved((x, y) => [x, y, 5]))).codes).toEqual(codes);
    const layers = await model.embed(moved((x, y) => [x, y, (x * 7919) % 4096]));
    expect(layers.values).not.toEqual((await model.embed(example())).values);
  });
});
