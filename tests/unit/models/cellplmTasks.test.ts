import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AnnData, DenseMatrix, toColumn, valuesOf } from '../../../src/data';
import { startEngine } from '../../../src/engine';
import { type Cellplm, zoo } from '../../../src/models';
import { Random } from '../../../src/random';
import { apart } from './cifmExample';
import { example } from './cellplmExample';

/** A network that compiles quickly. */
const SMALL = { preset: 'tiny', width: 16, heads: 2, layers: 1, latent: 8, components: 3, decoderWidth: 16 } as const;
const quick = { progress: false, write: false } as const;
const TEST = [...Array(120).keys()].filter((i) => i % 5 === 0);
let folder: string;
let base: Cellplm;
let named: Cellplm;
let screened: Cellplm;

beforeAll(async () => {
  await startEngine();
  folder = await mkdtemp(join(tmpdir(), 'cellplm-'));
  base = zoo.create('cellplm', SMALL);
  await base.fit(example(), { ...quick, epochs: 3 });
  named = zoo.create('cellplm', { ...SMALL, learningRate: 1e-2 });
  await named.fit(company(), { ...quick, epochs: 40, labels: 'known' });
  screened = zoo.create('cellplm', { ...SMALL, learningRate: 1e-2 });
  await screened.fit(screen(), { ...quick, epochs: 40, perturbations: { column: 'guide', control: 'none' } });
}, 240_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** The same data with a column of obs. */
function withColumn(adata: AnnData, name: string, values: readonly (string | null)[]): AnnData {
  const obs = adata.obs.clone();
  obs.set(name, toColumn(values));
  return adata.with({ obs });
}

/** The example with the types of most cells in a column, the others without. */
function company(types = (type: string): string | null => type): AnnData {
  const adata = example();
  const known = valuesOf(adata.column('type')).map((type, i) => (i % 5 === 0 ? null : types(String(type))));
  return withColumn(adata, 'known', known);
}

/** A screen: gene0 lowers genes 0, 3 and 6, gene1 raises genes 1, 4 and 7; "missing" is not measured and does as gene1 does. */
function screen(): AnnData {
  const adata = example({ cells: 200 });
  const guide = Array.from({ length: 200 }, (_, i) => ['none', 'none', 'gene0', 'gene1', 'missing'][i % 5]!);
  const x = adata.matrix().toDense();
  const values = x.values.map((value, at) => {
    const [name, gene] = [guide[Math.floor(at / 12)], at % 12];
    if (name === 'gene0' && [0, 3, 6].includes(gene)) return 0;
    if ((name === 'gene1' || name === 'missing') && [1, 4, 7].includes(gene)) return value + 9;
    return value;
  });
  return withColumn(adata.with({ X: new DenseMatrix(200, 12, values) }), 'guide', guide);
}

const controls = (): AnnData => screen().subset({ obs: [...Array(200).keys()].filter((i) => i % 5 < 2) });

describe('classes', () => {
  it('are learned from cells that have one, and told of the others', async () => {
    const { classes, probabilities } = await named.classify(example());
    expect(classes).toEqual(['B', 'NK', 'T']);
    const truth = valuesOf(example().column('type'));
    const right = TEST.filter((i) => classes[likeliest(probabilities, i)] === truth[i]);
    expect(right.length / TEST.length).toBeGreaterThan(0.9);
    for (let i = 0; i < 120; i++) expect(Array.from(probabilities.row(i)).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4);
  });

  it('of held-out cells reach nothing', async () => {
    const fitted = async (turned: boolean): Promise<DenseMatrix> => {
      const types = valuesOf(example().column('type')).map(String);
      const own = types.map((type, i) => (turned && i % 5 === 0 ? 'B' : type));
      const model = zoo.create('cellplm', SMALL);
      await model.fit(withColumn(example(), 'own', own), { ...quick, epochs: 3, labels: 'own', heldOut: TEST });
      return (await model.classify(example())).probabilities;
    };
    expect(apart((await fitted(false)).values, (await fitted(true)).values)).toBe(0);
  });

  it('that are rare, unknown or alone are told', async () => {
    const rare = company();
    const known = valuesOf(rare.column('known')) as (string | null)[];
    rare.obs.set('known', toColumn(known.map((type, i) => (i === 1 ? 'alone' : i === 2 ? 'held' : type))));
    const model = zoo.create('cellplm', SMALL);
    const { notices } = await model.fit(rare, { ...quick, epochs: 1, labels: 'known', heldOut: [2] });
    expect(notices.join('\n')).toMatch(/1 classes have one cell to learn from: alone/);
    expect(notices.join('\n')).toMatch(/No cell trained on has the class held/);
    expect(notices.join('\n')).toMatch(/cells without a class to learn are company/);
  });

  it('are refused where there is one, or no column', () => {
    const fit = (adata: AnnData, labels: string) => zoo.create('cellplm', SMALL).fit(adata, { ...quick, labels });
    expect(() =>
      fit(
        company(() => 'B'),
        'known',
      ),
    ).toThrow(/"known"\] has 1 classes among the cells trained on/);
    expect(() => fit(example(), 'nowhere')).toThrow(expect.objectContaining({ kind: 'missing-key' }));
    const both = { ...quick, labels: 'type', perturbations: { column: 'type', control: 'B' } };
    expect(() => zoo.create('cellplm', SMALL).fit(example(), both)).toThrow(/either labels or perturbations/);
  });

  it('are learned from trained weights, head anew; and such a model does nothing else', async () => {
    await expect(base.classify(example())).rejects.toThrow(/this model learned expression, not classes/);
    const model = zoo.create('cellplm', SMALL);
    const { notices } = await model.fit(company(), { ...quick, epochs: 3, labels: 'known', from: base });
    expect(notices.join('\n')).toMatch(/started anew: head\.mlp\.1\.weight/);
    await expect(model.fillGenes(example())).rejects.toMatchObject({ kind: 'not-trained' });
    const path = join(folder, 'classes.safetensors');
    await model.save(path);
    const loaded = await zoo.load('cellplm', path);
    const [a, b] = [await model.classify(example()), await loaded.classify(example())];
    expect(b.classes).toEqual(a.classes);
    expect(apart(a.probabilities.values, b.probabilities.values)).toBe(0);
  });

  it('of a fine-tuning that was interrupted are kept, and it goes on from its file', async () => {
    const checkpoint = join(folder, 'run.safetensors');
    const options = { ...quick, epochs: 5, labels: 'known', from: base };
    const whole = zoo.create('cellplm', SMALL);
    await whole.fit(company(), options);
    const cut = zoo.create('cellplm', SMALL);
    const interrupt = new AbortController();
    const run = cut.fit(company(), { ...options, checkpoint, signal: interrupt.signal });
    for await (const { epoch } of run) if (epoch === 3) interrupt.abort();
    expect(String(await run)).toMatch(/interrupted after 3 epochs/);
    expect((await cut.classify(example())).classes).toEqual(['B', 'NK', 'T']);
    expect(() => zoo.create('cellplm', SMALL).fit(company(), { ...options, labels: 'type', checkpoint })).toThrow(
      /other data/,
    );
    const resumed = zoo.create('cellplm', SMALL);
    await resumed.fit(company(), { ...options, checkpoint });
    const [want, found] = [await whole.classify(example()), await resumed.classify(example())];
    expect(apart(found.probabilities.values, want.probabilities.values)).toBeLessThan(1e-4);
  });
});

