import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { AnnData, type DenseMatrix, MuData, readH5ad, simulateCiteSeq, Table, writeH5ad } from '../../../src/data';
import { startEngine } from '../../../src/engine';
import { geneSetGraph } from '../../../src/graph/prior';
import type { Scmognn } from '../../../src/models';
import { type ModelData, type ScmognnOptions, zoo } from '../../../src/models';
import { readPairs } from '../../../src/models/scmognn/pairs';
import { match, predictModality, writePrediction } from '../../../src/tasks';
import { simulatedPairs, tinyScmognn } from './pairsExample';

beforeAll(async () => {
  // Steps this small take longer to compile than to run; compiled ones are killed and go on in pairsFailures.
  await startEngine({ provider: 'cpu' });
}, 240_000);

const folder = mkdtempSync(join(tmpdir(), 'scmognn-'));
const quick = { write: false, progress: false } as const;
/** Two layers of eight channels: what a deeper network does is held to fixtures. */
const make = (options: ScmognnOptions = {}): Scmognn => tinyScmognn({ layers: 2, width: 8, ...options });
const cells = ({ count = 80, genes = 30 } = {}): MuData => simulatedPairs({ cells: count, genes });

/** The same data with a column that holds out the last third. */
function split(mdata: MuData): MuData {
  const obs = mdata.obs.clone();
  obs.set(
    'part',
    Array.from({ length: mdata.nObs }, (_, cell) => (3 * cell < 2 * mdata.nObs ? 'train' : 'test')),
  );
  return mdata.with({ obs });
}

/** The rna of some cells, beside a protein modality without cells. */
function asked(mdata: MuData, rows: readonly number[], genes?: readonly number[]): MuData {
  const rna = mdata.mod.get('rna')!.subset({ obs: rows, ...(genes && { var: genes }) });
  const prot = mdata.mod.get('prot')!.subset({ obs: [] });
  return new MuData({ mod: [['rna', rna], ['prot', prot]] }); // prettier-ignore
}

/** Whether a cell has more of the first protein than most. */
function plainExpression(mdata: MuData, cell: number): boolean {
  const column = [...mdata.mod.get('prot')!.matrix().column(0)];
  return column[cell] > [...column].sort((a, b) => a - b)[column.length >> 1];
}

const rowsOf = (matrix: DenseMatrix, rows: readonly number[]): number[] => rows.flatMap((row) => [...matrix.row(row)]);

function expectSame(got: ArrayLike<number>, want: ArrayLike<number>, tolerance = 1e-5): void {
  expect(got.length).toBe(want.length);
  for (let at = 0; at < want.length; at++) expect(Math.abs(got[at] - want[at]), `value ${at}`).toBeLessThan(tolerance);
}

