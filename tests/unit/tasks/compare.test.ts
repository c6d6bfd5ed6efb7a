import { beforeAll, describe, expect, it } from 'vitest';
import { DenseMatrix, valuesOf } from '../../../src/data';
import { startEngine } from '../../../src/engine';
import { zoo } from '../../../src/models';
import { cluster, compare, Comparison, embed, imputePatch } from '../../../src/tasks';
import { squareTissue } from './example';

/** Values from zero up that fall and rise over the tissue; neighbors say what a cell has. */
const tissue = squareTissue(
  260,
  ['a', 'b', 'c', 'd'],
  (cell, feature, x) => 2.5 + 1.5 * Math.sin(x / 200 + 2 * feature) + 0.1 * ((cell * 0.618 + feature) % 1),
  { side: (_, x) => (x < 500 ? 'left' : 'right') },
);
const squint = () => zoo.create('squint', { preset: 'tiny', seed: 9, learningRate: 0.01 });
const cifm = () => zoo.create('cifm', { preset: 'tiny', seed: 9 });

beforeAll(async () => {
  await startEngine();
}, 60_000);

describe('compare', () => {
  it('shows both models and the baselines on the same gaps, with mean and spread over seeds', async () => {
    const steps: number[] = [];
    const found = await compare([squint(), cifm()], tissue, {
      task: 'impute',
      seeds: [1, 2],
      epochs: { squint: 3, cifm: 10 },
      onProgress: (done, total) => steps.push(done / total),
    });
    expect(steps).toEqual([0.25, 0.5, 0.75, 1]);
    const methods = found.methods.map(({ method, trained }) => `${method}${trained ? '' : '*'}`);
    expect(methods).toEqual([
      'squint',
      'cifm',
      'mean of the 8 nearest*',
      'mean of the 30 nearest*',
      'neighbors, inwards*',
      'mean of all*',
    ]);
    for (const { values } of found.methods) expect(values['gene r']).toHaveLength(2);
    // The same gap and start as when asked by itself.
    const alone = await imputePatch(zoo.create('cifm', { preset: 'tiny', seed: 2 }), tissue, { seed: 2, epochs: 10 });
    expect(found.methods[1]!.values['gene r']![1]).toBeCloseTo(alone.scores[0]!.genePearson, 12);
    const best = found.spread('mean of the 8 nearest', 'gene r');
    expect(best.mean).toBeGreaterThan(0.8);
    const warned = found.warnings.map((text) => text.split(' ')[1]);
    const behind = ['squint', 'cifm'].filter((name) => found.spread(name, 'gene r').mean <= Math.max(...methods.slice(2).map((name) => found.spread(name.slice(0, -1), 'gene r').mean))); // prettier-ignore
    expect(warned).toEqual(behind);
    expect(String(found)).toMatch(/mean of all +baseline +0\.000 ± 0\.000/);
    expect(found.bars().series['gene r']!.values).toHaveLength(6);
  }, 600_000);

  it('compares by inferred cells and by labels', async () => {
    const inferred = await compare([cifm()], tissue, { task: 'infer', seeds: [1], epochs: { cifm: 5 } });
    expect(inferred.methods[0]!.method).toBe('cifm');
    expect(inferred.methods.map(({ method }) => method)).toContain('mean of the neighbors');
    expect(inferred.spread('cifm', 'MSE').deviation).toBeNaN();
    const labels = await compare([squint(), cifm()], tissue, { task: 'annotate', labels: 'side', seeds: [1], epochs: { squint: 2, cifm: 5 } }); // prettier-ignore
    expect(labels.methods.map(({ method }) => method)).toEqual([
      'squint',
      'cifm',
      'logistic regression on the values',
      'logistic regression on principal components',
      '15 nearest on principal components',
      'logistic regression on the mean of the cell and its neighbors',
      'most frequent label',
    ]);
    expect(labels.spread('most frequent label', 'balanced accuracy').mean).toBe(0.5);
  }, 240_000);

  it('names the task that a model cannot do, and models of one name', async () => {
    const ask = (...models: Parameters<typeof compare>[0]) => compare(models, tissue, { task: 'infer' });
    await expect(ask(squint())).rejects.toThrow(/squint cannot infer cells/);
    await expect(ask(cifm(), cifm())).rejects.toThrow(/cifm is there twice/);
    await expect(compare([cifm()], tissue, { task: 'annotate' })).rejects.toThrow(/labels is needed/);
    const signal = AbortSignal.abort();
    await expect(compare([cifm()], tissue, { task: 'infer', signal })).rejects.toMatchObject({ kind: 'aborted' });
  });

  it('warns by the first metric, errors counting the other way round', () => {
    const found = new Comparison({
      task: 'x',
      metrics: [{ name: 'error', better: 'lower' }],
      methods: [
        { method: 'good', trained: true, values: { error: [1, 2] } },
        { method: 'bad', trained: true, values: { error: [1, 9] } },
        { method: 'mean', trained: false, values: { error: [3, 3] } },
      ],
      seeds: [0, 1],
      models: [],
      notices: [],
    });
    expect(found.warnings).toEqual([
      'Warning: bad is no better than the mean by error: behind or equal with 1 of 2 seeds.',
    ]);
    // Standard deviation of 1 and 9 by hand.
    expect(found.spread('bad', 'error')).toEqual({ mean: 5, deviation: Math.sqrt(32) });
  });
});

describe('imputePatch, whichever model', () => {
  it('never looks at what it is asked for', async () => {
    for (const model of [squint(), cifm()]) {
      const options = { seed: 3, epochs: 2, patches: 2, cells: 15 };
      const asked = await imputePatch(model, tissue, options);
      const values = tissue.matrix().toDense().values.slice();
      for (const cell of asked.cells) values.fill(3, 4 * cell, 4 * cell + 4);
      const again = await imputePatch(model, tissue.with({ X: new DenseMatrix(260, 4, values) }), options);
      expect(again.cells).toEqual(asked.cells);
      expect(again.predicted.values).toEqual(asked.predicted.values);
    }
  }, 240_000);

  it('refuses counts where a model answers in another unit', async () => {
    const counts = tissue.with({ X: tissue.matrix().toDense().map(Math.round) });
    await expect(imputePatch(cifm(), counts, { epochs: 1, cells: 10 })).rejects.toThrow(/unit of X.*log1p/s);
  }, 120_000);
});

describe('embed and cluster', () => {
  it('write vectors and clusters under names that all tasks share', async () => {
    const model = squint();
    await expect(embed(model, tissue)).rejects.toMatchObject({ kind: 'not-trained' });
    await model.fit(tissue, { epochs: 3, write: false });
    const embedded = await embed(model, tissue);
    expect(tissue.obsm.has('X_squint')).toBe(false);
    expect(embedded.obsm.get('X_squint')!.values).toEqual((await model.embed(tissue)).values);
    const clustered = await cluster(embedded, { use: 'X_squint', k: 10 });
    const names = new Set(valuesOf(clustered.obs.get('cluster')));
    expect(names.size).toBeGreaterThan(1);
    expect(names.has('0')).toBe(true);
    await expect(cluster(embedded, { use: 'X_cifm' })).rejects.toThrow(/no obsm\['X_cifm'\]/);
  }, 120_000);
});
