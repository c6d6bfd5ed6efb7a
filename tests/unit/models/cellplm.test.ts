import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AnnData, DenseMatrix, Table, toColumn } from '../../../src/data';
import { startEngine } from '../../../src/engine';
import { type Cellplm, zoo } from '../../../src/models';
import { Random } from '../../../src/random';
import { apart } from './cifmExample';
import { example } from './cellplmExample';

/** A network that compiles quickly. */
const SMALL = { preset: 'tiny', width: 16, heads: 2, layers: 1, latent: 8, components: 3, decoderWidth: 16 } as const;
const quick = { epochs: 3, progress: false } as const;
let folder: string;
/** Of two samples, one of which is cut into two sequences; and what its training wrote and said. */
let trained: Cellplm;
let written: AnnData;
let said: string;
let placed: Cellplm;

beforeAll(async () => {
  await startEngine();
  folder = await mkdtemp(join(tmpdir(), 'cellplm-'));
  trained = zoo.create('cellplm', { ...SMALL, section: 'sample', batch: 'batch', fieldSize: 50 });
  written = example();
  said = String(await trained.fit(written, quick));
  placed = zoo.create('cellplm', { ...SMALL });
  await placed.fit(example({ spatial: true }), { ...quick, write: false });
}, 120_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** The example with other values in some of its cells. */
function changed(adata: AnnData, cells: readonly number[], value: number): AnnData {
  const x = adata.matrix().toDense();
  const values = x.values.slice();
  for (const cell of cells) values.fill(value, cell * x.columns, (cell + 1) * x.columns);
  return adata.with({ X: new DenseMatrix(x.rows, x.columns, values) });
}

describe('a trained CellPLM', () => {
  it.each(['dissociated, cut into sequences', 'with places'] as const)(
    'says the same of cells in another order (%s)',
    async (kind) => {
      const [model, spatial] = kind !== 'with places' ? [trained, false] : [placed, true];
      const order = [...new Random(1).permutation(120)];
      const [want, found] = [
        await model.fillGenes(example({ spatial })),
        await model.fillGenes(example({ order, spatial })),
      ];
      expect(apart(found.values.values, want.values.takeRows(order).values)).toBeLessThan(1e-4);
      const [a, b] = [await model.embed(example({ spatial })), await model.embed(example({ order, spatial }))];
      expect(apart(b.values, a.takeRows(order).values)).toBeLessThan(1e-4);
      expect(apart(a.values, a.takeRows(order).values)).toBeGreaterThan(1e-2);
    },
  );

  it('lets the company of a cell move its vector, and other samples not', async () => {
    const adata = example();
    const other = [...Array(120).keys()].filter((i) => i % 4 === 0);
    const own = [...Array(120).keys()].filter((i) => i % 4 !== 0);
    const [before, after] = [await trained.embed(adata), await trained.embed(changed(adata, other.slice(0, 20), 30))];
    expect(apart(before.takeRows(own).values, after.takeRows(own).values)).toBeLessThan(1e-5);
    const left = other.slice(20);
    expect(apart(before.takeRows(left).values, after.takeRows(left).values)).toBeGreaterThan(1e-3);
  });

  it('tells cells that have places where they lie, and only those', async () => {
    const moved = example({ spatial: true });
    const places = moved.obsm.get('spatial')!;
    moved.obsm.set(
      'spatial',
      new DenseMatrix(
        120,
        2,
        places.values.map((value, at) => (at < 40 ? 100 - value : value)),
      ),
    );
    const [here, there] = [await placed.embed(example({ spatial: true })), await placed.embed(moved)];
    expect(apart(here.values, there.values)).toBeGreaterThan(1e-2);
    const [a, b] = [await trained.embed(example()), await trained.embed(example({ spatial: false }))];
    expect(apart(a.values, b.values)).toBe(0);
  });

  it('reads a panel of its genes in any order, by whatever names var has', async () => {
    const adata = example();
    const want = await trained.embed(adata);
    const turned = adata.subset({ var: [...Array(12).keys()].reverse() });
    expect(apart((await trained.embed(turned)).values, want.values)).toBeLessThan(1e-5);
    const renamed = new Table(adata.var.index.map((_, j) => `row ${j}`));
    renamed.set('gene_symbols', toColumn(adata.var.index.slice()));
    expect(apart((await trained.embed(adata.with({ var: renamed }))).values, want.values)).toBeLessThan(1e-5);
    // A gene that is zero everywhere and one that is not measured look alike.
    expect(apart((await trained.embed(adata.subset({ var: [...Array(11).keys()] }))).values, want.values)).toBeLessThan(
      1e-5,
    );
  });

  it('is the same after a file', async () => {
    const path = join(folder, 'model.safetensors');
    await trained.save(path);
    const loaded = await zoo.load('cellplm', path);
    expect(loaded.config).toEqual(trained.config);
    expect(apart((await loaded.embed(example())).values, (await trained.embed(example())).values)).toBe(0);
    await expect(zoo.load('spaformer', path)).rejects.toMatchObject({ kind: 'checkpoint-mismatch' });
  });
});

describe('training', () => {
  it('writes vectors and a record, and says how vectors are made', () => {
    expect(written.obsm.get('X_cellplm')).toMatchObject({ rows: 120, columns: 16 });
    expect(written.uns.get('cellplm')).toBeInstanceOf(Map);
    expect(said).toMatch(/CellPLM, finished after 3 epochs on 120 cells x 12 genes \(transductive/);
    expect(said).toMatch(/output of the encoder, 16 wide; they depend on the company/);
    expect(said).toMatch(/1 genes are zero in every cell trained on.*gene11/);
  });

  it('gives the vector that is asked for, and says what is odd about the data', async () => {
    const adata = changed(example(), [0, 1], 0);
    const mixed = adata.with({
      var: new Table(adata.var.index.map((name, j) => (j < 4 ? `ENSG0000000000${j}` : name))),
    });
    const result = await zoo.create('cellplm', { ...SMALL, vector: 'latent' }).fit(mixed, quick);
    expect(mixed.obsm.get('X_cellplm')).toMatchObject({ rows: 120, columns: 8 });
    expect(String(result)).toMatch(/means of the latent, 8 wide/);
    expect(result.notices.join()).toMatch(/2 of 120 cells hold nothing/);
    expect(result.notices.join()).toMatch(/4 of 12 genes are named by Ensembl identifiers and the others are not/);
  });

  it('lets nothing of a hidden entry or of a held-out cell through', async () => {
    const withHidden = (value: number): AnnData => {
      const adata = changed(example(), [7], value);
      const x = adata.matrix().toDense().values.slice();
      const observed = x.map(() => 1);
      for (let at = 0; at < x.length; at += 5) [x[at], observed[at]] = [value, 0];
      const layer = new DenseMatrix(120, 12, observed);
      return adata.with({ X: new DenseMatrix(120, 12, x), layers: [['observed', layer]] });
    };
    const fitted = async (adata: AnnData): Promise<[DenseMatrix, DenseMatrix]> => {
      const model = zoo.create('cellplm', { ...SMALL });
      await model.fit(adata, { ...quick, write: false, heldOut: [7] });
      const known = adata.subset({ obs: [...Array(120).keys()].filter((cell) => cell !== 7) });
      return [await model.embed(example()), (await model.fillGenes(known)).values];
    };
    const [zeros, many] = [await fitted(withHidden(0)), await fitted(withHidden(900))];
    expect(apart(zeros[0].values, many[0].values)).toBe(0);
    expect(apart(zeros[1].values, many[1].values)).toBe(0);
  });

  it('learns from dissociated and spatial tables with panels of their own', async () => {
    const blood = example({ prefix: 'blood' }).subset({ var: [...Array(9).keys()] });
    const tissue = example({ prefix: 'tissue', spatial: true, seed: 9 }).subset({ var: [2, 3, 4, 5, 6, 7, 8, 9, 10] });
    const model = zoo.create('cellplm', { ...SMALL, learningRate: 1e-2, scored: 'nonzero' });
    const { summary } = await model.fit([blood, tissue], { ...quick, epochs: 5 });
    expect(model.features).toEqual(Array.from({ length: 11 }, (_, j) => `gene${j}`));
    expect(summary.last.loss).toBeLessThan(summary.first.loss!);
    expect(blood.obsm.has('X_cellplm')).toBe(false);
    const { values } = await model.fillGenes(blood, { genes: ['gene10'] });
    expect(values).toMatchObject({ rows: 120, columns: 1 });
  });

  it('lowers the error of validation cells', async () => {
    const model = zoo.create('cellplm', { ...SMALL });
    const validation = [...Array(120).keys()].filter((i) => i % 4 === 0);
    const run = model.fit(example(), { epochs: 60, progress: false, write: false, validation });
    const errors: number[] = [];
    for await (const { validation: terms } of run) if (terms) errors.push(terms.error!);
    await run;
    expect(Math.min(...errors)).toBeLessThan(0.8 * errors[0]!);
  });

  it('goes on from trained weights, and says what starts anew', async () => {
    const adata = example().subset({ var: [...Array(10).keys()] });
    const model = zoo.create('cellplm', { ...SMALL, section: 'sample', batch: 'batch', fieldSize: 50 });
    const options = { ...quick, epochs: 1, write: false, from: trained, freeze: ['layers.*'] };
    const { notices } = await model.fit(adata, options);
    expect(notices.join('\n')).toMatch(/Started from trained weights for 10 of 10 features/);
    expect(model.features).toHaveLength(10);
    const [a, b] = [await trained.embed(adata), await model.embed(adata)];
    expect(apart(a.values, b.values)).toBeLessThan(0.5);
  });

  it.each([
    ['with a normal latent', { latentKind: 'normal' }],
    ['with points', { latentKind: 'point' }],
    ['with softmax attention', { attention: 'softmax' }],
    ['with performer attention', { attention: 'performer' }],
    ['with dropout', { dropout: 0.2 }],
    ["in the authors' layout", { layout: 'official' }],
    ["in the authors' layout with a normal latent", { layout: 'official', latentKind: 'normal' }],
  ] as const)('works %s', async (_, options) => {
    const model = zoo.create('cellplm', { ...SMALL, learningRate: 1e-2, ...options });
    const run = model.fit(example(), { ...quick, epochs: 10, write: false });
    await run;
    // Masks differ from step to step, and with them what there is to restore.
    const [first, last] = [run.reports.slice(0, 3), run.reports.slice(-3)].map((reports) =>
      reports.reduce((sum, { losses }) => sum + losses.loss!, 0),
    );
    expect(last).toBeLessThan(first!);
    const { values, unit } = await model.fillGenes(example());
    expect(values.values.every((value) => Number.isFinite(value))).toBe(true);
    expect(unit).toBe('layout' in options ? 'counts' : 'log1p');
  });

  it('trains on logarithms as they are, and says so', async () => {
    const adata = example();
    const logs = adata.with({
      X: adata
        .matrix()
        .toDense()
        .map((value) => Math.log1p(value * 1.37)),
    });
    const model = zoo.create('cellplm', { ...SMALL });
    const { notices } = await model.fit(logs, { ...quick, write: false });
    expect(notices.join()).toMatch(/X holds logarithms/);
    await expect(model.embed(adata)).rejects.toThrow(/X holds counts, and the model was trained on logarithms/);
    await expect(trained.embed(logs)).rejects.toThrow(/X holds logarithms, and the model was trained on counts/);
  });

  it('takes samples of three cells and of one', async () => {
    const model = zoo.create('cellplm', { ...SMALL });
    await model.fit(example({ cells: 3 }), { ...quick, write: false });
    expect((await model.embed(example({ cells: 1 }))).values.every(Number.isFinite)).toBe(true);
  });

  it('cuts a field of view of 20,000 cells into tiles', async () => {
    const adata = example({ cells: 20_000, genes: 6, spatial: true });
    adata.obs.set('fov', Array<string>(20_000).fill('one'));
    const model = zoo.create('cellplm', { ...SMALL, section: 'fov' });
    const { summary } = await model.fit(adata, { ...quick, epochs: 1, write: false });
    expect(summary.cells).toBe(20_000);
    expect((await model.embed(adata)).rows).toBe(20_000);
  });
});

describe('what cannot be used', () => {
  const fit = (adata: AnnData, options = {}) => zoo.create('cellplm', { ...SMALL, ...options }).fit(adata, quick);
  const named = (name: (j: number) => string): AnnData =>
    example().with({ var: new Table(Array.from({ length: 12 }, (_, j) => name(j))) });

  it('is refused in words before anything is trained', () => {
    expect(() => fit(example({ cells: 1 }))).toThrow(/1 cells are too few.*two cells/s);
    expect(() => fit(example(), { section: 'nowhere' })).toThrow(expect.objectContaining({ kind: 'missing-key' }));
    expect(() => fit(example().with({ X: DenseMatrix.zeros(120, 12) }))).toThrow(/nothing but zeros/);
    const scaled = example()
      .matrix()
      .toDense()
      .map((value) => value - 1);
    expect(() => fit(example().with({ X: scaled }))).toThrow(/values below zero, so it has been scaled/);
    const shares = example()
      .matrix()
      .toDense()
      .map((value) => value * 0.37);
    expect(() => fit(example().with({ X: shares }))).toThrow(/normalized counts without a logarithm/);
    const logs = shares.map((value) => Math.log1p(value));
    expect(() => fit(example().with({ X: logs }), { layout: 'official' })).toThrow(
      /X holds logarithms, and the layout official takes counts/,
    );
    expect(() => zoo.create('squint').fit(example({ spatial: true }), { labels: 'type' })).toThrow(
      /SQUINT does not learn labels/,
    );
  });

  it('is a panel that shares nothing with the vocabulary', async () => {
    await expect(trained.embed(named((j) => `other${j}`))).rejects.toThrow(
      /share no gene with the model, which knows gene0, gene1/,
    );
    await expect(trained.embed(named((j) => `GENE${j}`))).rejects.toThrow(/12 agree but for upper and lower case/);
    await expect(trained.embed(named((j) => `ENSG000000000${10 + j}`))).rejects.toThrow(/symbols into a column of var/);
    await expect(trained.embed(named(() => 'gene1'))).rejects.toThrow(/"gene1" occurs twice/);
  });

  it('is refused among the options', () => {
    expect(() => zoo.create('cellplm', { width: 30 })).toThrow(/heads \(8\) must divide width \(30\)/);
    expect(() => zoo.create('cellplm', { widht: 3 } as object)).toThrow(/width/);
  });

  it('untrained, has nothing to say', async () => {
    await expect(zoo.create('cellplm').embed(example())).rejects.toMatchObject({ kind: 'not-trained' });
    const estimate = await zoo.create('cellplm').summary(example());
    expect(String(estimate)).toMatch(/CellPLM on 120 cells x 12 features/);
  });
});