describe('scMoGNN for prediction', () => {
  const mdata = cells();
  let model: Scmognn;
  let known: DenseMatrix;

  beforeAll(async () => {
    model = make();
    await model.fit(mdata, quick);
    known = (await model.predictModality(mdata)).values;
  }, 240_000);

  it('predicts held-out proteins better than their means', async () => {
    const asked = { from: 'rna', to: 'prot', split: 'part', progress: false };
    const result = await predictModality(make({ epochs: 80, layers: 4, width: 16 }), split(mdata), asked);
    expect(result.scores[0].method).toBe('scmognn');
    expect(result.scores[0].rmse).toBeLessThan(0.9 * result.scores[1].rmse);
    expect(result.kind).toBe('inductive');
  }, 240_000);

  it('answers each cell for itself: in another order, alone, and beside others', async () => {
    const turned = [...Array(80).keys()].reverse();
    expectSame((await model.predictModality(asked(mdata, turned))).values.values, rowsOf(known, turned));
    const alone = await model.predictModality(asked(mdata, [17]));
    expectSame(alone.values.values, rowsOf(known, [17]));
    expect(alone.kind).toBe('inductive');
    expect(alone.features).toEqual(mdata.mod.get('prot')!.var.index);
  });

  it('finds genes by name, in any order', async () => {
    const genes = [...Array(30).keys()].reverse();
    expectSame((await model.predictModality(asked(mdata, [1, 2, 3], genes))).values.values, rowsOf(known, [1, 2, 3]));
  });

  it('is moved by other cells only where the graph is joined, and says so', async () => {
    // Norms take away how many cells speak, so that two rounds say the same in any company.
    const joined = make({ graph: 'joined', layers: 4 });
    await joined.fit(mdata, quick);
    const [all, few] = [await joined.predictModality(mdata), await joined.predictModality(asked(mdata, [0, 1, 2]))];
    expect(all.kind).toBe('transductive');
    const moved = rowsOf(all.values, [0, 1, 2]).map((value, at) => Math.abs(value - few.values.values[at]));
    expect(Math.max(...moved)).toBeGreaterThan(1e-4);
  }, 240_000);

  it('learns from the cells that have both alone: what is held out changes nothing', async () => {
    const held = [4, 8, 15];
    const prot = mdata.mod.get('prot')!;
    const spoiled = prot.with({
      X: prot
        .matrix()
        .toDense()
        .map((value) => value),
    });
    for (const cell of held) (spoiled.X as DenseMatrix).row(cell).fill(1000);
    const other = mdata.with({ mod: [['rna', mdata.mod.get('rna')!], ['prot', spoiled]] }); // prettier-ignore
    const answers = [];
    for (const data of [mdata, other]) {
      const fresh = make({ epochs: 4 });
      await fresh.fit(data, { ...quick, heldOut: held });
      answers.push((await fresh.predictModality(data)).values.values);
    }
    expect(answers[1]).toEqual(answers[0]);
  }, 240_000);

  it('says finite things of cells without expression and of genes that nobody expresses', async () => {
    const rna = mdata.mod.get('rna')!;
    const x = rna.matrix().toDense().map((value) => value); // prettier-ignore
    x.row(7).fill(0);
    for (let i = 0; i < 80; i++) x.row(i)[3] = 0;
    const empty = mdata.with({ mod: [['rna', rna.with({ X: x })], ['prot', mdata.mod.get('prot')!]] }); // prettier-ignore
    for (const weighting of ['raw', 'symmetric'] as const) {
      const fresh = make({ epochs: 2, weighting, groups: weighting === 'raw' ? 4 : 0 });
      await fresh.fit(empty, quick);
      const { values } = (await fresh.predictModality(empty)).values;
      expect(values.every((value) => Number.isFinite(value))).toBe(true);
    }
  }, 240_000);

  it('gives NaN to cells without the given modality', async () => {
    const rna = mdata.mod.get('rna')!.subset({ obs: [...Array(79).keys()] });
    const data = new MuData({ mod: { rna, prot: mdata.mod.get('prot')! } });
    const { values } = await model.predictModality(data);
    expect(values.rows).toBe(80);
    expect([...values.row(79)].every(Number.isNaN)).toBe(true);
    expect([...values.row(78)].every(Number.isFinite)).toBe(true);
  });

  it('is the same after a file, and takes up a run that was stopped', async () => {
    const path = join(folder, 'model.safetensors');
    await model.save(path);
    const again = await zoo.load('scmognn', path);
    expect((await again.predictModality(mdata)).values.values).toEqual(known.values);
    const checkpoint = join(folder, 'run.safetensors');
    const first = make().fit(mdata, { ...quick, checkpoint });
    for await (const report of first) if (report.epoch === 3) first.stop();
    expect(existsSync(checkpoint)).toBe(true);
    const second = make();
    await second.fit(mdata, { ...quick, checkpoint });
    expectSame((await second.predictModality(mdata)).values.values, known.values);
    expect(existsSync(checkpoint)).toBe(false);
  }, 240_000);

  it('lets features hear each other along a prior graph', async () => {
    const data = cells();
    const rna = data.mod.get('rna')!;
    geneSetGraph([{ name: 'all', description: '', genes: rna.var.index.slice(0, 10) }], { genes: rna.var.index }).write(
      rna,
      'sets',
    );
    const result = await make({ prior: 'sets', epochs: 2 }).fit(data, quick);
    expect(String(result)).toContain('Prior graph: 45 pairs of features');
    expect(() => make({ prior: 'string' }).fit(data, quick)).toThrow(/string/);
  }, 240_000);

  it('trains in batches of cells, writes vectors and how it was trained, and prints the weights of its layers', async () => {
    const data = cells();
    const result = await make({ batchSize: 16, epochs: 3, layers: 4 }).fit(data, { progress: false });
    expect(Number.isFinite(result.summary.last.loss)).toBe(true);
    expect(data.obsm.get('X_scmognn')!.columns).toBe(8);
    expect(data.uns.has('scmognn')).toBe(true);
    expect(String(result)).toMatch(/Layer weights, the input first: \.?\d.*, .*, .*, /);
  }, 240_000);

  it('says that counts are taken as they are', () => {
    const raw = simulateCiteSeq({ cells: 40, genes: 20, proteins: 4, seed: 1 });
    const { notices } = readPairs('test', raw, make().config);
    expect(notices.join()).toContain('rna holds counts, taken as they are');
  });

  it('predicts a file block by block as it predicts what is in memory', async () => {
    const [from, to] = ['rna.h5ad', 'prot.h5ad'].map((name) => join(folder, name));
    await writeH5ad(mdata.mod.get('rna')!, from);
    const backed = await readH5ad(from, { backed: true });
    await writePrediction(model, backed, to, { from: 'rna', to: 'prot', rows: 33 });
    const found = await readH5ad(to);
    expect(found.var.index).toEqual(mdata.mod.get('prot')!.var.index);
    expectSame(found.matrix().toDense().values, known.values);
  });

  it('refuses in words what it cannot use', async () => {
    const fit = (data: ModelData, options: ScmognnOptions = {}) => make(options).fit(data, quick);
    expect(() => fit(mdata.mod.get('rna')!)).toThrow(/the data are of one kind.*two modalities/s);
    expect(() => make({ from: 'rna', to: 'rna' })).toThrow('from and to are both "rna"');
    expect(() => fit(mdata, { from: 'atac' })).toThrow(/no modality "atac"/);
    expect(() => make({ groups: 5 })).toThrow('width (8) must be a multiple of groups (5)');
    const few = new MuData({ mod: { rna: mdata.mod.get('rna')!, prot: mdata.mod.get('prot')!.subset({ obs: [3] }) } });
    expect(() => fit(few)).toThrow('1 cells are in both rna and prot');
    await expect(model.match(mdata)).rejects.toThrow(
      "this model was trained for prediction. Train one with task: 'matching'",
    );
    const other = new AnnData({ X: mdata.mod.get('rna')!.matrix(), obs: mdata.mod.get('rna')!.obs, var: new Table(Array.from({ length: 30 }, (_, j) => `other${j}`)) }); // prettier-ignore
    await expect(
      model.predictModality(new MuData({ mod: { rna: other, prot: mdata.mod.get('prot')! } })),
    ).rejects.toThrow("share none of the model's 30 features");
    await expect(make().predictModality(mdata)).rejects.toThrow('has not been trained');
  });
});

