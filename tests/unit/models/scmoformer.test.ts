import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnnData, DenseMatrix, MuData, SparseMatrix, Table } from '../../../src/data';
import { Parameters, Random, readSafetensors, startEngine, tf, writeSafetensors } from '../../../src/engine';
import { type Scmoformer, type ScmoformerOptions, zoo } from '../../../src/models';
import { cellEdges, edgeMatrices } from '../../../src/models/scmoformer/cellEdges';
import { averaging, heardAlong, withSelfLoops } from '../../../src/models/scmoformer/graph';
import { createScmoformer, predictProteins } from '../../../src/models/scmoformer/network';
import { predictModality } from '../../../src/tasks';
import { names } from '../../madeTissue';
import { apart } from './cifmExample';
import { madeCite, withNetwork } from './scmoformerExample';

const quick = { epochs: 4, progress: false, write: false } as const;
const TINY = { preset: 'tiny', width: 8, rank: 8, layers: 1, heads: 2, features: 4 } as const;
const make = (options: ScmoformerOptions = {}): Scmoformer => zoo.create('scmoformer', { ...TINY, ...options });
const rnaOf = (mdata: MuData): AnnData => mdata.mod.get('rna')!;
const valuesOf = async (model: Scmoformer, data: MuData | AnnData): Promise<DenseMatrix> =>
  (await model.predictModality(data)).values;
const cells = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);

let folder: string;
let made: ReturnType<typeof madeCite>;
let trained: Scmoformer;

