import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/random';
import { expm1Of } from '../../../src/prepare/values/expm1Of';
import { log1pOf } from '../../../src/prepare/values/log1pOf';

/** Numbers of every size: 10 ** (-12 to 9). */
function ofAllSizes(count: number): number[] {
  const random = new Random(3);
  return Array.from({ length: count }, () => 10 ** (21 * random.uniform() - 12));
}

const apart = (got: number, want: number): number => (got === want ? 0 : Math.abs(got - want) / Math.abs(want));
const largest = (values: number[]): number => values.reduce((most, value) => Math.max(most, value), 0);

describe('log1pOf', () => {
  it('of float32 is off by one rounding at the most', () => {
    const values = Float32Array.from([...ofAllSizes(200_000), ...Array.from({ length: 5000 }, (_, i) => i)]);
    const worst = largest(Array.from(log1pOf(values), (got, e) => apart(got, Math.fround(Math.log1p(values[e]!)))));
    expect(worst).toBeLessThan(2 ** -23);
  });

  it('has the same bits from the table of a row as value by value', () => {
    const random = new Random(5);
    const starts = [0];
    const values: number[] = [];
    for (let row = 0; row < 60; row++) {
      const unit = 10 ** (6 * random.uniform() - 3);
      // Counts over a number of the row, with zeros; some rows of no multiples, one of a large one, and rows of every length.
      for (let e = 0; e < 60 + 3 * row; e++) {
        const odd = row % 7 === 3 || (row === 9 && e === 5);
        values.push(odd ? 1e4 * random.uniform() : Math.fround(unit * random.integer(0, row % 5 === 0 ? 4000 : 30)));
      }
      starts.push(values.length);
    }
    const given = Float32Array.from(values);
    const bits = (list: ArrayBufferView): number[] => [...new Uint32Array(list.buffer)];
    expect(bits(log1pOf(given, Math.log1p, Int32Array.from(starts)))).toEqual(bits(log1pOf(given)));
    given[100] = -0.5;
    expect(log1pOf(given, () => 7, Int32Array.from(starts))[100]).toBe(7);
  });

  it('of float64, and below zero, is Math.log1p; what has no logarithm is not a number', () => {
    const values = [0, -0.5, -1, -2, NaN, Infinity, 2 ** 40, 1e300];
    const want = values.map(Math.log1p);
    expect([...log1pOf(Float64Array.from([...values, 0.1]))]).toEqual([...want, Math.log1p(0.1)]);
    expect([...log1pOf(Float32Array.from(values.slice(0, 7)))]).toEqual(want.slice(0, 7).map(Math.fround));
  });
});

describe('expm1Of', () => {
  it('has 12 digits of Math.expm1, with a factor too', () => {
    const values = Float64Array.from(ofAllSizes(200_000).filter((value) => value < 40));
    for (const factor of [1, Math.LN2]) {
      const worst = largest(
        Array.from(expm1Of(values, factor), (got, e) => apart(got, Math.expm1(factor * values[e]!))),
      );
      expect(worst).toBeLessThan(1e-12);
    }
  });

  it('is Math.expm1 below zero and at the ends', () => {
    const values = [0, -1e-9, -3, -Infinity, NaN, Infinity, 700, 800];
    expect([...expm1Of(Float64Array.from(values))]).toEqual(values.map(Math.expm1));
  });
});
