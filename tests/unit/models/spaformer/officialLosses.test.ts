import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine, tf, zeroInflatedNegativeBinomialLogLikelihood } from '../../../../src/engine';
import {
  officialDivergenceWeight,
  officialSpaformerCountLoss,
  officialSpaformerDivergence,
  officialSpaformerImputed,
} from '../../../../src/models/spaformer/official/losses';

beforeAll(async () => {
  await startEngine();
}, 60_000);

const matrix = (...rows: number[][]): tf.Tensor2D => tf.tensor2d(rows);
const said = () => ({
  mean: matrix([100, 150], [50, 200]),
  dispersion: matrix([1, 2], [0.5, 3]),
  zeroLogit: matrix([0, -2], [1, -30]),
});

describe("the losses of the authors' layout", () => {
  it('is the likelihood of the counts of masked cells at means times their size', () => {
    const [counts, sizes] = [matrix([3, 0], [7, 1]), matrix([0.1], [0.04])];
    const { mean, dispersion, zeroLogit } = said();
    const all = zeroInflatedNegativeBinomialLogLikelihood(counts, tf.mul(mean, sizes) as tf.Tensor2D, dispersion, zeroLogit).dataSync(); // prettier-ignore
    const of = (...masked: number[]) =>
      officialSpaformerCountLoss(said(), counts, sizes, tf.tensor1d(masked)).dataSync()[0]!;
    expect(of(0, 1)).toBeCloseTo(-(all[2]! + all[3]!) / 2, 5);
    expect(of(1, 1)).toBeCloseTo(-(all[0]! + all[1]! + all[2]! + all[3]!) / 4, 5);
    expect(of(0, 0)).toBe(0);
  });

  it('diverges by what normal distributions do, with a weight that grows over 10,000 steps', () => {
    const of = (mean: number[][], logVariance: number[][]) =>
      officialSpaformerDivergence(tf.tensor2d(mean), tf.tensor2d(logVariance)).dataSync()[0]!;
    expect(of([[0, 0]], [[0, 0]])).toBe(0);
    // KL of N(1, 4) from N(0, 1) is (4 + 1 - 1 - ln 4) / 2; the other cell adds nothing.
    expect(of([[1], [0]], [[Math.log(4)], [0]])).toBeCloseTo((4 - Math.log(4)) / 4, 5);
    expect([0, 5000, 10_000, 90_000].map(officialDivergenceWeight)).toEqual([
      1e-6,
      expect.closeTo(0.0050005, 9),
      0.01,
      0.01,
    ]);
  });

  it('fills in less than the mean where zeros are extra', () => {
    const values = officialSpaformerImputed(said()).dataSync();
    expect(values[0]).toBeCloseTo(Math.log1p(50), 4);
    expect(values[3]).toBeCloseTo(Math.log1p(200), 4);
  });
});
