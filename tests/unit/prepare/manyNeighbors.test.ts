import { describe, expect, it } from 'vitest';
import { DenseMatrix } from '../../../src/data';
import { buildIndex, type NearestRows } from '../../../src/neighbors';
import { isApproximate } from '../../../src/neighbors/nearRowsOfMany';
import { Random } from '../../../src/random';

const ROWS = 12_000;
const K = 10;

/** Points around 30 centers, in 12 dimensions. */
function clouds(spread: number): DenseMatrix {
  const random = new Random(4);
  const centers = random.fillNormal(30 * 12);
  const noise = random.fillNormal(ROWS * 12);
  return new DenseMatrix(
    ROWS,
    12,
    noise.map((value, e) => value + spread * centers[(Math.floor(e / 12) % 30) * 12 + (e % 12)]!),
  );
}

const search = (points: DenseMatrix, method: 'exact' | 'approximate'): Promise<NearestRows> =>
  buildIndex(points).nearestOthersInThreads(K, { caller: 'test', method });

/** The share of some rows' neighbors that are among others. */
function overlap(a: NearestRows, b: NearestRows): number {
  let hits = 0;
  for (let i = 0; i < ROWS; i++) {
    const own = new Set(a.indices.subarray(i * K, (i + 1) * K));
    for (let j = 0; j < K; j++) if (own.has(b.indices[i * K + j]!)) hits++;
  }
  return hits / (ROWS * K);
}

describe('an approximate search for neighbors', () => {
  for (const [title, spread] of [
    ['of clouds', 4],
    ['of cells that form none', 0],
  ] as const) {
    // prettier-ignore
    it(`${title} finds .97 of them, and says what share it found`, async () => {
      const points = clouds(spread);
      const [exact, near] = [await search(points, 'exact'), await search(points, 'approximate')];
      expect(exact.recall).toBeUndefined();
      const truth = overlap(exact, near);
      expect(truth).toBeGreaterThan(0.96);
      expect(Math.abs(near.recall! - truth)).toBeLessThan(0.02);
      for (let i = 0; i < ROWS; i += 37) {
        const row = near.indices.subarray(i * K, (i + 1) * K);
        expect(new Set(row).size).toBe(K);
        expect(row).not.toContain(i);
        // What is found is as far as it is, and sorted.
        const [first, last] = [near.distances[i * K]!, near.distances[i * K + K - 1]!];
        expect(first).toBeLessThanOrEqual(last);
        const other = points.row(row[0]!);
        const square = Array.from(points.row(i)).reduce((sum, value, c) => sum + (value - other[c]!) ** 2, 0);
        expect(first).toBeCloseTo(Math.sqrt(square), 5);
      }
    }, 60_000);
  }

  it('is the same each time', async () => {
    const points = clouds(2);
    expect(await search(points, 'approximate')).toEqual(await search(points, 'approximate'));
  }, 60_000);

  it('is taken from 50,000 cells on, unless told', () => {
    const taken = [50_000, 50_001].map((rows) => isApproximate('auto', rows));
    expect([...taken, isApproximate('exact', 1e6), isApproximate('approximate', 10)]).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });
});
