import { describe, expect, it } from 'vitest';
import type { AnnData } from '../../../src/data';
import { DenseMatrix } from '../../../src/data';
import { Random } from '../../../src/engine';
import { bestConstant, cellsForLines, entryWeights, neighborLines } from '../../../src/models/cifm/baseline';
import { Cifm } from '../../../src/models/cifm';
import { annDataOf, GENES, tissueOf } from './cifmExample';

const CELLS = 400;
const all = Int32Array.from({ length: CELLS }, (_, i) => i);
const random = new Random(4);
const drawn = Array.from({ length: CELLS }, () => random.uniform(1, 3));

/** One gene whose value is `line(mean)` plus noise. */
function lineOf(line: (mean: number) => number, noise: number): ReturnType<typeof neighborLines> {
  const values = drawn.map((mean) => line(mean) + random.normal(0, noise));
  const matrix = new DenseMatrix(CELLS, 1, Float32Array.from(values));
  return neighborLines(matrix, all, drawn, bestConstant(matrix, all, false), [1, 1]);
}

describe("a gene's line over its visible neighbors", () => {
  it('is found where the neighbors tell the value', () => {
    const { intercept, slope, spread } = lineOf((mean) => 2 + 3 * mean, 0.1);
    expect(slope[0]).toBeCloseTo(3, 1);
    expect(intercept[0]).toBeCloseTo(2, 1);
    expect(spread).toBeCloseTo(0.1, 1);
  });

  it('is the constant, or nearly, where they tell nothing, and where a gene does not vary', () => {
    const { slope } = lineOf(() => 2, 1);
    expect(Math.abs(slope[0]!)).toBeLessThan(0.2);
    const flat = lineOf(() => 5, 0);
    expect([flat.slope[0], flat.intercept[0], flat.spread]).toEqual([0, 5, 0]);
  });

  it('has the least balanced error: no other slope or intercept is better', () => {
    const values = drawn.map((mean) => (random.uniform(0, 1) < mean / 8 ? mean : 0));
    const matrix = new DenseMatrix(CELLS, 1, Float32Array.from(values));
    const weigh = entryWeights(matrix, all, true);
    const { intercept, slope } = neighborLines(matrix, all, drawn, bestConstant(matrix, all, true), weigh);
    const error = (a: number, b: number): number =>
      values.reduce((sum, value, i) => sum + weigh[value > 0 ? 0 : 1] * (value - a - b * drawn[i]!) ** 2, 0);
    const found = error(intercept[0]!, slope[0]!);
    // The shrinkage moves a sure slope by little: steps away from it are worse.
    for (const [da, db] of [
      [0.2, 0],
      [-0.2, 0],
      [0, 0.15],
      [0, -0.15],
    ]) {
      expect(error(intercept[0]! + da!, slope[0]! + db!)).toBeGreaterThan(found);
    }
  });

  it('is fitted on as many cells as memory allows', () => {
    expect(cellsForLines(5000, 33)).toBe(5000);
    expect(cellsForLines(1e6, 1000)).toBe(16_777);
    expect(cellsForLines(3, 1e9)).toBe(1);
  });
});

/** The example with nine of ten counts lost, as imaging panels of a thousand genes have them. */
function sparse(): AnnData {
  const { x, at } = tissueOf(600);
  const lost = new Random(9);
  return annDataOf({
    x: x.map((count) => Array.from({ length: count }).filter(() => lost.uniform(0, 1) < 0.1).length),
    at,
  });
}

describe('CI-FM on sparse counts', () => {
  it('starts below the error of one answer for all cells, and ends below it', async () => {
    const data = sparse();
    const stored = Array.from(data.matrix().toDense().values).filter((value) => value > 0).length;
    expect(stored / (data.nObs * GENES)).toBeLessThan(0.3);
    const settings = { seed: 1, dim: 8, hidden: 8, radius: 12 };
    const first = await new Cifm({ ...settings, learningRate: 1e-8 }).fit(data, { epochs: 1, write: false });
    expect(first.summary.validation!.model).toBeLessThan(first.summary.validation!.constant);
    const { summary, warnings } = await new Cifm(settings).fit(data, { epochs: 30, write: false });
    expect(summary.validation!.model).toBeLessThan(0.97 * summary.validation!.constant);
    expect(warnings.join()).not.toMatch(/plateau|learned nothing/);
  }, 120_000);
});
