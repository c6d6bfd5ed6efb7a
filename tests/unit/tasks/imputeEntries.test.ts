import { beforeAll, describe, expect, it } from 'vitest';
import { type AnnData, DenseMatrix } from '../../../src/data';
import { startEngine } from '../../../src/engine';
import { type GenePrediction, type Model, zoo } from '../../../src/models';
import { evaluationMask } from '../../../src/prepare';
import { compare, denoise, imputeEntries } from '../../../src/tasks';
import { geneMeans, lowRank, meansOfNearest, nonZeros } from '../../../src/tasks/impute-entries/entryBaselines';
import { ridgeOfEntries } from '../../../src/tasks/impute-entries/ridgeOfEntries';
import { ridge, applyMap } from '../../../src/linalg';
import { Random } from '../../../src/random';
import { example } from '../models/spaformerExample';
import { readyModel } from './plainModels';

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
  return readyModel('constant', {
    see: (data) => see(data as AnnData),
    fresh: () => constant(value, unit, see),
    can: { fillGenes: async (data, options) => said(data as AnnData, options?.genes ?? []) },
  });
}

describe('denoise', () => {
  it('hides counts above 0 only, marks none of them, and shows what knows of it', async () => {
    let shown: AnnData | undefined;
    const adata = example({ genes: 12 });
    const result = await denoise(
      constant(1, 'counts', (data) => (shown = data)),
      adata,
      { share: 0.2 },
    );
    const x = adata.matrix().toDense().values;
    const seen = shown!.matrix().toDense().values;
    result.mask.forEach((hidden, at) => expect(seen[at]).toBe(hidden ? 0 : x[at]));
    expect([...result.mask.keys()].every((at) => !result.mask[at] || x[at]! > 0)).toBe(true);
    expect(shown!.layers.size).toBe(0);
    const of = (name: string) => result.scores.find(({ method }) => method === name)!;
    expect(of('gene mean of non-zeros').visible.rmse).toBeLessThan(of('gene mean').visible.rmse);
    expect(of('gene mean of non-zeros').zeros).toBeGreaterThan(of('gene mean').zeros);
    expect(result.scale).toBe(1e4);
    expect(String(result)).toMatch(/none of them a zero.*Compare like with like/s);
  });

  it('takes the median of what is visible for a scale', async () => {
    const adata = example({ genes: 24 });
    const { scale, mask } = await denoise(constant(1), adata, { scale: 'median' });
    const totals = new Float64Array(120);
    adata
      .matrix()
      .toDense()
      .values.forEach((value, at) => (totals[Math.floor(at / 24)]! += mask[at] ? 0 : value));
    expect(totals.filter((total) => total < scale).length).toBeLessThanOrEqual(60);
    expect(totals.filter((total) => total > scale).length).toBeLessThanOrEqual(60);
    await expect(denoise(constant(1), adata, { scale: 'mean' as 'median' })).rejects.toThrow(/above 0, or 'median'/);
    await expect(denoise(constant(1), example())).rejects.toThrow(/no value would be hidden/);
  });

  it('is a task of compare', async () => {
    const found = await compare([constant(3)], example({ genes: 24 }), { task: 'denoise', seeds: [0] });
    expect(found.methods.map(({ method }) => method)).toContain('non-zeros of the 30 most alike');
  });
});

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

  it('average non-zeros where they know that no other entry is asked', () => {
    const x = DenseMatrix.fromRows([[2, 0], [0, 1], [4, 3]]); // prettier-ignore
    const above = nonZeros({ x, hidden: Uint8Array.from([0, 0, 0, 0, 1, 0]) });
    expect([...geneMeans(above).row(0)]).toEqual([2, 2]);
  });

  it.each([90, 3])('regress each gene on the others as an equation of its own would, in %i cells', (rows) => {
    const random = new Random(3);
    const columns = 4;
    const values = random.fillNormal(rows * columns);
    for (let i = 0; i < rows; i++) values[4 * i]! += 2 * values[4 * i + 1]! - values[4 * i + 3]!;
    const x = new DenseMatrix(rows, columns, values);
    const found = ridgeOfEntries({ x, hidden: new Uint8Array(rows * columns) });
    const means = geneMeans({ x, hidden: new Uint8Array(rows * columns) }).row(0);
    const variance = values.reduce((sum, value, at) => sum + (value - means[at % 4]!) ** 2, 0) / (rows * columns);
    for (let j = 0; j < columns; j++) {
      const others = x.takeColumns([0, 1, 2, 3].filter((k) => k !== j));
      const map = ridge(others, x.takeColumns([j]), variance * columns);
      const want = applyMap(map, others);
      want.forEach((value, i) => expect(found.row(i)[j]).toBeCloseTo(value, 4));
    }
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
      'ridge on own genes and the 30 nearest',
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
    const methods = result.scores.map(({ method }) => method);
    expect(methods).toContain('non-zeros of the 30 most alike');
    expect(methods).toContain('ridge on own genes');
  });

  it('refuses other units, other models and other values', async () => {
    await expect(imputeEntries(constant(1, 'z-scores'), example())).rejects.toThrow(/in z-scores, not in counts/);
    await expect(imputeEntries(zoo.create('squint'), example())).rejects.toThrow(/cannot fill in genes/);
    const halves = example().matrix().toDense().map((value) => value / 2); // prettier-ignore
    await expect(imputeEntries(constant(1), example().with({ X: halves }))).rejects.toThrow(/are no counts/);
  });

  it('says in so many words when a model is worse than the gene mean', async () => {
    const { warnings, filled } = await imputeEntries(constant(0), example());
    expect(warnings[0]).toMatch(/above that of the gene mean.*learned nothing to rely on/);
    expect(warnings[0]).toContain(`${(100 * filled).toFixed(0)}% of the entries are not zero`);
  });

  it('scores zeros and non-zeros apart', async () => {
    const { scores, mask } = await imputeEntries(constant(0), example());
    const x = example().matrix().toDense().values;
    expect(scores[0]!.zeros).toBe(0);
    expect(scores[0]!.nonZeros.rmse).toBeGreaterThan(scores[0]!.visible.rmse);
    const hiddenZeros = [...mask.keys()].filter((at) => mask[at] && x[at] === 0).length;
    const all = mask.reduce((sum, one) => sum + one, 0);
    const [own] = scores;
    expect(own!.visible.rmse ** 2 * all).toBeCloseTo(own!.nonZeros.rmse ** 2 * (all - hiddenZeros), 6);
  });

  it('is a task of compare', async () => {
    const found = await compare([constant(3)], example(), { task: 'impute-entries', seeds: [0, 1] });
    expect(found.methods.map(({ method }) => method)).toContain('mean of the 30 nearest');
    expect(found.spread('constant', 'RMSE').mean).toBeGreaterThan(0);
  });
});
