import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

/** Numbers that tests/golden/tissueStatistics.py got from scanpy, squidpy and scipy; each test knows what is in its own. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function statisticsFixture(name: string): any {
  return JSON.parse(readFileSync(join(__dirname, '../fixtures/statistics', `${name}.json`), 'utf8'));
}

/** Fails unless all numbers are as near as told; null stands for NaN. */
export function expectNumbers(got: ArrayLike<number>, want: readonly (number | null)[], tolerance = 1e-9): void {
  expect(got.length).toBe(want.length);
  want.forEach((value, at) => {
    if (value === null) expect(got[at], `value ${at}`).toBeNaN();
    else expect(Math.abs(got[at]! - value), `value ${at}: ${got[at]}, want ${value}`).toBeLessThanOrEqual(tolerance);
  });
}
