import { beforeAll, describe, expect, it } from 'vitest';
import { DenseMatrix } from '../../../src/data';
import { Random, startEngine } from '../../../src/engine';
import { type Cifm, zoo } from '../../../src/models';
import { inferExpression, LinearProbe, regionalSplit, scoreInference } from '../../../src/tasks';
import { studentInterval } from '../../../src/metrics/interval';
import { example } from '../models/cifmExample';
import { drawInjection } from '../../../src/prepare/splits/drawInjection';

let model: Cifm;

beforeAll(async () => {
  await startEngine();
  const cifm = zoo.create('cifm', { preset: 'tiny', seed: 4, radius: 20 });
  await cifm.fit(example(), { epochs: 60, write: false });
  model = cifm;
}, 180_000);

describe('inferExpression', () => {
  it('puts the baselines of the paper beside the model', async () => {
    const result = await inferExpression(model, example(), { labels: 'kind' });
    const [cifm, neighbors, mean, , uniform] = result.scores;
    expect(result.scores.map(({ method }) => method)).toEqual([
      'cifm',
      'mean of the neighbors',
      'mean of all',
      'random, as often expressed',
      'random, uniform',
    ]);
    // Left and right differ in all genes: who looks at the neighbors tells cells apart, the mean of all does not.
    expect(neighbors.geneSpearman).toBeGreaterThan(0.3);
    expect(cifm.geneSpearman).toBeGreaterThan(0.2);
    expect(mean.geneSpearman).toBe(0);
    expect(Math.abs(uniform.geneSpearman)).toBeLessThan(0.1);
    expect(cifm.mse).toBeLessThan(uniform.mse);
    expect(String(result)).toContain('top-1 type');
  });

  it('scores a perfect guess as perfect', () => {
    const random = new Random(1);
    const truth = new DenseMatrix(
      9,
      5,
      Float32Array.from({ length: 45 }, () => random.integer(0, 3)),
    );
    const perfect = scoreInference('perfect', truth, truth);
    expect(perfect).toMatchObject({ mse: 0, bmse: 0, relativeMse: 0 });
    expect(perfect.geneSpearman).toBeCloseTo(1);
    // Twice as wrong at silent entries as at expressed ones: B11 by hand.
    const wrong = truth.map((value) => (value > 0 ? value + 1 : 2));
    expect(scoreInference('wrong', wrong, truth).bmse).toBeCloseTo((1 + 4) / 2);
  });

  it('refuses cells and genes that are not there', async () => {
    await expect(inferExpression(model, example(), { cells: [1, 999] })).rejects.toThrow(/999 is no cell/);
    await expect(inferExpression(model, example(), { genes: ['gene9'] })).rejects.toThrow(/no gene "gene9"/);
  });
});

describe('drawInjection', () => {
  it('puts cells beside cells of the microenvironment, with donors from outside', () => {
    const points = example().obsm.get('spatial')!;
    const pool = Int32Array.from({ length: 160 }, (_, i) => i);
    const draw = drawInjection(points, new Int32Array(160), { fieldCells: 50, cells: 40, pools: [pool] }, 3);
    expect(new Set(draw.field).size).toBe(50);
    expect(draw.donors[0].some((cell) => draw.field.includes(cell))).toBe(false);
    for (let i = 0; i < 40; i++) {
      const gaps = [...draw.field].map((cell) =>
        Math.hypot(points.get(cell, 0) - draw.places.get(i, 0), points.get(cell, 1) - draw.places.get(i, 1)),
      );
      // Fifty of 160 cells in a square of side 100: nobody's nearest neighbor is further away than this.
      expect(Math.min(...gaps)).toBeLessThan(25);
    }
  });
});

describe('LinearProbe', () => {
  const random = new Random(2);
  const labels = Array.from({ length: 300 }, (_, i) => ['a', 'b', 'c'][i % 3]);
  const x = new DenseMatrix(
    300,
    4,
    Float64Array.from({ length: 1200 }, (_, at) => random.normal(Math.floor(at / 4) % 3 === at % 4 ? 1.5 : 0)),
  );

  it('stands at the optimum: every class is expected as often as it occurs, column by column', () => {
    const probe = LinearProbe.fit(x, labels, { penalty: 0, iterations: 500 });
    const p = probe.probabilities(x);
    probe.classes.forEach((name, k) => {
      for (let j = 0; j < 4; j++) {
        let gap = 0;
        for (let i = 0; i < 300; i++) gap += (p.get(i, k) - Number(labels[i] === name)) * x.get(i, j);
        expect(Math.abs(gap / 300)).toBeLessThan(1e-3);
      }
    });
  });

  it('calls cells that it has not seen', () => {
    const even = labels.map((_, i) => i).filter((i) => i % 2 === 0);
    const odd = labels.map((_, i) => i).filter((i) => i % 2 === 1);
    const probe = LinearProbe.fit(
      x.takeRows(even),
      even.map((i) => labels[i]),
    );
    const hits = probe.predict(x.takeRows(odd)).filter((name, at) => name === labels[odd[at]]).length;
    expect(hits / odd.length).toBeGreaterThan(0.65);
  });

  it('refuses one class and other columns', () => {
    expect(() =>
      LinearProbe.fit(
        x,
        labels.map(() => 'a'),
      ),
    ).toThrow(/labels are all a/);
  });
});

describe('helpers', () => {
  it('give the interval of a textbook: 4, 5, 6 has 5 plus or minus 4.303 / sqrt(3)', () => {
    const { mean, low, high } = studentInterval([4, 5, 6]);
    expect(mean).toBe(5);
    expect(high - mean).toBeCloseTo(4.302653 / Math.sqrt(3), 5);
    expect(mean - low).toBeCloseTo(high - mean);
    expect(studentInterval([1]).low).toBeNaN();
  });

  it('cut a slide as the paper does', () => {
    const { train, validation, test } = regionalSplit(example());
    const points = example().obsm.get('spatial')!;
    expect(train.length + validation.length + test.length).toBe(160);
    expect([...train].every((i) => points.get(i, 0) <= 61)).toBe(true);
    expect([...test].every((i) => points.get(i, 0) > 59 && points.get(i, 1) < 51)).toBe(true);
    expect([...validation].every((i) => points.get(i, 1) > 49)).toBe(true);
  });
});