beforeAll(async () => {
  // Steps this small take longer to compile than to run; compiled ones are killed and go on in pairsFailures.
  await startEngine({ provider: 'cpu' });
  folder = await mkdtemp(join(tmpdir(), 'scmoformer-'));
  made = madeCite();
  trained = make({ geneGraph: 'network', encoding: 'walk' });
  await trained.fit(withNetwork(made.mdata, made.network), quick);
}, 120_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Some modality with its values changed. */
function changed(mdata: MuData, name: string, change: (value: number, cell: number) => number): MuData {
  const table = mdata.mod.get(name)!;
  const x = table.matrix().toDense();
  const values = x.values.map((value, at) => change(value, Math.floor(at / x.columns)));
  const other = table.with({ X: new DenseMatrix(x.rows, x.columns, values) });
  return mdata.with({ mod: [...mdata.mod].map(([key, own]) => [key, key === name ? other : own] as const) });
}

describe('a trained scMoFormer', () => {
  it('predicts proteins better than their means, and says what it is made of', async () => {
    const model = make({ geneGraph: 'network', learningRate: 1e-2, layers: 2, width: 16 });
    const mdata = withNetwork(madeCite({ cells: 200, missed: 0.3 }).mdata, made.network);
    const result = await model.fit(mdata, { heldOut: cells(150, 200), epochs: 100, progress: false });
    const said = (await model.predictModality(rnaOf(mdata))).values;
    const y = mdata.mod.get('prot')!.matrix().toDense();
    const error = (of: (cell: number, p: number) => number): number =>
      cells(150, 200).reduce((sum, cell) => sum + cells(0, 6).reduce((all, p) => all + (of(cell, p) - y.get(cell, p)) ** 2, 0), 0); // prettier-ignore
    const mean = cells(0, 6).map((p) => cells(0, 150).reduce((sum, cell) => sum + y.get(cell, p), 0) / 150);
    expect(error((cell, p) => said.get(cell, p))).toBeLessThan(0.5 * error((_, p) => mean[p]!));
    expect(String(result)).toContain('on 150 cells, 36 genes, 6 proteins (inductive, seed 0)');
    expect(result.notices.join('\n')).toContain('6 of 6 proteins are linked');
    expect(result.notices.join('\n')).toContain('Prior graph of the genes, made: 36 of 36 mapped');
    expect(rnaOf(mdata).obsm.get('X_scmoformer')!.columns).toBe(32);
    expect(mdata.uns.has('scmoformer')).toBe(true);
    const { groups, series } = await model.layerWeights(mdata);
    expect(groups).toEqual(['layer 1', 'layer 2']);
    expect(series['share of the prediction'].reduce((a, b) => a + b)).toBeCloseTo(1, 4);
  }, 180_000);

  it('answers each cell for itself: in another order, alone, and beside others', async () => {
    const rna = rnaOf(made.mdata);
    const all = await valuesOf(trained, rna);
    const order = [7, 3, 80, 0];
    expect(apart((await valuesOf(trained, rna.subset({ obs: order }))).values, all.takeRows(order).values)).toBeLessThan(1e-5); // prettier-ignore
    expect(apart((await valuesOf(trained, rna.subset({ obs: [41] }))).values, all.row(41))).toBeLessThan(1e-5);
    expect(apart(all.row(41), all.row(42))).toBeGreaterThan(1e-3);
  });

  it('finds genes by name, in any order', async () => {
    const order = Array.from({ length: 36 }, (_, g) => (g * 7 + 3) % 36);
    const other = madeCite({ order }).mdata;
    expect(apart((await valuesOf(trained, other)).values, (await valuesOf(trained, made.mdata)).values)).toBeLessThan(1e-5); // prettier-ignore
  });

  it('lets no protein of the cells asked about reach an answer', async () => {
    const other = changed(made.mdata, 'prot', () => 1e3);
    expect(await valuesOf(trained, other)).toEqual(await valuesOf(trained, made.mdata));
  });

  it('lets nothing of held-out cells reach the training', async () => {
    const [a, b] = [make(), make()];
    const heldOut = cells(60, 90);
    await a.fit(made.mdata, { ...quick, heldOut });
    const noise = (value: number, cell: number): number => (cell < 60 ? value : value + 9);
    await b.fit(changed(changed(made.mdata, 'rna', noise), 'prot', noise), { ...quick, heldOut });
    expect(await valuesOf(b, made.mdata)).toEqual(await valuesOf(a, made.mdata));
    const c = make();
    await c.fit(
      changed(made.mdata, 'prot', (value, cell) => (cell < 60 ? value + 1 : value)),
      { ...quick, heldOut },
    );
    expect(apart((await valuesOf(c, made.mdata)).values, (await valuesOf(a, made.mdata)).values)).toBeGreaterThan(0.1);
  }, 180_000);

  it('says how far answers move in other company, and that they do', async () => {
    const model = make({ company: 'data' });
    const { summary, kind } = await model.fit(made.mdata, quick);
    expect(kind).toBe('transductive');
    expect(summary.companyShift).toBeGreaterThan(0);
    const some = rnaOf(made.mdata).subset({ obs: cells(0, 20) });
    const [alone, beside] = [await valuesOf(model, some), await valuesOf(model, made.mdata)];
    expect(apart(alone.values, beside.takeRows(cells(0, 20)).values)).toBeGreaterThan(1e-4);
    const among = await model.predictModality(some, { company: 'training' });
    expect(among.kind).toBe('inductive');
  }, 180_000);

  it('is the same after a file', async () => {
    const path = join(folder, 'model.safetensors');
    await trained.save(path);
    const loaded = await zoo.load('scmoformer', path);
    expect([loaded.config, loaded.features, loaded.proteins]).toEqual([trained.config, trained.features, trained.proteins]); // prettier-ignore
    expect(await valuesOf(loaded, made.mdata)).toEqual(await valuesOf(trained, made.mdata));
    expect(await loaded.embed(rnaOf(made.mdata))).toEqual(await trained.embed(made.mdata));
  });

  it('refuses a file whose company is damaged', async () => {
    const path = join(folder, 'damaged.safetensors');
    await trained.save(path);
    const { tensors, metadata } = readSafetensors(readFileSync(path));
    (tensors.get('network.memory.context.indices')!.data as Float32Array)[3] = 1e6;
    writeFileSync(path, writeSafetensors(tensors, metadata));
    const loaded = await zoo.load('scmoformer', path);
    await expect(valuesOf(loaded, made.mdata)).rejects.toMatchObject({ kind: 'corrupt' });
    const card = JSON.parse(metadata.card!);
    card.sizes.contextEntries = 1e12;
    writeFileSync(path, writeSafetensors(tensors, { ...metadata, card: JSON.stringify(card) }));
    await expect(zoo.load('scmoformer', path)).rejects.toMatchObject({ kind: 'corrupt' });
  });
});

describe('the training of scMoFormer', () => {
  it('goes on from its file as if nothing had happened, in batches that are drawn anew', async () => {
    const settings = { batchSize: 20, encoding: 'laplacian', geneGraph: 'network' } as const;
    const mdata = withNetwork(made.mdata, made.network);
    const whole = make(settings);
    await whole.fit(mdata, { ...quick, epochs: 6 });
    const checkpoint = join(folder, 'run.safetensors');
    const first = make(settings).fit(mdata, { ...quick, epochs: 6, checkpoint });
    for await (const { epoch } of first) if (epoch === 4) first.stop();
    expect((await first).summary.ending).toBe('stopped');
    const second = make(settings);
    await second.fit(mdata, { ...quick, epochs: 6, checkpoint });
    expect(existsSync(checkpoint)).toBe(false);
    expect(apart((await valuesOf(second, mdata)).values, (await valuesOf(whole, mdata)).values)).toBeLessThan(1e-5);
  }, 180_000);

  it('starts from trained weights, keeps what is frozen, and says what started anew', async () => {
    const after = make({ geneGraph: 'network', encoding: 'walk' });
    const freeze = ['in_c.*', 'layers.0.*'];
    await after.fit(withNetwork(made.mdata, made.network), { ...quick, from: trained, freeze });
    await after.save(join(folder, 'after.safetensors'));
    await trained.save(join(folder, 'before.safetensors'));
    const tensorsOf = (name: string) => readSafetensors(readFileSync(join(folder, name))).tensors;
    const [a, b] = [tensorsOf('before.safetensors'), tensorsOf('after.safetensors')];
    expect(b.get('network.in_c.weight')!.data).toEqual(a.get('network.in_c.weight')!.data);
    expect(b.get('network.layers.0.g2c.nbr.weight')!.data).toEqual(a.get('network.layers.0.g2c.nbr.weight')!.data);
    expect(b.get('network.head.weight')!.data).not.toEqual(a.get('network.head.weight')!.data);
    const wider = make({ rank: 6 });
    const { notices } = await wider.fit(made.mdata, { ...quick, from: trained });
    expect(notices.join('\n')).toMatch(/started anew: .*in_c\.weight/);
  }, 180_000);

  it('keeps the best weights of a validation, and may follow a plateau', async () => {
    const model = make({ schedule: 'plateau', validationShare: 0.2 });
    const { summary } = await model.fit(made.mdata, { ...quick, epochs: 10, patience: 3 });
    expect([summary.asked, summary.cells]).toEqual(['validation', 72]);
    expect(() => make({ schedule: 'plateau' })).toThrow(/no validation|there is none/);
  }, 180_000);

  it('takes cells without proteins as company, and says so', async () => {
    const prot = made.mdata.mod.get('prot')!.subset({ obs: cells(0, 70) });
    const mdata = new MuData({ mod: { rna: rnaOf(made.mdata), prot } });
    const { kind, notices, summary } = await make().fit(mdata, quick);
    expect([kind, summary.cells]).toEqual(['transductive', 70]);
    expect(notices.join('\n')).toContain('20 of 90 cells of rna have no prot');
  }, 180_000);

  it('normalizes counts, and refuses other values afterwards', async () => {
    const counts = changed(made.mdata, 'rna', (value) => Math.round(5 * value));
    const model = make();
    const { notices } = await model.fit(counts, quick);
    expect(notices.join('\n')).toContain('rna holds counts: normalized to 10000 a cell');
    await expect(valuesOf(model, made.mdata)).rejects.toThrow(/learned from counts/);
    const twice = changed(made.mdata, 'rna', (value) => 2 * Math.round(5 * value));
    expect(apart((await valuesOf(model, twice)).values, (await valuesOf(model, counts)).values)).toBeLessThan(1e-4);
  }, 180_000);
});

describe('predictModality', () => {
  it('asks scMoFormer with all cells in one graph and with those asked about alone, where it is to answer as published', async () => {
    const options = { from: 'rna', to: 'prot', folds: 2, epochs: 2, progress: false } as const;
    const result = await predictModality(make({ company: 'data' }), made.mdata, options);
    expect(result.kind).toBe('transductive');
    expect(result.scores.slice(0, 2).map(({ method }) => method)).toEqual(['scmoformer', 'scmoformer, query cells alone']); // prettier-ignore
    expect(result.scores.every(({ rmse }) => Number.isFinite(rmse))).toBe(true);
  }, 180_000);
});

describe('isolated nodes', () => {
  it('have finite answers: a void cell, a gene that nobody expresses, a protein without a gene', async () => {
    const x = rnaOf(made.mdata).matrix().toDense();
    const values = x.values.map((value, at) => (at % 36 === 9 || Math.floor(at / 36) === 2 ? 0 : value));
    const rna = rnaOf(made.mdata).with({ X: new DenseMatrix(90, 36, values) });
    const y = made.mdata.mod.get('prot')!.matrix().toDense();
    const prot = new AnnData({ X: y, obs: new Table(names('cell', 90)), var: new Table(names('unknown', 6)) });
    const model = make({ encoding: 'walk' });
    const { notices } = await model.fit(new MuData({ mod: { rna, prot } }), quick);
    expect(notices.join('\n')).toContain('None of the 6 proteins is linked to a gene');
    expect((await valuesOf(model, rna)).values.every(Number.isFinite)).toBe(true);
    const none = new AnnData({
      X: SparseMatrix.fromDense(DenseMatrix.zeros(1, 36)),
      obs: new Table(['void']),
      var: rna.var,
    });
    expect((await valuesOf(model, none)).values.every(Number.isFinite)).toBe(true);
  }, 180_000);
});

describe('data that scMoFormer cannot use', () => {
  it('is refused in clear words', () => {
    const { mdata } = made;
    const fit =
      (data: MuData | AnnData, options: ScmoformerOptions = {}) =>
      () =>
        make(options).fit(data, quick);
    expect(fit(rnaOf(mdata))).toThrow(/the data are of one kind/);
    expect(fit(changed(mdata, 'rna', (value) => value - 1))).toThrow(/rna holds \d+ values below zero/);
    expect(fit(changed(mdata, 'prot', (value) => Math.round(value) - 3))).toThrow(/prot holds counts below zero/);
    expect(fit(mdata, { from: 'rna', to: 'rna' })).toThrow(/both modalities are "rna"/);
    expect(fit(mdata, { to: 'atac' })).toThrow(/no modality "atac"/);
    expect(fit(mdata, { geneGraph: 'string' })).toThrow(/no prior graph varp\['string'\]/);
    const other = mdata.mod.get('prot')!;
    const strangers = new AnnData({ X: other.matrix(), obs: new Table(names('other', 90)), var: other.var });
    expect(fit(new MuData({ mod: { rna: rnaOf(mdata), prot: strangers } }))).toThrow(
      /0 cells are in both rna and prot/,
    );
    const company = new MuData({ mod: { rna: rnaOf(mdata), prot: other.subset({ obs: cells(0, 20) }) } });
    expect(() => make().fit(company, { ...quick, heldOut: cells(0, 19) })).toThrow(/1 cells with proteins are left/);
    expect(() => make({ width: 10, heads: 4 })).toThrow(/multiple of heads/);
  });

  it('gives NaN to cells without RNA', async () => {
    const rna = rnaOf(made.mdata).subset({ obs: cells(10, 90) });
    const said = await valuesOf(trained, new MuData({ mod: { rna, prot: made.mdata.mod.get('prot')! } }));
    const missing = Array.from({ length: said.rows }, (_, cell) => said.row(cell).every(Number.isNaN));
    expect(missing.filter(Boolean)).toHaveLength(10);
  });
});

describe('the network', () => {
  const NETWORK = { rank: 4, width: 8, heads: 2, layers: 2, attention: 'performer', features: 4, encoding: 0 } as const;
  const SIZES = { cells: 7, genes: 9, proteins: 5 };
  const random = new Random(2);
  const some = (rows: number, columns: number): DenseMatrix =>
    new DenseMatrix(rows, columns, random.fillNormal(rows * columns));
  /** About a third of the entries, positive. */
  const thin = (rows: number, columns: number): SparseMatrix =>
    SparseMatrix.fromDense(new DenseMatrix(rows, columns, some(rows, columns).values.map((v) => Math.max(0, v - 0.4)))); // prettier-ignore
  const made = {
    cells: some(SIZES.cells, NETWORK.rank),
    genes: some(SIZES.genes, NETWORK.rank),
    x: thin(SIZES.cells, SIZES.genes),
    links: thin(SIZES.genes, SIZES.proteins),
    half: thin(SIZES.genes, SIZES.genes),
  };
  const weights = new Parameters();
  beforeAll(() => createScmoformer(weights, NETWORK, SIZES, random));

  /** What the network says when cells, genes and proteins stand in another order. */
  function said(cells: readonly number[], genes: readonly number[], proteins: readonly number[]): Float32Array {
    const p = new Parameters();
    for (const name of weights.names()) {
      const values = weights.get(name).dataSync() as Float32Array;
      const width = values.length / SIZES.proteins;
      const byProtein = name === 'protein' || name.startsWith('head.');
      const own = byProtein ? proteins.flatMap((q) => [...values.subarray(q * width, (q + 1) * width)]) : values;
      p.create(name, weights.shapeOf(name), random, { init: { values: Float32Array.from(own) } });
    }
    const onDevice = (matrix: SparseMatrix): tf.Tensor2D =>
      tf.tensor2d(matrix.toDense().values as Float32Array, [matrix.rows, matrix.columns]);
    const x = made.x.takeRows(cells).takeColumns(genes);
    const links = made.links.takeRows(genes).takeColumns(proteins);
    const half = made.half.takeRows(genes).takeColumns(genes).toDense();
    const both = half.values.map((value, at) => value + half.get(at % half.rows, Math.floor(at / half.rows)));
    return tf.tidy(() => {
      const graph = {
        geneGene: onDevice(withSelfLoops(SparseMatrix.fromDense(new DenseMatrix(half.rows, half.rows, both)))),
        geneProtein: onDevice(averaging(links)),
        proteinGene: onDevice(averaging(links.transpose())),
        cellGene: onDevice(averaging(x)),
        geneCell: onDevice(averaging(x.transpose())),
      };
      const tensor = (matrix: DenseMatrix): tf.Tensor2D =>
        tf.tensor2d(matrix.values as Float32Array, [matrix.rows, matrix.columns]);
      const input = { genes: tensor(made.genes.takeRows(genes)), cells: tensor(made.cells.takeRows(cells)) };
      return predictProteins(p, NETWORK, input, graph).dataSync() as Float32Array;
    });
  }

  it('says the same of cells, genes and proteins in another order', () => {
    const [cells, genes, proteins] = [[...Array(7).keys()], [...Array(9).keys()], [...Array(5).keys()]];
    const plain = new DenseMatrix(7, 5, said(cells, genes, proteins));
    const order = { cells: [3, 1, 6, 0, 2, 5, 4], genes: [8, 2, 5, 0, 1, 7, 3, 6, 4], proteins: [4, 0, 3, 1, 2] };
    expect(apart(said(cells, order.genes, proteins), plain.values)).toBeLessThan(1e-5);
    expect(apart(said(order.cells, genes, proteins), plain.takeRows(order.cells).values)).toBeLessThan(1e-5);
    expect(apart(said(cells, genes, order.proteins), plain.takeColumns(order.proteins).values)).toBeLessThan(1e-5);
    expect(apart(plain.values, plain.takeRows(order.cells).values)).toBeGreaterThan(1e-2);
  });
});

describe('edges of cells and genes', () => {
  it('are the same as a dense matrix and as entries, with room behind them', () => {
    const x = SparseMatrix.fromDense(DenseMatrix.fromRows([[1, 0, 3], [0, 0, 0], [2, 0, 1]])); // prettier-ignore
    const kept = Float32Array.from([1, 0, 1, 1]);
    const h = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
    const said = ['cellGene', 'geneCell'].map((name) =>
      [true, false].map((dense) => {
        const edges = cellEdges(x, { dense, kept, room: dense ? undefined : 9 });
        const matrix = edgeMatrices(edges, [3, 3])[name as 'cellGene'];
        const { dh, out } = tf.tidy(() => {
          const { value, grads } = { value: heardAlong(matrix, h), grads: tf.grad((of) => tf.sum(tf.square(heardAlong(matrix, of as tf.Tensor2D)))) }; // prettier-ignore
          return { out: value.dataSync(), dh: grads(h).dataSync() };
        });
        return [...out, ...dh];
      }),
    );
    for (const [dense, sparse] of said) expect(apart(dense!, sparse!)).toBeLessThan(1e-5);
    expect(said[0]![0]!.slice(0, 6)).toEqual([1, 2, 0, 0, expect.closeTo(7 / 3, 5), expect.closeTo(10 / 3, 5)]);
  });
});
