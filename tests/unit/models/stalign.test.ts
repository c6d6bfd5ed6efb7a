import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type AnnData, DenseMatrix, ImageSource, type ModelData, TissueImage } from '../../../src';
import { wholeImage } from '../../../src/data/images/wholeImage';
import { startEngine, type TrainingRun } from '../../../src/engine';
import { type Stalign, zoo } from '../../../src/models';
import type { StalignResult } from '../../../src/models/stalign/results';
import { otherClusters } from '../../../src/models/stalign/negatives';
import { Random } from '../../../src/random';
import { picturedExample, turnedExample } from '../tasks/pictured';
import { apart } from './cifmExample';

// Compiling a step takes its time on a busy machine.
vi.setConfig({ testTimeout: 300_000 });

const quick = { epochs: 3, progress: false, write: false } as const;
const make = (options: object = {}): Stalign =>
  zoo.create('stalign', {
    preset: 'tiny',
    section: 'section',
    seed: 2,
    // Spots of the example lie 12 pixels apart.
    side: 12,
    patch: 4,
    components: 6,
    geneLayers: 1,
    geneWidth: 16,
    ...options,
  });
let folder: string;
let trained: Stalign;
let learned: { data: ReturnType<typeof picturedExample>; result: StalignResult };

beforeAll(async () => {
  await startEngine();
  folder = await mkdtemp(join(tmpdir(), 'stalign-'));
  trained = make();
  const data = picturedExample();
  learned = { data, result: await trained.fit(data, { epochs: 3, progress: false }) };
}, 120_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** The example with other expression of some spots. */
function changed(of: (spot: number) => boolean, value = 400): ReturnType<typeof picturedExample> {
  const { cells, image } = picturedExample();
  const x = new DenseMatrix(cells.nObs, cells.nVars, Float32Array.from(cells.matrix().toDense().values));
  for (let i = 0; i < cells.nObs; i++) if (of(i)) x.row(i).fill(value, 0, 3);
  return { cells: cells.with({ X: x }), image };
}

describe('a trained ST-Align', () => {
  it('says the same of spots in another order', async () => {
    const order = [...new Random(1).permutation(200)];
    for (const use of ['fused', 'niche', 'image', 'gene'] as const) {
      const [want, found] = [
        await trained.embed(picturedExample(), { use }),
        await trained.embed(picturedExample({ order }), { use }),
      ];
      expect(apart(found.values, want.takeRows(order).values)).toBeLessThan(1e-4);
      expect(apart(want.values, want.takeRows(order).values)).toBeGreaterThan(1e-2);
    }
  });

  it('gives the same vectors of pictures when the slide is turned by a quarter or mirrored', async () => {
    const { values: upright } = await trained.embedImages(picturedExample());
    for (const turn of ['quarter', 'mirrored'] as const) {
      const { values } = await trained.embedImages(turnedExample(turn));
      expect(apart(values.values, upright.values)).toBeLessThan(1e-3);
    }
  });

  it('looks at no expression for the vectors of pictures', async () => {
    const { cells, image } = picturedExample();
    const bare: ModelData = { cells: cells.with({ X: DenseMatrix.zeros(200, 12) }), image };
    const [a, b] = [await trained.embedImages({ cells, image }), await trained.embedImages(bare)];
    expect(apart(a.values.values, b.values.values)).toBe(0);
  });

  it('keeps sections apart', async () => {
    const [a, b] = [await trained.embed(picturedExample()), await trained.embed(changed((i) => i >= 100))];
    const own = [...Array(100).keys()];
    expect(apart(a.takeRows(own).values, b.takeRows(own).values)).toBeLessThan(1e-6);
    expect(apart(a.values, b.values)).toBeGreaterThan(1e-2);
    const alone = picturedExample();
    const half = { ...alone, cells: alone.cells.subset({ obs: own }) };
    expect(apart((await trained.embed(half)).values, a.takeRows(own).values)).toBeLessThan(1e-4);
  });

  it('finds for each spot as many others as asked, each once, the most similar first', async () => {
    const { nearest, similarity, k } = await trained.retrieve(picturedExample(), { query: 'gene', k: 200 });
    expect(k).toBe(200);
    expect([...nearest.subarray(0, 200)].sort((a, b) => a - b)).toEqual([...Array(200).keys()]);
    for (let at = 1; at < 200; at++) expect(similarity[at]).toBeLessThanOrEqual(similarity[at - 1]);
    await expect(trained.retrieve(picturedExample(), { k: 201 })).rejects.toThrow(/k is 201, there are 200 spots/);
  });

  it('is the same after a file', async () => {
    const path = join(folder, 'model.safetensors');
    await trained.save(path);
    const loaded = await zoo.load('stalign', path);
    expect(loaded.config).toEqual(trained.config);
    const data = picturedExample();
    expect(apart((await loaded.embed(data)).values, (await trained.embed(data)).values)).toBe(0);
  });

  it('answers about a single spot, and says by whose scale', async () => {
    const { cells, image } = picturedExample();
    const one = { cells: cells.subset({ obs: [7] }), image };
    const { values, notices } = await trained.embedImages(one);
    expect([...values.values].every(Number.isFinite)).toBe(true);
    expect(notices.join()).toMatch(/1 of 1 sections have fewer than 10 spots: brought to the scale of the training/);
    expect((await trained.embed(one)).rows).toBe(1);
  });
});

describe('training', () => {
  it('writes vectors and who made them', async () => {
    const { data, result } = learned;
    expect(data.cells.obsm.get('X_stalign')).toMatchObject({ rows: 200, columns: 64 });
    expect(data.cells.obsm.get('X_stalign_image')).toMatchObject({ rows: 200, columns: 128 });
    expect(data.cells.uns.get('stalign')).toBeInstanceOf(Map);
    expect(String(result)).toMatch(/ST-Align, finished after 3 epochs on 200 spots of 2 sections/);
    const { encoder } = await trained.embedImages(data);
    expect(encoder).toMatch(/AE-Img tiny of 12 px, trained \([0-9a-f]{12}\)/);
    expect(String(result)).toContain(encoder.split(';')[0]);
  });

  it('brings pictures and genes of a section that it has not seen near each other, and of validation spots', async () => {
    const { cells, image } = picturedExample({ side: 12 });
    const [seen, unseen] = ['a', 'b'].map((name) => ({
      cells: cells.subset({ obs: [...Array(288).keys()].filter((i) => i < 144 === (name === 'a')) }),
      image,
    }));
    const model = make();
    const validation = [...Array(144).keys()].filter((i) => i % 6 === 0);
    const run = model.fit(seen, { ...quick, epochs: 30, validation });
    const errors: number[] = [];
    for await (const { validation: terms } of run) if (terms) errors.push(terms.error!);
    await run;
    expect(Math.min(...errors)).toBeLessThan(errors[0] - 0.05);
    const { nearest, k } = await model.retrieve(unseen, { k: 144 });
    const ranks = Array.from({ length: 144 }, (_, i) => nearest.subarray(i * k, (i + 1) * k).indexOf(i));
    expect(ranks.sort((a, b) => a - b)[72]).toBeLessThan(45);
  });

  it('lets nothing of a held-out spot through', async () => {
    const fitted = async (data: ModelData): Promise<DenseMatrix> => {
      const model = make();
      await model.fit(data, { ...quick, epochs: 1, heldOut: [7, 120] });
      return model.embed(picturedExample());
    };
    const [a, b] = [await fitted(picturedExample()), await fitted(changed((i) => i === 7 || i === 120))];
    expect(apart(a.values, b.values)).toBe(0);
  });

  it('goes on after a kill and comes to the same weights', async () => {
    const checkpoint = join(folder, 'run.safetensors');
    const options = { ...quick };
    const cut: TrainingRun<unknown> = make().fit(picturedExample(), { ...options, checkpoint });
    for await (const { epoch } of cut) if (epoch === 2) cut.stop();
    await cut;
    expect(existsSync(checkpoint)).toBe(true);
    expect(() => make().fit(picturedExample({ seed: 5 }), { ...options, checkpoint })).toThrow(/other data/);
    const resumed = make();
    const { summary } = await resumed.fit(picturedExample(), { ...options, checkpoint });
    expect(summary).toMatchObject({ ending: 'finished', epochs: 3 });
    expect(existsSync(checkpoint)).toBe(false);
    const data = picturedExample();
    // The model of these tests was trained alike, without a break.
    expect(apart((await resumed.embed(data)).values, (await trained.embed(data)).values)).toBeLessThan(1e-4);
  });

  it('starts from trained weights, by the genes that they know, leaves frozen ones alone, and has a name of its own', async () => {
    const { cells, image } = picturedExample();
    const mixed = cells.subset({ var: [...new Random(3).permutation(12)] });
    const from = join(folder, 'start.safetensors');
    await trained.save(from);
    const next = make();
    await next.fit({ cells: mixed, image }, { ...quick, epochs: 1, from, freeze: ['spot_*', 'niche_*', 'loss.abfn*'] });
    expect(next.features).toEqual(trained.features);
    const [a, b] = [await next.embed({ cells, image }), await trained.embed({ cells, image })];
    // Running statistics of batch norms move though nothing is learned.
    expect(apart(a.values, b.values)).toBeLessThan(0.5);
    const names = await Promise.all(
      [next, trained].map(async (model) => (await model.embedImages({ cells, image })).encoder),
    );
    expect(names[0]).not.toBe(names[1]);
  });

  it('takes several tissues with pictures of their own, by the genes that all have, without spots outside of their picture', async () => {
    const parts = [picturedExample({ sections: ['a'] }), picturedExample({ sections: ['c'], seed: 4 })];
    const values = Float64Array.from(parts[1].cells.obsm.get('spatial')!.values);
    values[10] = -500;
    const placed = parts[1].cells.with({ obsm: [['spatial', new DenseMatrix(100, 2, values)]] });
    const fewer = { ...parts[1], cells: placed.subset({ var: [11, 3, 4, 5, 0] }) };
    const model = make();
    const { summary, notices } = await model.fit([parts[0], fewer], quick);
    expect(summary).toMatchObject({ cells: 199, sections: 2 });
    expect(notices.join('\n')).toMatch(/1 of 200 spots lie outside of their image and are not learned from/);
    expect(model.features).toEqual(['gene0', 'gene3', 'gene4', 'gene5', 'gene11']);
    expect(parts[0].cells.obsm.has('X_stalign')).toBe(false);
    expect((await model.embed(fewer)).rows).toBe(100);
    expect((await model.embedImages(fewer)).notices.join()).toMatch(/1 of 100 cells lie outside .* spot 5/);
  });

  it.each([
    [
      'with the fusion and the negatives of the code, by the training data, with few genes',
      { fusion: 'official', standardize: 'training', genes: 5, components: 3, geneNorm: 'pre', negatives: 'clusters' },
    ],
    [
      'side by side, without the loss between levels, as printed',
      { fusion: 'concatenation', spotShare: 0.3, nicheShare: 0.7, positiveInDenominator: false },
    ],
  ] as const)('works %s', async (_, options) => {
    const model = make(options);
    const { summary } = await model.fit(picturedExample(), { ...quick, epochs: 8 });
    expect(summary.last.loss).toBeLessThan(summary.first.loss!);
    expect([...(await model.embed(picturedExample())).values].every(Number.isFinite)).toBe(true);
    const path = join(folder, 'variant.safetensors');
    await model.save(path);
    await zoo.load('stalign', path);
  });

  it('takes the vectors of other encoders, by name, and refuses those of another', async () => {
    const { cells, image } = picturedExample();
    const random = new Random(6);
    const vectors = (width: number) => new DenseMatrix(200, width, random.fillNormal(200 * width));
    const withVectors = (encoder: string, width = 7): ModelData => ({
      cells: cells.with({
        obsm: new Map([...cells.obsm, ['X_own', vectors(width)], ['X_genes', vectors(5)]]),
        uns: new Map([['X_own_encoder', encoder]]),
      }),
      image,
    });
    const model = make({ nicheImage: 'X_own', spotGene: 'X_genes' });
    const { summary } = await model.fit(withVectors('own.onnx'), quick);
    expect(summary.encoders).toMatchObject({
      nicheImage: 'own.onnx',
      spotGene: 'obsm["X_genes"], of an unnamed encoder',
    });
    await expect(model.embedImages(withVectors('other.onnx'))).rejects.toThrow(
      /by other.onnx, the model was trained with 7 columns by own.onnx/,
    );
    await expect(model.embedImages(withVectors('own.onnx', 8))).rejects.toThrow(/has 8 columns/);
    expect(() => model.fit({ cells, image })).toThrow(expect.objectContaining({ kind: 'missing-key' }));
    const path = join(folder, 'given.safetensors');
    await model.save(path);
    expect((await (await zoo.load('stalign', path)).embedImages(withVectors('own.onnx'))).values.rows).toBe(200);
  });

  it('says before it trains what it would take', async () => {
    const { estimates } = await make().summary(picturedExample(), { epochs: 4 });
    expect(estimates).toMatchObject({ model: 'ST-Align', cells: 200, features: 12, epochs: 4, steps: 16 });
    expect(estimates.parameters).toBeGreaterThan(10_000);
  });
});

describe('negatives of other clusters', () => {
  it('are of the own section and another cluster, one of each where the batch has it', () => {
    const section = Int32Array.from({ length: 60 }, (_, i) => i % 2);
    const clusters = Int32Array.from({ length: 60 }, (_, i) => Math.floor(i / 2) % 6);
    const batch = Int32Array.from({ length: 48 }, (_, i) => i);
    const chosen = otherClusters(batch, section, clusters, new Random(1));
    batch.forEach((spot, i) => {
      const own = [...chosen.subarray(5 * i, 5 * i + 5)].map((at) => batch[at]);
      expect(own.every((other) => section[other] === section[spot])).toBe(true);
      expect(own.map((other) => clusters[other])).toEqual([0, 1, 2, 3, 4, 5].filter((code) => code !== clusters[spot]));
    });
    // One cluster alone: any other spot.
    const alone = otherClusters(Int32Array.of(0, 2, 4), section, new Int32Array(60), new Random(1));
    alone.forEach((at, n) => expect(at).not.toBe(Math.floor(n / 5)));
  });
});

describe('data that do not fit', () => {
  const data = picturedExample();
  const refused = (given: ModelData | AnnData[], kind: string, text: RegExp, options: object = {}) =>
    expect(() => make(options).fit(given, quick)).toThrow(
      expect.objectContaining({ kind, message: expect.stringMatching(text) }),
    );
  const moved = (by: number): AnnData =>
    data.cells.with({ obsm: [['spatial', data.cells.obsm.get('spatial')!.map((value) => value + by)]] });

  it('is refused in words before anything is trained', () => {
    refused(data.cells, 'invalid-argument', /there is no picture/);
    refused([data.cells], 'invalid-argument', /there is no picture/);
    refused(
      { ...data, cells: data.cells.subset({ obs: [3] }) },
      'invalid-argument',
      /1 cells are too few.*eight spots/,
    );
    refused(
      { ...data, cells: moved(5000) },
      'invalid-argument',
      /200 of 200 spots lie outside of their image.*scale of the slide/,
    );
    refused(data, 'missing-key', /no column "sample"/, { section: 'sample' });
    refused(data, 'invalid-argument', /lie on the slides "a" and "b"/, { section: '' });
    const negative = data.cells.with({
      X: data.cells
        .matrix()
        .toDense()
        .map((value) => value - 5),
    });
    refused({ ...data, cells: negative }, 'invalid-argument', /below zero/);
    const inOnePlace = data.cells.with({ obsm: [['spatial', data.cells.obsm.get('spatial')!.map(() => 30)]] });
    refused({ ...data, cells: inOnePlace }, 'invalid-argument', /at one place/);
  });

  it('keeps the unit of a picture in mind', () => {
    const source = wholeImage({ width: 9, height: 9, channels: ['red', 'green', 'blue'], type: 'uint8' }, () => ({
      width: 9,
      height: 9,
      channels: 3,
      values: new Uint8Array(243),
    }));
    const slide = { image: new TissueImage('scan', source, { maxBytes: 2 ** 20, cacheBytes: 2 ** 20 }) };
    const image = new ImageSource({ a: slide, b: slide }, { section: 'section', unit: 'micrometers' });
    refused({ ...data, image }, 'missing-key', /how many micrometers a pixel/);
  });

  it('is refused where settings do not fit each other', () => {
    expect(() => make({ spotShare: 0.8, nicheShare: 0.4 })).toThrow(/add up to more than 1/);
    expect(() => make({ geneWidth: 30, geneHeads: 4 })).toThrow(/multiple of geneHeads/);
    expect(() => make({ channels: 12, fusion: 'official' })).toThrow(/multiple of 8/);
  });
});
