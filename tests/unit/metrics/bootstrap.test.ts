import { describe, expect, it } from 'vitest';
import { bootstrap, pearson } from '../../../src/metrics';
import { seededDraws } from '../data/damage';

const x = [0.3, 1.9, 0.4, 7.2, 2.2, 0.1, 3.3, 0.8, 1.1, 5.6, 0.9, 2.7, 0.2, 4.1, 1.4, 0.6];
const y = [0.1, 2.5, 0.9, 6.1, 2.0, 0.7, 2.1, 1.8, 0.2, 6.6, 1.9, 2.2, 1.2, 3.0, 2.4, 0.1];
const meanOf =
  (values: ArrayLike<number>) =>
  (at: Int32Array): number =>
    at.reduce((sum, i) => sum + values[i]!, 0) / at.length;

describe('bootstrap', () => {
  it('gives the intervals of scipy.stats.bootstrap', () => {
    // scipy 1.17.1, 200,000 (means) and 100,000 (correlation) samples; ours draws 20,000, so ends differ by a hundredth.
    for (const [method, low, high] of [
      ['bca', 1.25, 3.3],
      ['percentile', 1.15, 3.1064],
    ] as const) {
      const found = bootstrap(x.length, meanOf(x), { method, rounds: 20_000 });
      expect(Math.abs(found.low - low)).toBeLessThan(0.03);
      expect(Math.abs(found.high - high)).toBeLessThan(0.05);
      expect(found.error).toBeCloseTo(0.50286, 1);
    }
    const metric = (at: Int32Array): number => pearson(Array.from(at, (i) => x[i]!), Array.from(at, (i) => y[i]!)); // prettier-ignore
    const found = bootstrap(x.length, metric, { rounds: 20_000 });
    expect(found.value).toBeCloseTo(0.9096709638956952, 12);
    expect(Math.abs(found.low - 0.69855)).toBeLessThan(0.02);
    expect(Math.abs(found.high - 0.96413)).toBeLessThan(0.005);
  });

  it('holds the true mean about as often as it says', () => {
    const draw = seededDraws(3);
    let held = 0;
    for (let trial = 0; trial < 300; trial++) {
      const values = Array.from({ length: 40 }, () => draw(1000) + draw(1000) + draw(1000));
      const { low, high } = bootstrap(40, meanOf(values), { rounds: 300, level: 0.9, seed: trial });
      if (low <= 1498.5 && 1498.5 <= high) held++;
    }
    expect(held / 300).toBeGreaterThan(0.84);
    expect(held / 300).toBeLessThan(0.95);
  });

  it('draws units whole: the interval is as wide as the units differ', () => {
    const units = x.flatMap((_, i) => Array.from({ length: 50 }, () => `patient ${i}`));
    const cells = x.flatMap((value) => Array.from({ length: 50 }, () => value));
    const byPatient = bootstrap(cells.length, meanOf(cells), { units, method: 'percentile' });
    const alone = bootstrap(x.length, meanOf(x), { method: 'percentile' });
    expect(byPatient.error).toBeCloseTo(alone.error, 1);
    expect(bootstrap(cells.length, meanOf(cells), { rounds: 200 }).error).toBeLessThan(alone.error / 5);
  });

  it('repeats itself by seed, and refuses what cannot be drawn from', () => {
    const run = (seed: number): Float64Array => bootstrap(x.length, meanOf(x), { rounds: 50, seed }).samples;
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
    expect(() => bootstrap(1, () => 1)).toThrowError(expect.objectContaining({ kind: 'invalid-argument' }));
    expect(() => bootstrap(3, () => 1, { units: ['a'] })).toThrowError(
      expect.objectContaining({ kind: 'shape-mismatch' }),
    );
    expect(() => bootstrap(3, () => NaN)).toThrowError(/no number/);
  });
});
