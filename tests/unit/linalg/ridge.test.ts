import { describe, expect, it } from 'vitest';
import { applyMap, crossProduct, ridge } from '../../../src/linalg';
import { Random } from '../../../src/random';

const random = new Random(6);
const drawn = (rows: number, columns: number) => ({
  rows,
  columns,
  values: Float64Array.from({ length: rows * columns }, () => random.normal(1)),
});

describe('crossProduct', () => {
  it.each([
    [7, 3],
    [12, 4],
    [1, 5],
  ])('of %i rows and %i columns has the sums of products', (rows, columns) => {
    const x = drawn(rows, columns);
    const found = crossProduct(x.values, rows, columns);
    for (let j = 0; j < columns; j++) {
      for (let k = 0; k < columns; k++) {
        let sum = 0;
        for (let i = 0; i < rows; i++) sum += x.values[i * columns + j]! * x.values[i * columns + k]!;
        expect(found[j * columns + k]).toBeCloseTo(sum, 9);
      }
    }
  });
});

describe('ridge', () => {
  it.each([
    [40, 5],
    [6, 11],
  ])('stands where no slope is left, with %i rows and %i columns', (rows, columns) => {
    const [x, y, penalty] = [drawn(rows, columns), drawn(rows, 2), 0.7];
    const map = ridge(x, y, penalty);
    const rest = applyMap(map, x).map((value, at) => value - y.values[at]!);
    for (let k = 0; k < 2; k++) {
      const slope = (of: (i: number) => number): number =>
        Array.from({ length: rows }, (_, i) => of(i) * rest[2 * i + k]!).reduce((a, b) => a + b, 0);
      expect(slope(() => 1)).toBeCloseTo(0, 8);
      for (let j = 0; j < columns; j++) {
        const pulled = slope((i) => x.values[i * columns + j]!) + penalty * map.coefficients[2 * j + k]!;
        expect(pulled).toBeCloseTo(0, 8);
      }
    }
  });
});
