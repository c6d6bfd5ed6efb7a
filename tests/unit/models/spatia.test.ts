import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Uns, valuesOf } from '../../../src/data';
import { pearson } from '../../../src/metrics';
import { startEngine } from '../../../src/engine';
import type { TissuebookError } from '../../../src/errors';
import { type ModelData, type Spatia, type SpatiaOptions, type SpatiaResult, zoo } from '../../../src/models';
import { crossModal, embed } from '../../../src/tasks';
import { picturedExample } from '../tasks/pictured';
import { apart } from './cifmExample';
import { shapedCells } from './spatiaExample';

let folder: string;

beforeAll(async () => {
  await startEngine();
  folder = await mkdtemp(join(tmpdir(), 'spatia-'));
}, 60_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Pictures of 12 pixels, four patches across, and little else. */
const SMALL: SpatiaOptions = {
  preset: 'tiny',
  section: 'section',
  imageSize: 12,
  patch: 3,
  imageWidth: 16,
  imageLayers: 1,
  decoderWidth: 16,
  geneWidth: 16,
  geneLayers: 1,
  width: 16,
  heads: 4,
  nicheWidth: 24,
  batch: 32,
  pretrainEpochs: 2,
  epochs: 3,
  seed: 5,
};

const FLOW: SpatiaOptions = { ...SMALL, section: '', parts: 'flow', state: 'state', transitions: 'early -> late', flowEpochs: 60 }; // prettier-ignore

const make = (changes: SpatiaOptions = {}): Spatia => zoo.create('spatia', { ...SMALL, ...changes });
const flow = (changes: SpatiaOptions = {}): Spatia => zoo.create('spatia', { ...FLOW, ...changes });

async function kindOf(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    return (error as TissuebookError).kind;
  }
  return 'nothing';
}

const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