describe('perturbations of genes', () => {
  it('are learned from a screen, of measured genes and of others', async () => {
    const { values, genes, untrained } = await screened.predictGenePerturbation(controls(), [
      ['gene0'],
      ['gene1'],
      ['missing'],
    ]);
    const mean = (row: number, of: readonly number[]): number =>
      of.reduce((sum, g) => sum + values.get(row, genes.indexOf(`gene${g}`)), 0) / of.length;
    expect(mean(0, [0, 3, 6])).toBeLessThan(mean(1, [0, 3, 6]) - 0.5);
    expect(mean(1, [1, 4, 7])).toBeGreaterThan(mean(0, [1, 4, 7]) + 0.5);
    expect(mean(2, [1, 4, 7])).toBeGreaterThan(mean(0, [1, 4, 7]) + 0.5);
    expect(untrained).toEqual([]);
    expect(genes).toHaveLength(13);
  });

  it('that it never saw are told apart', async () => {
    const { values, untrained } = await screened.predictGenePerturbation(controls(), [
      ['gene4'],
      ['unheard'],
      ['gene11'],
    ]);
    // gene4 is expressed, so its row was trained; gene11 is zero everywhere.
    expect(untrained).toEqual(['unheard', 'gene11']);
    expect(values.values.every(Number.isFinite)).toBe(true);
  });

  it('do not depend on the order of the controls', async () => {
    const order = [...new Random(2).permutation(80)];
    const [a, b] = [
      await screened.predictGenePerturbation(controls(), [['gene1']]),
      await screened.predictGenePerturbation(controls().subset({ obs: order }), [['gene1']]),
    ];
    expect(apart(a.values.values, b.values.values)).toBeLessThan(1e-4);
  });

  it('are refused without controls', () => {
    const fit = (column: string, control: string) =>
      zoo.create('cellplm', SMALL).fit(screen(), { ...quick, perturbations: { column, control } });
    expect(() => fit('guide', 'nobody')).toThrow(/0 cells to train on are called "nobody".*holds: none, gene0/s);
    expect(() => fit('nowhere', 'none')).toThrow(expect.objectContaining({ kind: 'missing-key' }));
  });
});

describe('attention', () => {
  it('is the weights that the layer mixes cells by', async () => {
    const { cells, weights, layer, notices } = await named.attend(example(), { cells: [5, 3, 8, 60] });
    expect([...cells]).toEqual([5, 3, 8, 60]);
    expect([weights.rows, weights.columns, layer]).toEqual([4, 4, 0]);
    expect(weights.values.every((weight) => weight >= 0)).toBe(true);
    expect(notices.join(' ')).toMatch(/no evidence of signaling.*need not add up to one/);
  });

  it('follows the cells, not their order', async () => {
    const [a, b] = [
      await named.attend(example(), { cells: [0, 1, 2] }),
      await named.attend(example(), { cells: [2, 1, 0] }),
    ];
    expect(Math.abs(a.weights.get(0, 2) - b.weights.get(2, 0))).toBeLessThan(1e-6);
  });

  it('is refused beyond its bounds', async () => {
    await expect(named.attend(example(), { layer: 1 })).rejects.toThrow(/layer must be a whole number from 0 to 0/);
    await expect(named.attend(example(), { section: 'x' })).rejects.toMatchObject({ kind: 'missing-key' });
    await expect(named.attend(example(), { cells: [500] })).rejects.toThrow(/500 is no cell/);
  });
});

function likeliest(probabilities: DenseMatrix, cell: number): number {
  const row = Array.from(probabilities.row(cell));
  return row.indexOf(Math.max(...row));
}
