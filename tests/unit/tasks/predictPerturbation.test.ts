import { describe, expect, it } from 'vitest';
import { type AnnData, DenseMatrix, valuesOf } from '../../../src/data';
import type { GenePerturbationPrediction, Model } from '../../../src/models';
import { Random } from '../../../src/random';
import { compare, predictPerturbation } from '../../../src/tasks';
import { withColumn } from './example';
import { plainModel } from './plainModels';

const GENES = 40;
const perturbations = { column: 'target', control: 'control' };
/** Twins share an effect, alone has its own, idle ones have none; gene3 is measured and falls in its own cells. */
const KINDS = ['control', 'gene3', 'twin', 'alone', 'idle', 'idler'] as const;

const effect = (kind: string, gene: number): number => {
  if (kind === 'gene3') return gene === 3 ? -3 : gene % 4 === 0 ? 1 : 0;
  if (kind === 'twin') return gene % 4 === 0 ? 1 : 0;
  return kind === 'alone' && gene % 5 === 1 ? -1.5 : 0;
};

/** A screen of counts: 160 control cells, 60 of each perturbation. */
function screen(seed = 4): AnnData {
  const random = new Random(seed);
  const labels = KINDS.flatMap((kind) => Array<string>(kind === 'control' ? 160 : 60).fill(kind));
  const rows = labels.map((kind) =>
    Array.from({ length: GENES }, (_, gene) => poisson(8 * Math.exp(Math.sin(gene) + effect(kind, gene)), random)),
  );
  return withColumn('target', labels, DenseMatrix.fromRows(rows));
}

function poisson(rate: number, random: Random): number {
  const limit = Math.exp(-rate);
  let count = -1;
  for (let product = 1; product > limit; count++) product *= random.uniform();
  return Math.max(0, count);
}

const logs = (adata: AnnData): DenseMatrix => {
  const x = adata.matrix().toDense();
  const out = DenseMatrix.zeros(x.rows, x.columns);
  for (let i = 0; i < x.rows; i++) {
    const total = Array.from(x.row(i)).reduce((a, b) => a + b, 0);
    x.row(i).forEach((value, j) => (out.row(i)[j] = Math.log1p((200 * value) / total)));
  }
  return out;
};

const meanRow = (x: DenseMatrix, rows: number[]): number[] =>
  Array.from({ length: x.columns }, (_, j) => rows.reduce((sum, i) => sum + x.row(i)[j]! / rows.length, 0));

/** A model that predicts of each perturbation what `says` makes of the mean of the control cells. */
function teller(
  says: (start: number[], genes: readonly string[], learned: AnnData) => number[],
  see?: (adata: AnnData) => void,
): Model {
  // prettier-ignore
  return plainModel(
    'teller',
    (adata) => {
      see?.(adata);
      return adata;
    },
    (learned) => ({
      predictGenePerturbation: async (controls, asked): Promise<GenePerturbationPrediction> => {
        const cells = controls as AnnData;
        const start = meanRow(logs(cells), [...Array(cells.nObs).keys()]);
        const values = DenseMatrix.fromRows(asked.map((genes) => says(start, genes, learned())));
        return { values, genes: cells.var.index, unit: 'log1p', scale: 200, untrained: ['gene99'] };
      },
    }),
  );
}

/** What the cells of a screen drawn anew say, which no model can know. */
const oracle = () =>
  teller((_, [gene]) => {
    const other = screen(5);
    const labels = valuesOf(other.obs.get('target'));
    return meanRow(logs(other), [...labels.keys()].filter((cell) => labels[cell] === gene)); // prettier-ignore
  });