describe('vectors of SPATIA', { timeout: 300_000 }, () => {
  const data = picturedExample({ side: 6 });
  const { cells, image } = data;
  const model = make({ epochs: 30 });
  let result: SpatiaResult;
  let losses: Readonly<Record<string, number>>[];

  beforeAll(async () => {
    const run = model.fit(data, { progress: false });
    result = await run;
    losses = run.reports.map((report) => report.losses);
  }, 300_000);

  it('are learned stage by stage, and written', () => {
    expect(result.summary).toMatchObject({ ending: 'finished', branch: 'fused', genes: 12, epochs: 36 });
    expect(losses.every((terms) => Object.values(terms).every(Number.isFinite))).toBe(true);
    expect(Object.keys(losses.at(-1)!).sort()).toEqual(['cross', 'gene', 'loss', 'picture']);
    expect(cells.obsm.get('X_spatia')?.columns).toBe(16);
    expect((cells.uns.get('spatia') as Uns).get('branch')).toBe('fused');
    expect(String(result)).toMatch(/of pictures and genes/);
  });

  it('do not depend on the order of the cells', async () => {
    const order = [...Array(72).keys()].reverse();
    const turned = picturedExample({ side: 6, order });
    const [plain, other] = [await model.embed(data), await model.embed(turned)];
    expect(apart(other.values, plain.takeRows(order).values)).toBeLessThan(1e-4);
  });

  it('of one section do not change with another: niches join no two', async () => {
    const both = await model.embed(data);
    const rows = Int32Array.from({ length: 36 }, (_, i) => i);
    const alone = await model.embed({ cells: cells.subset({ obs: rows }), image });
    expect(apart(alone.values, both.takeRows(rows).values)).toBeLessThan(1e-4);
  });

  it('of pictures look at no gene', async () => {
    const blind = cells.with({ X: cells.matrix().toDense().map(() => 1) }); // prettier-ignore
    const [seen, unseen] = [await model.embedImages(data), await model.embedImages({ cells: blind, image })];
    expect(apart(unseen.values.values, seen.values.values)).toBe(0);
    const fused = await model.embed({ cells: blind, image });
    expect(apart(fused.values, (await model.embed(data)).values)).toBeGreaterThan(1e-3);
  });

  it('tell genes from pictures that they never saw', async () => {
    const other = picturedExample({ side: 6, seed: 8 });
    const { values, genes, unit } = await model.genesFromImages(other);
    expect(unit).toBe('log1p');
    const truth = Array.from(other.cells.feature(genes[0]), Math.log1p);
    expect(pearson(truth, Array.from(values.column(0)))).toBeGreaterThan(0.3);
  });

  it('are the same from a file, and what a hidden entry holds reaches nothing', async () => {
    const path = join(folder, 'spatia.safetensors');
    await model.save(path);
    const loaded = await zoo.load('spatia', path);
    expect(apart((await loaded.embed(data)).values, (await model.embed(data)).values)).toBe(0);
    const x = cells.matrix().toDense();
    const observed = x.map(() => 1);
    observed.values[3] = 0;
    // The total of a cell counts what is known of it.
    const hidden = (x0: number) => {
      const values = x.map((each) => each);
      values.values[3] = x0;
      return { cells: cells.with({ X: values, layers: [['observed', observed]] }), image };
    };
    const [a, b] = [await loaded.fillGenes(hidden(0)), await loaded.fillGenes(hidden(50))];
    expect(apart(a.values.values, b.values.values)).toBe(0);
  });

  it('say which branch made them, also where a model must do with less than it saw', async () => {
    const branch = async (asked: ModelData) => (await embed(model, asked)).uns.get('X_spatia_branch');
    expect(await branch(data)).toBe('pictures and genes');
    expect(await branch(cells)).toBe('genes alone');
  });

  it('of pictures and of genes are told from each other, better than those of a random cell', async () => {
    const options = { section: 'section', retrain: false, pictures: false, probe: 'ridge' } as const;
    const result = await crossModal(model, data, options);
    expect(result.encoder).toBe('SPATIA (this model)');
    for (const [from, to] of [
      ['picture', 'genes'],
      ['genes', 'picture'],
    ] as const) {
      // prettier-ignore
      const [own, , random] = result.scores(from, to);
      expect(own.pearson).toBeGreaterThan(random.pearson! + 0.1);
    }
  });

  it('are estimated before they are learned, and larger sizes take more', async () => {
    const tiny = await make().summary(data);
    const small = await zoo.create('spatia', { section: 'section', nicheWidth: 24 }).summary(data);
    expect(small.estimates.parameters).toBeGreaterThan(10 * tiny.estimates.parameters);
    expect(tiny.estimates.seconds).toBeGreaterThan(0);
  });

  it('go on from trained weights, parts of them frozen, without a picture, which is said', async () => {
    const alone = make({ epochs: 1 });
    const { notices, summary } = await alone.fit(cells, { write: false, progress: false, from: model, freeze: ['genes.*'] }); // prettier-ignore
    expect(summary.branch).toBe('genes');
    expect(notices.join()).toMatch(/no picture/);
    expect(notices.join()).not.toMatch(/started anew/);
  });

  it('fill in hidden patches of pictures of which nothing else is known', async () => {
    const alone = { cells: cells.subset({ var: [] }).with({ uns: new Map() }), image };
    const pictures = make({ epochs: 40, levels: 'cell' });
    const { summary } = await pictures.fit(alone, { progress: false });
    expect(summary).toMatchObject({ branch: 'image', genes: 0, epochs: 40 });
    const { truth, filled, hidden, channels } = await pictures.fillImages(alone);
    let [error, spread, count] = [0, 0, 0];
    truth.forEach((value, at) => {
      if (!hidden[Math.floor(at / channels)]) return void expect(filled[at]).toBe(value);
      error += (filled[at] - value) ** 2;
      spread += value ** 2;
      count++;
    });
    expect(count / truth.length).toBeCloseTo(0.75, 2);
    expect(error).toBeLessThan(0.8 * spread);
    expect(await kindOf(() => pictures.embed(cells))).toBe('invalid-argument');
    const path = join(folder, 'pictures.safetensors');
    await pictures.save(path);
    expect((await zoo.load('spatia', path)).features).toEqual([]);
  });

  it('need a picture where they are of pictures, and a flow where one is asked for', async () => {
    expect(await kindOf(() => model.embedImages(cells))).toBe('invalid-argument');
    expect(await kindOf(() => model.generate(cells))).toBe('not-trained');
    expect(await kindOf(() => make().embed(data))).toBe('not-trained');
    expect(await kindOf(() => make({ imageSize: 10 }))).toBe('invalid-argument');
  });
});

