import { beforeAll, describe, expect, it } from 'vitest';
import { DenseMatrix } from '../../../src/data';
import { Random, startEngine } from '../../../src/engine';
import { zoo } from '../../../src/models';
import { type Cifm, CifmResult, type CifmSummary, type CifmOptions } from '../../../src/models/cifm';
import { annDataOf, apart, example, GENES, tissueOf } from './cifmExample';

const CELLS = 160;
const make = (options: CifmOptions = {}): Cifm =>
  zoo.create('cifm', { preset: 'tiny', seed: 4, epochs: 3, radius: 20, ...options });

/** A trained model of every kind of network. */
const kinds: Record<string, CifmOptions> = {
  'as by default': {},
  'two layers each': { encoderLayers: 2, decoderLayers: 2 },
  "in the authors' manner": { normalize: 'layer', gate: true, encoderLayers: 2, decoderLayers: 2 },
  'as printed': {
    normalize: 'none',
    skip: false,
    near: false,
    residual: false,
    pool: 'sum',
    inputRms: true,
    calibrate: false,
  },
};
const models: Record<string, Cifm> = {};

beforeAll(async () => {
  await startEngine();
  for (const [kind, options] of Object.entries(kinds)) {
    models[kind] = make(options);
    await models[kind].fit(example(), { write: false });
  }
}, 300_000);

describe.each(Object.keys(kinds))('CI-FM %s', (kind) => {
  const cells = [3, 17, 40, 41, 99];
  const tissue = tissueOf(CELLS);
  const answers = async (data = annDataOf(tissue), asked = cells) => ({
    embedding: (await models[kind].embed(data)).values,
    predicted: (await models[kind].predict(data, asked, { together: true })).values,
  });

  it('says something of every cell, and not the same', async () => {
    const { embedding, predicted } = await answers();
    expect([...embedding, ...predicted].every(Number.isFinite)).toBe(true);
    const [first, second] = [embedding.subarray(0, 16), embedding.subarray(16, 32)];
    expect(apart(first, second)).toBeGreaterThan(1e-4);
  });

  it('does not mind the order of the cells', async () => {
    const want = await answers();
    const order = [...new Random(9).permutation(CELLS)];
    const data = annDataOf(tissue).subset({ obs: order });
    const found = await answers(
      data,
      cells.map((cell) => order.indexOf(cell)),
    );
    const moved = order.flatMap((cell) => [...want.embedding.subarray(cell * 16, cell * 16 + 16)]);
    expect(apart(found.embedding, moved)).toBeLessThan(1e-5);
    expect(apart(found.predicted, want.predicted)).toBeLessThan(1e-4);
  });

  it('does not mind how the tissue is turned or where it lies', async () => {
    const want = await answers();
    const [cos, sin] = [Math.cos(0.7), Math.sin(0.7)];
    const at = tissue.at.map((_, k) => {
      const [x, y] = [tissue.at[k - (k % 2)], tissue.at[k - (k % 2) + 1]];
      return 1e5 + (k % 2 === 0 ? cos * x - sin * y : sin * x + cos * y);
    });
    const found = await answers(annDataOf({ ...tissue, at }));
    expect(apart(found.embedding, want.embedding)).toBeLessThan(1e-5);
    expect(apart(found.predicted, want.predicted)).toBeLessThan(1e-4);
  });

  it('is not changed by void cells anywhere', async () => {
    const want = await answers();
    const random = new Random(5);
    const extra = 50;
    const x = new Float32Array((CELLS + extra) * GENES);
    x.set(tissue.x, extra * GENES);
    const at = Float64Array.from([...Array.from({ length: 2 * extra }, () => random.uniform(0, 100)), ...tissue.at]);
    const found = await answers(
      annDataOf({ x, at }),
      cells.map((cell) => cell + extra),
    );
    expect(apart(found.embedding.subarray(extra * 16), want.embedding)).toBeLessThan(1e-5);
    expect(apart(found.predicted, want.predicted)).toBeLessThan(1e-4);
    expect(apart(found.embedding.subarray(0, extra * 16), new Float32Array(extra * 16))).toBe(0);
  });

  it('is not changed by void cells that are part of the graph', async () => {
    const places = Array.from({ length: 20 }, (_, i) => [5 * i, 50]);
    const expression = DenseMatrix.zeros(20, GENES);
    const alone = await models[kind].predictPerturbation(annDataOf(tissue));
    const beside = await models[kind].predictPerturbation(annDataOf(tissue), { expression, locations: places });
    const changed = apart(beside.values, alone.values);
    expect(changed).toBeLessThan(1e-4);
    const real = new DenseMatrix(20, GENES, new Float32Array(20 * GENES).fill(4));
    const heard = await models[kind].predictPerturbation(annDataOf(tissue), { expression: real, locations: places });
    // As printed, outputs are small: what counts is that cells are heard and void ones are not.
    expect(apart(heard.values, alone.values)).toBeGreaterThan(10 * changed);
    expect(apart(heard.values, alone.values)).toBeGreaterThan(0);
  });

  it('does not look at the cells it predicts', async () => {
    const want = await answers();
    const x = tissue.x.slice();
    for (const cell of cells) x.fill(77, cell * GENES, cell * GENES + 2);
    const found = await answers(annDataOf({ ...tissue, x }));
    expect([...found.predicted]).toEqual([...want.predicted]);
    expect(apart(found.embedding, want.embedding)).toBeGreaterThan(1e-4);
  });

  it('predicts at a place what it predicts of a hidden cell there', async () => {
    const want = await answers();
    const rest = annDataOf(tissue).subset({ obs: Array.from({ length: CELLS }, (_, i) => !cells.includes(i)) });
    const places = cells.map((cell) => [tissue.at[2 * cell], tissue.at[2 * cell + 1]]);
    const found = await models[kind].predictAt(rest, places);
    expect(apart(found.values, want.predicted)).toBeLessThan(1e-4);
  });
});

