import { describe, expect, it } from 'vitest';
import { DenseMatrix } from '../../../src/data';
import { buildIndex } from '../../../src/neighbors';
import { Random } from '../../../src/random';

/** Whole numbers, so that many distances are equal. */
function lattice(rows: number, columns: number, side: number): DenseMatrix {
  const random = new Random(1);
  const values = Float64Array.from({ length: rows * columns }, () => random.integer(0, side));
  return new DenseMatrix(rows, columns, values);
}

/** Candidates by distance from a row, the lower row first among equals. */
function byDistance(points: DenseMatrix, row: number, candidates: readonly number[]): number[] {
  const from = [...points.row(row)];
  const distance = (other: number): number => Math.hypot(...from.map((value, c) => value - points.get(other, c)));
  return [...candidates].sort((a, b) => distance(a) - distance(b) || a - b);
}

const rowsWhere = (count: number, keep: (row: number) => boolean): number[] => [...Array(count).keys()].filter(keep);

describe('buildIndex', () => {
  it.each([
    ['even points of the plane', lattice(900, 2, 40)],
    ['few points of the plane', lattice(70, 2, 6)],
    ['points in space', lattice(300, 3, 9)],
    ['points on a line', lattice(300, 1, 50)],
  ])('finds what a search through all finds: %s', (_, points) => {
    const groups = Int32Array.from({ length: points.rows }, (_, row) => row % 2);
    const candidates = rowsWhere(points.rows, (row) => row % 3 !== 0);
    const queries = rowsWhere(points.rows, (row) => row % 5 === 0);
    const found = buildIndex(points, { groups, candidates }).nearest(queries, 7);
    const expected = queries.flatMap((query) =>
      byDistance(
        points,
        query,
        candidates.filter((row) => groups[row] === groups[query]),
      ).slice(0, 7),
    );
    expect([...found]).toEqual(expected);
  });

  it('answers queries that lie outside of its points', () => {
    const points = lattice(1000, 2, 40);
    const far = [0, 1, 2, 3];
    far.forEach((row) => points.row(row).set([row < 2 ? -500 : 900, row % 2 ? 20 : 3000]));
    const candidates = rowsWhere(1000, (row) => row > 3);
    const found = buildIndex(points, { candidates }).nearest(far, 5);
    expect([...found]).toEqual(far.flatMap((row) => byDistance(points, row, candidates).slice(0, 5)));
  });

  it('says -1 where a group has fewer candidates, or none', () => {
    const points = lattice(6, 2, 9);
    const groups = Int32Array.from([0, 0, 0, 1, 1, 2]);
    const index = buildIndex(points, { groups, candidates: [0, 3] });
    expect([...index.nearest([1, 4, 5], 2)]).toEqual([0, -1, 3, -1, -1, -1]);
  });

  it('puts squares that differ but have the same root in the order of the rows', () => {
    // 0.1 + 0.2 and 0.3 differ in the last digit; so do many distances of a lattice with steps of 0.1.
    const values = Float64Array.from(
      { length: 5000 },
      (_, e) => 0.1 * (e % 2 ? Math.floor((e >> 1) / 50) : (e >> 1) % 50),
    );
    const points = new DenseMatrix(2500, 2, values);
    const all = rowsWhere(2500, () => true);
    const roots = (row: number): number[] => {
      const at = all.map((other) =>
        Math.sqrt((points.get(row, 0) - points.get(other, 0)) ** 2 + (points.get(row, 1) - points.get(other, 1)) ** 2),
      );
      return [...all].sort((a, b) => at[a]! - at[b]! || a - b).slice(0, 12);
    };
    const queries = [0, 711, 1275, 2499];
    expect([...buildIndex(points).nearest(queries, 12)]).toEqual(queries.flatMap(roots));
  });

  it('finds the same in threads, group by group', async () => {
    const points = lattice(400, 6, 9);
    const groups = Int32Array.from({ length: 400 }, (_, row) => (row < 2 ? row : 2));
    const near = await buildIndex(points, { groups }).nearestOthersInThreads(3, { caller: 'test' });
    expect([...near.indices.subarray(0, 6)]).toEqual([-1, -1, -1, -1, -1, -1]);
    const others = rowsWhere(400, (row) => row > 1);
    for (const row of [2, 57, 399]) {
      const expected = byDistance(points, row, others).filter((other) => other !== row);
      expect([...near.indices.subarray(3 * row, 3 * row + 3)]).toEqual(expected.slice(0, 3));
    }
  });

  it('counts the neighbors within a radius as it visits them', () => {
    const points = lattice(900, 2, 40);
    const search = buildIndex(points).within(3);
    const counts = search.counts()!;
    search.forEach((point, _, squares, found) => {
      expect(counts[point]).toBe(found);
      expect(squares.subarray(0, found).every((square) => square <= 9)).toBe(true);
    });
  });
});
