import { beforeAll, describe, expect, it } from 'vitest';
import { type AnnData, DenseMatrix } from '../../../src/data';
import { startEngine, type TrainingRun } from '../../../src/engine';
import { type FitOptions, watchOf, zoo } from '../../../src/models';
import { example as cellplmExample } from './cellplmExample';
import { example as cifmExample } from './cifmExample';
import { example as spaformerExample } from './spaformerExample';
import { shapedCells } from './spatiaExample';

beforeAll(() => startEngine({ provider: 'wasm' }), 60_000);

/** The same cells on a grid. */
function placed(cells: AnnData): AnnData {
  const rows = Array.from({ length: cells.nObs }, (_, i) => [i % 10, Math.floor(i / 10)]);
  cells.obsm.set('spatial', DenseMatrix.fromRows(rows));
  return cells;
}

const kinds = {
  cifm: {
    make: () => zoo.create('cifm', { preset: 'tiny', seed: 4, radius: 20, batchSize: 40 }),
    data: () => cifmExample(),
  },
  spaformer: {
    make: () => zoo.create('spaformer', { preset: 'tiny', seed: 4, fieldSize: 40 }),
    data: () => spaformerExample(),
  },
  cellplm: {
    make: () => zoo.create('cellplm', { preset: 'tiny', seed: 4, width: 16, layers: 1, fieldSize: 40 }),
    data: () => placed(cellplmExample()),
  },
};

describe.each(['cifm', 'spaformer', 'cellplm'] as const)('%s', (name) => {
  const { make, data } = kinds[name];
  const options = { epochs: 2, write: false, progress: false } as const;
  const trained = async (more: FitOptions, steer: (run: TrainingRun<unknown>) => void = () => undefined) => {
    const model = make();
    const run = model.fit(data(), { ...options, ...more });
    steer(run);
    await run;
    return { run, model, values: (await model.embed(data())).values };
  };

  it('is the same watched as not, by clusters and by error, and another one when steered', async () => {
    const plain = await trained({});
    for (const color of ['clusters', 'error'] as const) {
      const { run, values } = await trained({ watch: { color, every: 0.05 } });
      expect(values).toEqual(plain.values);
      const { frames } = watchOf(run);
      expect(new Set(frames.at(-1)!.codes).size).toBeGreaterThan(2);
      expect(watchOf(run).notes.join()).not.toMatch(/No more frames/);
    }
    const cells = Array.from({ length: 30 }, (_, i) => i);
    for (const act of ['holdOut', 'lookMore'] as const) {
      const { run, model, values } = await trained({ watch: true }, (of) => watchOf(of)[act](cells, { at: 1 }));
      expect(values).not.toEqual(plain.values);
      expect(values.every((value) => Number.isFinite(value))).toBe(true);
      expect(run.reports[0]!.losses).toEqual(plain.run.reports[0]!.losses);
      expect(model.steering!.interventions).toMatchObject([{ step: 1, cells: 30 }]);
    }
  });
});

it('SPATIA is watched, and says why its cells cannot steer it', async () => {
  const model = zoo.create('spatia', { preset: 'tiny', seed: 4, geneWidth: 16, geneLayers: 1, width: 16 });
  const run = model.fit(shapedCells({ cells: 60 }), { epochs: 1, write: false, progress: false, watch: true });
  expect(() => watchOf(run).holdOut([1, 2])).toThrow(/SPATIA cannot be steered by its cells: its levels learn/);
  await run;
  expect(watchOf(run).frames.length).toBeGreaterThan(0);
});