describe('CI-FM', () => {
  it('gives the same model twice for the same seed and data', async () => {
    const [a, b] = [make(), make()];
    await a.fit(example(), { write: false });
    await b.fit(example(), { write: false });
    const [first, second] = [await a.embed(example()), await b.embed(example())];
    expect(apart(first.values, second.values)).toBeLessThan(1e-5);
  });

  it('finds its genes by name in other data', async () => {
    const model = models['as by default'];
    const data = example();
    const shuffled = data.subset({ var: [5, 0, 3, 1, 4, 2] });
    const want = await model.embed(data);
    expect(apart((await model.embed(shuffled)).values, want.values)).toBeLessThan(1e-5);
    const without = await model.prepared(data.subset({ var: [0, 1, 2, 4, 5] }));
    expect([...without.column(3)].every((value) => value === 0)).toBe(true);
    await expect(model.embed(annDataOf(tissueOf(40), 'other'))).rejects.toThrow(/share none of the model's 6 features/);
  });

  it('learns from held-out cells nothing', async () => {
    const held = [0, 8, 30];
    const tissue = tissueOf(CELLS);
    const x = tissue.x.slice();
    for (const cell of held) x.fill(50, cell * GENES, (cell + 1) * GENES);
    const embeddings = [];
    for (const data of [annDataOf(tissue), annDataOf({ ...tissue, x })]) {
      const model = make();
      await model.fit(data, { heldOut: held, write: false });
      embeddings.push((await model.embed(example())).values);
    }
    expect([...embeddings[1]]).toEqual([...embeddings[0]]);
  });

  it('writes vectors and settings under the customary keys', async () => {
    const data = example();
    const { summary } = await make().fit(data);
    expect(data.obsm.get('X_cifm')).toMatchObject({ rows: CELLS, columns: 16 });
    expect(data.uns.has('cifm')).toBe(true);
    expect(summary.balanced).toBe(true);
    expect(summary.validation!.cells).toBeGreaterThan(5);
  });

  it('trains on several sections and never joins them', async () => {
    const model = make({ section: 'kind', batchSize: 64, loss: 'plain' });
    await model.fit(example(), { write: false });
    const left = example().subset({ obs: Array.from({ length: CELLS }, (_, i) => tissueOf(CELLS).at[2 * i] < 50) });
    const whole = await model.embed(example());
    const rows = [...Array(CELLS).keys()].filter((i) => tissueOf(CELLS).at[2 * i] < 50);
    expect(apart((await model.embed(left)).values, whole.takeRows(rows).values)).toBeLessThan(1e-5);
  });

  it('keeps what was learnt when it is stopped', async () => {
    const model = make();
    const run = model.fit(example(), { epochs: 1000, write: false });
    for await (const { step } of run) if (step === 3) run.stop();
    expect((await run).summary.ending).toBe('stopped');
    expect((await model.embed(example())).rows).toBe(CELLS);
  }, 120_000);

  it('learns that left and right differ', async () => {
    const data = example(400);
    const model = make({ epochs: 60, radius: 12 });
    const { summary, warnings } = await model.fit(data, { write: false });
    expect(summary.validation!.model).toBeLessThan(0.9 * summary.validation!.constant);
    expect(warnings.join()).not.toMatch(/plateau/);
  }, 180_000);
});

describe('a CI-FM result', () => {
  const summary = { config: make().config, radius: 20, degree: 9, balanced: true, genes: 6, cells: 99, epochs: 3 };
  const rest = { notices: [], ending: 'finished', first: { loss: 1 }, last: { loss: 0.5 } } as const;
  const warned = (model: number, constant: number, neighborhoodMean: number): string =>
    String(
      new CifmResult({
        ...summary,
        ...rest,
        validation: { cells: 9, model, constant, neighborhoodMean },
      } as CifmSummary),
    );

  it('warns of the plateau and of a baseline that is better', () => {
    expect(warned(0.99, 1, 1.2)).toMatch(/plateau.*error 0.990; theirs 1.00/);
    expect(warned(1.01, 1, 1.2)).toMatch(/no better than one answer for all cells .*learned nothing/);
    expect(warned(NaN, 1, 1.2)).toMatch(/learned nothing/);
    expect(warned(0.8, 1, 0.7)).toMatch(/mean of the neighboring cells predicts better/);
    expect(warned(0.8, 1, 0.9)).not.toMatch(/Warning/);
  });
});
