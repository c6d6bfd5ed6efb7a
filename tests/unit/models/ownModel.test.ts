import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine';
import { annotate, cluster, compare, embed, imputePatch, inferExpression, perturb } from '../../../src/tasks';
import { squareTissue } from '../tasks/example';
import { example } from './cifmExample';
import { meanModel } from './toyModels';

/** Values fall and rise over the tissue: neighbors say what a cell has. */
const tissue = squareTissue(
  240,
  ['a', 'b', 'c'],
  (cell, feature, x) => 2.5 + 1.5 * Math.sin(x / 200 + 2 * feature) + 0.1 * ((cell * 0.618 + feature) % 1),
  { side: (_, x) => (x < 500 ? 'left' : 'right') },
);

beforeAll(async () => {
  await startEngine();
}, 60_000);

describe('a model of one own, which the zoo does not know', () => {
  it('is refused by the name of what it lacks before it is trained, and for what it cannot do', async () => {
    await expect(embed(meanModel(), tissue)).rejects.toThrow(/embed: this model \(mean\) has not been trained/);
    const { can, ...rest } = meanModel();
    await expect(imputePatch({ ...rest, can: { embed: can.embed! } }, tissue)).rejects.toThrow(/mean cannot/);
    const other = { ...rest, fresh: () => ({ ...rest, can: {} }), can: {} };
    await expect(inferExpression(other, tissue)).rejects.toThrow(/mean cannot infer cells/);
    await expect(compare([other], tissue, { task: 'annotate', labels: 'side' })).rejects.toThrow(/mean cannot embed/);
  });

  it('is embedded, clustered and annotated under its own name', async () => {
    const model = meanModel();
    await model.fit(tissue);
    const embedded = await embed(model, tissue);
    expect(embedded.obsm.get('X_mean')).toMatchObject({ rows: 240, columns: 3 });
    expect((await cluster(embedded, { use: 'X_mean' })).obs.has('cluster')).toBe(true);
    const { scores } = await annotate(embedded, { labels: 'side', use: 'X_mean' });
    expect(scores[0]!.accuracy).toBeGreaterThan(0.8);
  });

  it('names the features that other data lack beside the vectors', async () => {
    const model = meanModel();
    await model.fit(tissue);
    const embedded = await embed(model, tissue.subset({ var: ['a', 'b'] }));
    expect(embedded.uns.get('X_mean_missing')).toBe('c');
  });

  it('fills a gap exactly as the baseline that it is', async () => {
    const { scores } = await imputePatch(meanModel(), tissue, { patches: 2, cells: 12, nearest: [8] });
    expect(scores.map(({ method }) => method).slice(0, 2)).toEqual(['mean', 'mean of the 8 nearest']);
    expect(scores[0]!.genePearson).toBe(scores[1]!.genePearson);
  });

  it('infers cells, and is compared with several seeds', async () => {
    const model = meanModel();
    await model.fit(tissue);
    const inferred = await inferExpression(model, tissue);
    expect(inferred.scores[0]!.mse).toBeLessThan(inferred.scores.find(({ method }) => method === 'mean of all')!.mse);
    for (const task of ['impute', 'infer', 'annotate'] as const) {
      const found = await compare([meanModel()], tissue, { task, labels: 'side', seeds: [1, 2] });
      expect(found.methods[0]).toMatchObject({ method: 'mean', trained: true });
    }
  }, 120_000);

  it('is asked what a change does', async () => {
    const cells = example(300);
    const model = meanModel({ k: 4 });
    await model.fit(cells);
    const found = await perturb(model, cells, {
      what: { kind: 'inject', types: ['left'], cells: 60 },
      labels: 'kind',
      where: { box: [55, 0, 100, 100] },
      seeds: [3],
    });
    expect(found.summary.models[0]!.name).toBe('mean');
    const left = found.changes.find(({ label }) => label === 'left')!;
    expect(left.after.mean).toBeGreaterThan(0);
    expect(left.beyondControl.mean).toBeGreaterThan(0);
  });
});