describe('scMoGNN for matching', () => {
  const mdata = cells({ count: 120 });
  it('finds partners more often than chance, in whatever order it is given them', async () => {
    const result = await match(make({ epochs: 40 }), split(mdata), {
      from: 'rna',
      to: 'prot',
      split: 'part',
      progress: false,
    });
    expect(result.config).toMatchObject({ task: 'matching', epochs: 80 });
    expect(result.scores[0].foscttm).toBeLessThan(0.3);
    expect(result.scores[0].score).toBeGreaterThan(1.5 * result.chance);
    const model = make({ task: 'matching', epochs: 10 });
    const { summary } = await model.fit(mdata, quick);
    expect(summary.temperature).toBeGreaterThan(0.01);
    const turned = [...Array(120).keys()].reverse();
    const prot = mdata.mod.get('prot')!;
    const other = mdata.with({ mod: [['rna', mdata.mod.get('rna')!], ['prot', prot.subset({ obs: turned })]] }); // prettier-ignore
    const [as, reversed] = [await model.match(mdata), await model.match(other)];
    expect(reversed.second).toEqual([...as.second].reverse());
    expectSame(reversed.probabilities.takeColumns(turned).values, as.probabilities.values);
    expectSame(
      [...as.probabilities.row(0)].reduce((sum, value) => [sum[0] + value], [0]),
      [1],
    );
  }, 240_000);

  it('takes a given temperature, and term frequencies', async () => {
    const wide = cells({ count: 60, genes: 240 });
    const lsi = make({ task: 'matching', epochs: 3, inputs: 'lsi', components: 8, temperature: 1, auxiliary: 0 });
    const { summary } = await lsi.fit(wide, quick);
    expect(summary.temperature).toBe(1);
    expect((await lsi.match(wide)).probabilities.values.every(Number.isFinite)).toBe(true);
  }, 240_000);
});

describe('scMoGNN for a joint embedding', () => {
  it('learns types where it is told them, and embeds without', async () => {
    const mdata = cells({ count: 120 });
    const model = make({ task: 'joint', epochs: 60 });
    await model.fit(mdata, { ...quick, labels: 'cell_type' });
    const { classes, probabilities } = await model.classify(mdata);
    const types = mdata.column('cell_type');
    const right = Array.from({ length: 120 }, (_, cell) => {
      const row = probabilities.row(cell);
      return (
        classes[row.indexOf(Math.max(...row))] ===
        (types.kind === 'categorical' ? types.categories[types.codes[cell]] : '')
      );
    });
    expect(right.filter(Boolean).length).toBeGreaterThan(60);
    expect((await model.embed(mdata)).columns).toBe(classes.length + 16);
    const plain = make({ task: 'joint', epochs: 60, phase: 'half' });
    const half = Array.from({ length: 120 }, (_, cell) => (plainExpression(mdata, cell) ? 'up' : 'down'));
    const obs = mdata.obs.clone();
    obs.set('half', half);
    const { summary } = await plain.fit(mdata.with({ obs }), quick);
    expect(summary.last.cycle).toBeLessThan(0.23 * 0.07);
    const vectors = await plain.embed(mdata);
    expect(vectors.values.every(Number.isFinite)).toBe(true);
    // The columns of the phases come first where no type is learned.
    const found = half.map((phase, cell) => vectors.get(cell, 0) > vectors.get(cell, 1) === (phase === 'down'));
    expect(found.filter(Boolean).length).toBeGreaterThan(80);
    await expect(plain.classify(mdata)).rejects.toThrow('this model was trained without labels');
    const turned = [...Array(120).keys()].reverse();
    const order = mdata.subset({ obs: turned });
    expectSame(rowsOf(await model.embed(order), turned), (await model.embed(mdata)).values, 1e-4);
  }, 240_000);
});