describe('predictPerturbation', () => {
  const heldOut = ['gene3', 'alone', 'idle'];

  it('scores a model that knows the truth above the mean, by r and as the challenge does', async () => {
    const found = await predictPerturbation(oracle(), screen(), { perturbations, heldOut });
    const of = (name: string) => found.targets.find(({ target }) => target === name)!;
    expect(found.predictable.map(({ target }) => target)).toEqual(['alone', 'gene3']);
    expect(of('alone').scores[0]!.r).toBeGreaterThan(0.9);
    expect(of('alone').repeats).toBeGreaterThan(0.8);
    expect(of('alone').scores[1]!.r).toBeLessThan(0.5);
    // Its twin is among the training perturbations.
    expect(of('gene3').scores[1]!.r).toBeGreaterThan(0.8);
    expect(Math.abs(of('idle').repeats)).toBeLessThan(0.35);
    expect(of('idle').scores[2]!.r).toBeNaN();
    expect(found.warnings).toEqual([]);
    const measure = (name: string) => found.challenge.find((each) => each.measure === name)!;
    expect(measure('discrimination').model).toBeGreaterThan(measure('discrimination').meanResponse);
    expect(measure('fold-change error').scaled).toBeGreaterThan(0.5);
    expect(String(found)).toMatch(/so nothing to predict: idle.*, idler/);
    expect(found.notices).toContain('The model learned nothing of these perturbed genes: gene99.');
  });

  it('warns of a model that predicts no change', async () => {
    const found = await predictPerturbation(
      // Off by what 32 bits round.
      teller((start) => start.map((value) => value * (1 + 1e-6))),
      screen(),
      { perturbations, heldOut },
    );
    expect(found.targets[0]!.scores[0]!.r).toBeNaN();
    expect(found.warnings.join()).toMatch(/mean of the training perturbations is as good or better by r/);
    expect(found.warnings.join()).toMatch(/no change at all is as good or better by RMSE/);
    const error = found.challenge.find(({ measure }) => measure === 'fold-change error')!;
    expect(error.model).toBeCloseTo(1, 5);
  });

  it('leaves the perturbed gene out of every score', async () => {
    const ownOnly = teller((start, [gene]) => start.map((value, j) => (`gene${j}` === gene ? 0 : value)));
    const found = await predictPerturbation(ownOnly, screen(), { perturbations, heldOut: ['gene3'] });
    expect(found.targets.find(({ target }) => target === 'gene3')!.scores[0]!.r).toBeNaN();
  });

  it('shows training neither what is held out nor the control cells of the truth', async () => {
    let shown: AnnData | undefined;
    const model = teller(
      (start) => start,
      (adata) => (shown = adata),
    );
    const found = await predictPerturbation(model, screen(), { perturbations, heldOut: ['alone'] });
    const labels = valuesOf(shown!.obs.get('target'));
    expect(labels.filter((label) => label === 'control')).toHaveLength(80);
    expect(labels).not.toContain('alone');
    expect(found.controls).toEqual({ prediction: 80, truth: 80 });
  });

  it('says that there is nothing to predict where no held-out effect repeats', async () => {
    const found = await predictPerturbation(oracle(), screen(), { perturbations, heldOut: ['idle', 'idler'] });
    expect(found.warnings).toEqual([
      'Warning: no held-out perturbation has an effect that repeats: scores of them say nothing of the model.',
    ]);
    expect(found.mean('teller', 'r')).toBeNaN();
  });

  it('draws what is held out by the seed, and leaves pairs of held-out genes out of training', async () => {
    const draw = async (seed: number) =>
      (await predictPerturbation(oracle(), screen(), { perturbations, seed, share: 0.4 })).targets
        .filter(({ heldOut: held }) => held)
        .map(({ target }) => target);
    expect(await draw(1)).toEqual(await draw(1));
    expect(await draw(1)).toHaveLength(2);
    const data = screen();
    const labels = valuesOf(data.obs.get('target')).map((label) => (label === 'idler' ? 'idle+alone' : String(label)));
    data.obs.set('target', labels);
    const found = await predictPerturbation(
      teller((start) => start),
      data,
      { perturbations, heldOut: ['alone'] },
    );
    expect(found.notices.join()).toMatch(/hold a gene that is held out: idle\+alone/);
  });

  it('refuses what it cannot use, in words', async () => {
    const ask = (options: object, model = oracle(), data = screen()) =>
      predictPerturbation(model, data, { perturbations, ...options });
    await expect(ask({ heldOut: ['nobody'] })).rejects.toThrow(/"nobody" is no perturbation with enough cells/);
    await expect(ask({ perturbations: { column: 'target', control: 'none' } })).rejects.toThrow(/0 cells are "none"/);
    await expect(ask({ least: 100 })).rejects.toThrow(/fewer than two perturbations have 100/);
    await expect(ask({}, { ...oracle(), can: {} })).rejects.toThrow(/cannot predict/);
    await expect(ask({ perturbations: { column: 'gone', control: 'control' } })).rejects.toMatchObject({ kind: 'missing-key' }); // prettier-ignore
    const zscores = teller((start) => start);
    const { predictGenePerturbation } = zscores.can;
    const other: Model = {
      ...zscores,
      fit: zscores.fit,
      fresh: () => ({
        ...zscores,
        can: {
          predictGenePerturbation: async (...args) => ({ ...(await predictGenePerturbation!(...args)), unit: 'z-scores' }), // prettier-ignore
        },
      }),
    };
    await expect(ask({}, other)).rejects.toThrow(/predictions are in z-scores/);
  });

  it('is a task of compare', async () => {
    const found = await compare([oracle()], screen(), { task: 'perturbation', perturbations, heldOut, seeds: [0] });
    expect(found.methods.map(({ method }) => method)).toEqual([
      'teller',
      'mean of the training perturbations',
      'no change',
    ]);
    expect(found.spread('teller', 'r').mean).toBeGreaterThan(found.spread('mean of the training perturbations', 'r').mean); // prettier-ignore
    await expect(compare([oracle()], screen(), { task: 'perturbation' })).rejects.toThrow(/perturbations is needed/);
  });
});
