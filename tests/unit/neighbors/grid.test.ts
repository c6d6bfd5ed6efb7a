import { describe, expect, it } from 'vitest';
import { DenseMatrix } from '../../../src/data';
import { type Graph, knnGraph, radiusGraph } from '../../../src/graph';
import { KdTree } from '../../../src/neighbors/kdTree';
import { PointGrid } from '../../../src/neighbors/pointGrid';
import { rowGraph } from '../../../src/graph/rowGraph';
import type { NeighborSearch } from '../../../src/neighbors';
import { seededDraws } from '../data/damage';

/** Points with one decimal, even over a square, or most of them in a corner. */
function scattered(count: number, corner: number): DenseMatrix {
  const draw = seededDraws(count);
  const place = (i: number): number => (i % 10 < corner ? draw(100) / 100 : draw(10_000) / 10);
  return new DenseMatrix(
    count,
    2,
    Float64Array.from({ length: 2 * count }, (_, e) => place(e >> 1)),
  );
}

const all = (points: DenseMatrix): Int32Array => Int32Array.from({ length: points.rows }, (_, i) => i);

const nearestIn = (trees: readonly KdTree[], k: number): NeighborSearch => ({
  counts: () => undefined,
  forEach: (visit) => trees.forEach((tree) => tree.forEachNearest(k, visit)),
});

const withinIn = (trees: readonly KdTree[], radius: number): NeighborSearch => ({
  counts: () => undefined,
  forEach: (visit) => trees.forEach((tree) => tree.forEachWithin(radius, visit)),
});

/** Compared as bytes: looking at each of a million numbers takes minutes. */
function expectSame(a: Graph, b: Graph): void {
  for (const key of ['indptr', 'indices', 'weights'] as const) {
    expect(Buffer.from(a[key]!.buffer).equals(Buffer.from(b[key]!.buffer)), key).toBe(true);
  }
}

describe('a grid of bins', () => {
  it('finds what a search in a tree finds', () => {
    const points = scattered(3000, 0);
    const tree = new KdTree(points, all(points));
    expect(PointGrid.of(points, all(points))).toBeDefined();
    expectSame(knnGraph(points, { k: 9 }), rowGraph(points.rows, nearestIn([tree], 9)));
    for (const radius of [0.1, 12, 40, 400]) {
      const found = radiusGraph(points, { radius });
      expectSame(found, rowGraph(points.rows, withinIn([tree], radius)));
    }
  });

  it('finds the same where there are more nodes than are written at a time', () => {
    const points = scattered(70_000, 0);
    const tree = new KdTree(points, all(points));
    expectSame(radiusGraph(points, { radius: 4 }), rowGraph(points.rows, withinIn([tree], 4)));
    expectSame(knnGraph(points, { k: 3 }), rowGraph(points.rows, nearestIn([tree], 3)));
  });

  it('finds the same in groups of which some are left to a tree', () => {
    const points = scattered(3000, 0);
    const groups = new Int32Array(points.rows).map((_, i) => (i < 40 ? 2 : i % 2));
    const trees = [0, 1, 2].map(
      (code) =>
        new KdTree(
          points,
          all(points).filter((i) => groups[i] === code),
        ),
    );
    expectSame(radiusGraph(points, { radius: 30, groups }), rowGraph(points.rows, withinIn(trees, 30)));
    expectSame(knnGraph(points, { k: 4, groups }), rowGraph(points.rows, nearestIn(trees, 4)));
  });

  it('finds a point that is exactly the radius away, on the rim of bins', () => {
    const row = new DenseMatrix(
      200,
      2,
      Float64Array.from({ length: 400 }, (_, e) => (e % 2 ? (e >> 1) % 2 : 0.1 * (e >> 1))),
    );
    for (let i = 0; i < 198; i++) {
      const radius = row.get(i + 2, 0) - row.get(i, 0);
      expect(radiusGraph(row, { radius }).neighbors(i)).toContain(i + 2);
    }
  });

  it('is left to a tree where most points crowd in a corner', () => {
    const points = scattered(4000, 9);
    expect(PointGrid.of(points, all(points))).toBeUndefined();
    expect(knnGraph(points, { k: 3 }).nEdges).toBe(12_000);
  });
});
