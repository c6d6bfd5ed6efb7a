import { describe, expect, it } from 'vitest';
import { DenseMatrix } from '../../../src/data';
import { energyDistance } from '../../../src/metrics';
import { Random } from '../../../src/random';

describe('the energy distance of numbers', () => {
  const random = new Random(4);
  const draws = (n: number, mean: number): number[] =>
    Array.from({ length: n }, () => Math.round(4 * random.normal(mean)) / 4);
  const line = (values: readonly number[]) => DenseMatrix.fromRows(values.map((value) => [value]));
  const plane = (values: readonly number[]) => DenseMatrix.fromRows(values.map((value) => [value, 7]));

  it('is that of points on a line in the plane, ties included', () => {
    for (const [n, m, shift] of [
      [30, 41, 0],
      [5, 80, 1],
      [1, 1, 3],
      [60, 2, 10],
    ] as const) {
      const [a, b] = [draws(n, 0), draws(m, shift)];
      expect(energyDistance(line(a), line(b))).toBeCloseTo(energyDistance(plane(a), plane(b)), 10);
    }
  });

  it('is 0 for a sample and itself, and no number where a value is none', () => {
    const a = line(draws(20, 0));
    expect(energyDistance(a, a)).toBe(0);
    expect(energyDistance(a, line([1, NaN]))).toBeNaN();
  });
});
