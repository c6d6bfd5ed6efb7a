import { beforeAll, describe, expect, it } from 'vitest';
import { type AnnData, DenseMatrix } from '../../../src/data';
import { startEngine, train } from '../../../src/engine';
import { type GenePrediction, type Model, zoo } from '../../../src/models';
import { evaluationMask } from '../../../src/prepare';
import { compare, imputeEntries } from '../../../src/tasks';
import { geneMeans, lowRank, meansOfNearest } from '../../../src/tasks/impute-entries/entryBaselines';
import { example } from '../models/spaformerExample';

beforeAll(async () => {
  await startEngine();
}, 60_000);

/** A model of one's own that says one thing of every entry, in a unit of its own. */
function constant(value: number, unit = 'counts', see: (adata: AnnData) => void = () => undefined): Model {
  const said = (adata: AnnData, genes: readonly string[]): GenePrediction => ({
    values: new DenseMatrix(adata.nObs, genes.length, new Float32Array(adata.nObs * genes.length).fill(value)),
    genes,
    unit,
    kind: 'inductive',
  });
  return {
    card: { id: 'constant', name: 'Constant' },
    config: {},
    trained: true,
    fit: (data) => {
      see(data as AnnData);
      return train({
        title: 'Constant',
        epochs: 1,
        stepsPerEpoch: 1,
        step: () => ({ loss: 0 }),
        finish: () => ({ notices: [] }),
      });
    },
    summary: () => Promise.reject(new Error('nothing is trained')),
    save: () => Promise.reject(new Error('nothing to save')),
    fresh: () => constant(value, unit, see),
    can: { fillGenes: async (data, options) => said(data as AnnData, options?.genes ?? []) },
  };
}

describe('evaluationMask of all entries', () => {
  it('hides zeros too, marks what is hidden, and leaves no cell empty', () => {
    const adata = example();
    const { visible, mask, validationMask, hidden } = evaluationMask(adata, { kind: 'entries', validation: 0.1 });
    const x = adata.matrix().toDense().values;
    const seen = visible.matrix().toDense();
    const observed = visible.matrix('observed').toDense().values;
    const share = (one: Uint8Array): number => one.reduce((sum, value) => sum + value, 0) / one.length;
    expect(share(mask!)).toBeCloseTo(0.3, 1);
    expect(share(validationMask!)).toBeCloseTo(0.1, 1);
    expect([...mask!.keys()].some((at) => mask![at] && x[at] === 0)).toBe(true);
    mask!.forEach((one, at) => {
      expect(one && validationMask![at]).toBeFalsy();
      expect(observed[at]).toBe(one || validationMask![at] ? 0 : 1);
      expect(seen.values[at]).toBe(observed[at] ? x[at] : 0);
      expect(hidden.toDense().values[at]).toBe(one ? x[at] : 0);
    });
    for (let i = 0; i < 120; i++) expect(seen.row(i).some((value) => value > 0)).toBe(true);
  }, 30_000);
});

describe('the baselines', () => {
  it('average known entries only', () => {
    const x = DenseMatrix.fromRows([
      [2, 9],
      [4, 1],
      [99, 3],
    ]);
    const known = { x, hidden: Uint8Array.from([0, 0, 0, 0, 1, 0]) };
    expect([...geneMeans(known).row(2)]).toEqual([3, (9 + 1 + 3) / 3].map(Math.fround));
    const points = DenseMatrix.fromRows([[0, 0], [1, 0], [9, 0]]); // prettier-ignore
    expect([...meansOfNearest(known, points, 2).row(0)]).toEqual([4, 2]);
  });

  it('find hidden entries of a table of low rank', async () => {
    const rows = Array.from({ length: 60 }, (_, i) =>
      Array.from({ length: 24 }, (__, j) => 3 + Math.sin(i) * Math.cos(j)),
    );
    const x = DenseMatrix.fromRows(rows);
    const hidden = Uint8Array.from(x.values, (_, at) => (at % 11 === 0 ? 1 : 0));
    const error = ({ values }: DenseMatrix): number =>
      [...x.values].reduce((sum, value, at) => sum + (hidden[at] ? (values[at]! - value) ** 2 : 0), 0);
    expect(error(await lowRank({ x, hidden }))).toBeLessThan(0.5 * error(geneMeans({ x, hidden })));
  });
});

describe('imputeEntries', () => {
  it('shows a model beside its baselines, on both scales', { timeout: 120_000 }, async () => {
    const adata = example();
    const model = zoo.create('spaformer', { preset: 'tiny' });
    const result = await imputeEntries(model, adata, { epochs: 60, progress: false });
    expect(result.scores.map(({ method }) => method)).toEqual([
      'spaformer',
      'gene mean',
      'mean of the 8 nearest',
      'mean of the 30 nearest',
      'mean of the 30 most alike',
      'low rank',
    ]);
    expect(result.kind).toBe('transductive');
    expect(String(result)).toMatch(/RMSE published/);
    const [own, mean] = result.scores;
    expect(own!.visible.rmse).toBeLessThan(1.5 * mean!.visible.rmse);
    expect(model.trained).toBe(false);
    expect([...adata.layers.keys(), ...adata.uns.keys()]).toEqual([]);
  });

  it('shows no model a hidden value', async () => {
    let shown: AnnData | undefined;
    const { mask } = await imputeEntries(
      constant(1, 'counts', (adata) => (shown = adata)),
      example(),
      { seed: 5 },
    );
    const seen = shown!.matrix().toDense().values;
    mask.forEach((hidden, at) => hidden && expect(seen[at]).toBe(0));
  });

  it('brings counts to the scale of the scores, and says who is better', async () => {
    const result = await imputeEntries(constant(0), example());
    expect(result.predictions[0]!.values.values.every((value) => value === 0)).toBe(true);
    expect(result.scores[0]!.visible).toMatchObject({ pearson: 0, geneR: 0 });
    expect(result.warnings.join()).toMatch(/by RMSE the model is behind or equal: gene mean/);
  });

  it('works without positions, and says so', async () => {
    const result = await imputeEntries(constant(2), example().with({ obsm: [] }));
    expect(result.notices.join()).toMatch(/no positions/);
  });

  it('refuses other units, other models and other values', async () => {
    await expect(imputeEntries(constant(1, 'z-scores'), example())).rejects.toThrow(/in z-scores, not in counts/);
    await expect(imputeEntries(zoo.create('squint'), example())).rejects.toThrow(/cannot fill in genes/);
    const halves = example().matrix().toDense().map((value) => value / 2); // prettier-ignore
    await expect(imputeEntries(constant(1), example().with({ X: halves }))).rejects.toThrow(/are no counts/);
  });

  it('is a task of compare', async () => {
    const found = await compare([constant(3)], example(), { task: 'impute-entries', seeds: [0, 1] });
    expect(found.methods.map(({ method }) => method)).toContain('mean of the 30 nearest');
    expect(found.spread('constant', 'RMSE').mean).toBeGreaterThan(0);
  });
});