describe('the flow of SPATIA', { timeout: 300_000 }, () => {
  const cells = shapedCells();
  const model = flow();
  let pairs: readonly string[];

  beforeAll(async () => {
    ({ pairs } = (await model.fit(cells, { progress: false })).summary);
  }, 300_000);

  it('carries early cells to the shapes of late ones', async () => {
    expect(pairs[0]).toMatch(/early -> late: \d+ control and \d+ target cells, marginal error/);
    const states = valuesOf(cells.obs.get('state'));
    const of = (state: string) => Int32Array.from(states.keys()).filter((i) => states[i] === state);
    const { values, features } = await model.generate(cells.subset({ obs: of('early') }));
    expect(features).toEqual(['Area', 'Eccentricity']);
    const area = cells.obs.get('Area') as { values: Float64Array };
    const logs = (rows: ArrayLike<number>) => mean(Array.from(rows, (i) => Math.log(area.values[i])));
    const arrived = mean(Array.from(values.column(0), Math.log));
    expect(Math.abs(arrived - logs(of('late')))).toBeLessThan(0.25 * (logs(of('late')) - logs(of('early'))));
  });

  it('is the same for a seed, also where the run was cut off and goes on from its file', async () => {
    const checkpoint = join(folder, 'run.safetensors');
    const options = { write: false, progress: false, checkpoint };
    const run = flow().fit(shapedCells(), options);
    for await (const { epoch } of run) if (epoch === 30) run.stop();
    await run;
    const resumed = flow();
    const rest = resumed.fit(shapedCells(), options);
    await rest;
    expect(rest.reports[0].epoch).toBeGreaterThan(1);
    expect(rest.reports.length).toBeLessThan(60);
    expect(apart((await resumed.generate(cells)).values.values, (await model.generate(cells)).values.values)).toBeLessThan(1e-3); // prettier-ignore
  });

  it('overshoots where the contrast is taken off, and falls short where it is added', async () => {
    const few = shapedCells({ cells: 200 });
    const shifted = async (contrast: 'minus' | 'plus', rho: number) => {
      const trained = flow({ contrast, rho, transitions: 'early -> late; early -> middle' });
      await trained.fit(few, { write: false, progress: false });
      const { values } = await trained.generate(few, { control: 'early', target: 'late' });
      const area = few.obs.get('Area') as { values: Float64Array };
      return mean(Array.from(values.column(0), (value, i) => Math.log(value / area.values[i])));
    };
    const [minus, none, plus] = [await shifted('minus', 0.4), await shifted('minus', 0), await shifted('plus', 0.4)];
    expect(minus).toBeGreaterThan(none);
    expect(plus).toBeLessThan(none);
  });

  it('is the same from a file, and with the embedding as its condition', async () => {
    const some = shapedCells({ cells: 100 });
    const both = flow({ parts: 'both', flowEpochs: 3, epochs: 1 });
    await both.fit(some, { progress: false });
    expect(some.obsm.has('X_spatia')).toBe(true);
    const path = join(folder, 'flow.safetensors');
    await both.save(path);
    const loaded = await zoo.load('spatia', path);
    expect(apart((await loaded.generate(some)).values.values, (await both.generate(some)).values.values)).toBeLessThan(1e-6); // prettier-ignore
  });

  it('refuses what it cannot learn or was not taught', async () => {
    expect(await kindOf(() => flow({ transitions: 'early' }))).toBe('invalid-argument');
    expect(await kindOf(() => flow({ rho: 0.1 }))).toBe('invalid-argument');
    expect(await kindOf(() => flow({ transitions: 'early -> never' }).fit(cells))).toBe('missing-key');
    expect(await kindOf(() => flow({ transitions: '' }).fit(cells))).toBe('invalid-argument');
    expect(await kindOf(() => flow({ state: '' }).fit(cells))).toBe('invalid-argument');
    expect(await kindOf(() => model.generate(cells, { target: 'middle' }))).toBe('invalid-argument');
    expect(await kindOf(() => model.generate(cells, { samples: 3 }))).toBe('invalid-argument');
    expect(await kindOf(() => model.embed(cells))).toBe('not-trained');
  });
});
