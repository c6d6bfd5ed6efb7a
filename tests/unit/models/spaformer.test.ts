import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AnnData, DenseMatrix, SparseMatrix, Table } from '../../../src/data';
import { Parameters, startEngine } from '../../../src/engine';
import { type Spaformer, zoo } from '../../../src/models';
import { inferAll } from '../../../src/models/spaformer/inference';
import { createSpaformer } from '../../../src/models/spaformer/network';
import { readTissue } from '../../../src/models/spaformer/tissue';
import { pca } from '../../../src/prepare';
import { Random } from '../../../src/random';
import { clusterSweep } from '../../../src/tasks';
import { apart } from './cifmExample';
import { example } from './spaformerExample';

const quick = { epochs: 3, progress: false } as const;
let folder: string;
/** Of two fields of view; and what its training wrote and said. */
let trained: Spaformer;
let written: AnnData;
let said: string;

beforeAll(async () => {
  await startEngine();
  folder = await mkdtemp(join(tmpdir(), 'spaformer-'));
  trained = zoo.create('spaformer', { preset: 'tiny', section: 'fov' });
  written = example();
  said = String(await trained.fit(written, quick));
}, 120_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** X with some entries marked as hidden, which hold a value nevertheless. */
function withHidden(value: number): AnnData {
  const adata = example();
  const observed = adata
    .matrix()
    .toDense()
    .values.map(() => 1);
  const x = adata.matrix().toDense().values.slice();
  for (let at = 0; at < x.length; at += 5) [x[at], observed[at]] = [value, 0];
  const layer = new DenseMatrix(adata.nObs, adata.nVars, observed);
  return adata.with({ X: new DenseMatrix(adata.nObs, adata.nVars, x), layers: [['observed', layer]] });
}

describe('a trained SpaFormer', () => {
  it('says the same of cells in another order', async () => {
    const order = [...new Random(1).permutation(120)];
    const [want, found] = [await trained.fillGenes(example()), await trained.fillGenes(example({ order }))];
    expect(apart(found.values.values, want.values.takeRows(order).values)).toBeLessThan(1e-4);
    const [a, b] = [await trained.embed(example()), await trained.embed(example({ order }))];
    expect(apart(b.values, a.takeRows(order).values)).toBeLessThan(1e-4);
    expect(apart(a.values, a.takeRows(order).values)).toBeGreaterThan(1e-2);
  });

  it('says that cells beside those asked about can move an answer', async () => {
    const { kind, unit, scale, genes } = await trained.fillGenes(example(), { genes: ['gene2'] });
    expect([kind, unit, scale, genes]).toEqual(['transductive', 'log1p', 250, ['gene2']]);
    await expect(trained.fillGenes(example(), { genes: ['gene99'] })).rejects.toMatchObject({ kind: 'missing-key' });
  });

  it('fills in what can be clustered beside the data themselves, the best resolution chosen by the labels', async () => {
    const adata = example();
    adata.obs.set('side', Array.from({ length: 120 }, (_, i) => (adata.obsm.get('spatial')!.get(i, 0) < 50 ? 'left' : 'right'))); // prettier-ignore
    const { values } = await trained.fillGenes(adata);
    const filled = await pca(adata.with({ X: values }), { components: 5, useHighlyVariable: false });
    adata.obsm.set('X_filled', filled.obsm.get('X_pca')!);
    const sweep = await clusterSweep(adata, { use: 'X_filled', labels: 'side', resolutions: [0.3, 0.6] });
    expect(String(sweep)).toMatch(/chosen by the labels/);
    expect(sweep.swept.map(({ method }) => method)).toEqual(['X_filled', 'principal components']);
  });

  it('keeps fields of view apart', async () => {
    const adata = example();
    const other = adata.matrix().toDense().values.slice();
    for (let i = 0; i < 120; i += 3) other[i * 8] = 90;
    const changed = adata.with({ X: new DenseMatrix(120, 8, other) });
    const [a, b] = [await trained.embed(adata), await trained.embed(changed)];
    const own = [...Array(120).keys()].filter((i) => i % 3 !== 0);
    expect(apart(a.takeRows(own).values, b.takeRows(own).values)).toBeLessThan(1e-6);
    expect(apart(a.values, b.values)).toBeGreaterThan(1e-2);
  });

  it('is the same after a file', async () => {
    const path = join(folder, 'model.safetensors');
    await trained.save(path);
    const loaded = await zoo.load('spaformer', path);
    expect(loaded.config).toEqual(trained.config);
    expect(apart((await loaded.embed(example())).values, (await trained.embed(example())).values)).toBe(0);
  });
});

describe.each(['conditional', 'sinusoid', 'learnable', 'naive', 'randomWalk', 'laplacian', 'signNet', 'none'] as const)(
  'padding with the encoding %s',
  (position) => {
    it('changes nothing', async () => {
      const { config } = zoo.create('spaformer', { preset: 'tiny', section: 'fov', position, positionColumns: 4 });
      const tissue = readTissue('test', example(), config);
      const parameters = new Parameters();
      createSpaformer(parameters, config, { genes: 8 }, new Random(2));
      const state = { config, features: tissue.features, radius: tissue.radius, depth: 10, parameters };
      const [tight, wide] = [
        await inferAll(state, tissue, { values: true, multiple: 1 }),
        await inferAll(state, tissue, { values: true, multiple: 500 }),
      ];
      expect(apart(tight.values!, wide.values!)).toBeLessThan(1e-4);
      parameters.dispose();
    });
  },
);

describe('training', () => {
  it('writes vectors and a record, and says what was transductive', () => {
    expect(written.obsm.get('X_spaformer')).toMatchObject({ rows: 120, columns: 20 });
    expect(written.uns.get('spaformer')).toBeInstanceOf(Map);
    expect(said).toMatch(/SpaFormer, finished after 3 epochs on 120 cells \(transductive/);
  });

  it('lets nothing of a hidden entry or of a held-out cell through', async () => {
    const fitted = async (value: number): Promise<[DenseMatrix, DenseMatrix]> => {
      const adata = withHidden(value);
      adata.matrix().toDense().row(7).fill(value);
      const model = zoo.create('spaformer', { preset: 'tiny' });
      await model.fit(adata, { ...quick, write: false, heldOut: [7] });
      const known = adata.subset({ obs: [...Array(120).keys()].filter((cell) => cell !== 7) });
      return [await model.embed(example()), (await model.fillGenes(known)).values];
    };
    const [zeros, many] = [await fitted(0), await fitted(900)];
    expect(apart(zeros[0].values, many[0].values)).toBe(0);
    expect(apart(zeros[1].values, many[1].values)).toBe(0);
  });

  it('says the same of counts that are stored as sparse rows', async () => {
    const sparse = (adata: AnnData) => adata.with({ X: SparseMatrix.fromDense(adata.matrix().toDense()) });
    expect(apart((await trained.embed(sparse(example()))).values, (await trained.embed(example())).values)).toBe(0);
    const [dense, rows] = [withHidden(9), sparse(withHidden(9))];
    const fitted = async (adata: AnnData) => {
      const model = zoo.create('spaformer', { preset: 'tiny', decoder: 'zinb' });
      await model.fit(adata, { ...quick, epochs: 2, write: false });
      return (await model.fillGenes(adata)).values.values;
    };
    expect(apart(await fitted(rows), await fitted(dense))).toBe(0);
  });

  it('lowers the error of validation cells; names genes without any count, and expects next to nothing of them', async () => {
    const model = zoo.create('spaformer', { preset: 'tiny' });
    const validation = [...Array(120).keys()].filter((i) => i % 4 === 0);
    const run = model.fit(example(), { epochs: 100, progress: false, write: false, validation });
    const errors: number[] = [];
    for await (const { validation: terms } of run) if (terms) errors.push(terms.error!);
    const { notices } = await run;
    expect(Math.min(...errors.slice(0, 40))).toBeLessThan(0.6 * errors[0]!);
    expect(notices.join()).toMatch(/1 of 8 genes have no count in any cell.*\(gene7\)/);
    const { values } = await model.fillGenes(example(), { genes: ['gene7', 'gene1'] });
    const mean = (j: number) => Array.from(values.column(j)).reduce((a, b) => a + b, 0) / 120;
    expect(Math.abs(mean(0))).toBeLessThan(0.25 * mean(1));
  });

  it.each([
    ['variational', { variational: true }],
    ['zinb', { decoder: 'zinb' }],
    ['gat', { attention: 'gat' }],
    ['GPS layers with GraphSAGE', { local: 'sage' }],
    ['GPS layers with graph attention', { local: 'gat', attention: 'softmax' }],
    ['without masks', { masked: false }],
    ['as printed', { observedOnly: false }],
  ] as const)('works %s', async (_, options) => {
    const model = zoo.create('spaformer', { preset: 'tiny', ...options });
    const { summary } = await model.fit(example(), { ...quick, epochs: 10, write: false });
    expect(summary.last.loss).toBeLessThan(summary.first.loss!);
    const { values } = await model.fillGenes(example());
    expect(values.values.every((value) => Number.isFinite(value))).toBe(true);
  });

  it('trains on a field of view of three cells', async () => {
    const model = zoo.create('spaformer', { preset: 'tiny' });
    await model.fit(example({ cells: 3 }), { ...quick, write: false });
    expect((await model.embed(example({ cells: 3 }))).rows).toBe(3);
  });

  it('takes a field of view of three cells beside a large one, which it says that it cuts', async () => {
    const adata = example();
    adata.obs.set(
      'fov',
      [...Array(120).keys()].map((i) => (i < 3 ? 'small' : 'large')),
    );
    const model = zoo.create('spaformer', { preset: 'tiny', section: 'fov', fieldSize: 50 });
    const { notices } = await model.fit(adata, { ...quick, epochs: 2, write: false });
    expect(notices.join()).toMatch(/1 fields of view hold more than 50 cells \(up to 117\) and are cut into tiles/);
    const { values } = await model.fillGenes(adata);
    expect(values.values.every((value) => Number.isFinite(value))).toBe(true);
  });

  it('takes a field of view of 20,000 cells, in tiles', async () => {
    const adata = example({ cells: 20_000 });
    adata.obs.set('fov', Array<string>(20_000).fill('one'));
    const model = zoo.create('spaformer', { preset: 'tiny', section: 'fov' });
    const { notices } = await model.fit(adata, { ...quick, epochs: 1, write: false });
    expect(notices.join()).toMatch(/hold more than 4096 cells \(up to 20000\)/);
    const vectors = await model.embed(adata);
    expect(vectors.rows).toBe(20_000);
    expect(vectors.values.every((value) => Number.isFinite(value))).toBe(true);
  });

  it('says of empty cells what their values follow from', async () => {
    const adata = example();
    const x = adata.matrix().toDense().values.slice().fill(0, 0, 16);
    const { notices } = await zoo
      .create('spaformer', { preset: 'tiny' })
      .fit(adata.with({ X: new DenseMatrix(120, 8, x) }), { ...quick, write: false });
    expect(notices.join()).toMatch(/2 of 120 cells hold no counts/);
  });
});

describe('what cannot be used', () => {
  const fit = (adata: AnnData, options = {}) =>
    zoo.create('spaformer', { preset: 'tiny', ...options }).fit(adata, quick);

  it('is refused in words before anything is trained', () => {
    expect(() => fit(example({ cells: 1 }))).toThrow(/1 cells are too few.*three cells/s);
    expect(() => fit(example(), { section: 'nowhere' })).toThrow(expect.objectContaining({ kind: 'missing-key' }));
    expect(() => fit(example().subset({ var: ['gene1'] }))).toThrow(/a panel of 1 gene leaves nothing to learn/);
    const zeros = DenseMatrix.zeros(120, 8);
    expect(() => fit(example().with({ X: zeros }))).toThrow(/nothing but zeros/);
    const halves = example()
      .matrix()
      .toDense()
      .map((value) => value / 2);
    expect(() => fit(example().with({ X: halves }))).toThrow(/values that are no counts/);
    const layers: [string, DenseMatrix][] = [['observed', halves]];
    expect(() => fit(example().with({ layers }))).toThrow(/layers\['observed'\] holds/);
  });

  it('is refused among the options', () => {
    expect(() => zoo.create('spaformer', { width: 30 })).toThrow(/width \(30\) must be a multiple of heads \(8\)/);
    expect(() => zoo.create('spaformer', { widht: 3 } as object)).toThrow(/width/);
  });

  it('is a panel that shares nothing with the genes of a trained model; one cell is answered', async () => {
    const others = new Table(Array.from({ length: 8 }, (_, j) => `other${j}`));
    await expect(trained.embed(example().with({ var: others }))).rejects.toThrow(
      /share none of the model's 8 features.*the model knows gene0, gene1/s,
    );
    const alone = await trained.embed(example().subset({ obs: [4] }));
    expect(alone.values.every(Number.isFinite)).toBe(true);
  });

  it('untrained, has nothing to say', async () => {
    await expect(zoo.create('spaformer').embed(example())).rejects.toMatchObject({ kind: 'not-trained' });
    const estimate = await zoo.create('spaformer').summary(example());
    expect(String(estimate)).toMatch(/SpaFormer on 120 cells x 8 features/);
  });
});
