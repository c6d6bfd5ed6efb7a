import { describe, expect, it } from 'vitest';
import { AnnData, DenseMatrix, Table } from '../../../src/data';
import { delaunayGraph, gridGraph } from '../../../src/graph';
import { seededDraws } from '../data/damage';

const names = (n: number): string[] => Array.from({ length: n }, (_, i) => `c${i}`);

describe('delaunayGraph', () => {
  const draw = seededDraws(8);
  const points = new DenseMatrix(
    300,
    2,
    Float64Array.from({ length: 600 }, () => draw(1_000_000) / 1e4),
  );

  it('connects each node with its nearest, both ways, by at most 3 n - 6 pairs', async () => {
    const graph = await delaunayGraph(points);
    expect(graph.toMatrix().transpose().indices).toEqual(graph.indices);
    expect(graph.nEdges / 2).toBeLessThanOrEqual(3 * 300 - 6);
    for (let i = 0; i < 300; i++) {
      const apart = names(300).map((_, j) =>
        Math.hypot(points.get(i, 0) - points.get(j, 0), points.get(i, 1) - points.get(j, 1)),
      );
      apart[i] = Infinity;
      expect(graph.neighbors(i)).toContain(apart.indexOf(Math.min(...apart)));
    }
  });

  it('leaves out long edges and edges between groups', async () => {
    const groups = Int32Array.from({ length: 300 }, (_, i) => i % 2);
    const graph = await delaunayGraph(points, { maxLength: 8, groups });
    const { to, from } = graph.edges();
    expect(to.every((node, e) => groups[node] === groups[from[e]!])).toBe(true);
    expect(Math.max(...graph.weights!)).toBeLessThanOrEqual(8);
  });

  it('does not fail for a line, a pair, a single point, copies and nothing', async () => {
    const line = DenseMatrix.fromRows([[0, 0], [3, 3], [1, 1], [2, 2]]); // prettier-ignore
    expect(Array.from((await delaunayGraph(line)).degrees())).toEqual([1, 1, 2, 2]);
    expect((await delaunayGraph(line.takeRows([0, 1]))).nEdges).toBe(2);
    expect((await delaunayGraph(line.takeRows([0]))).nEdges).toBe(0);
    expect((await delaunayGraph(new DenseMatrix(0, 2, new Float64Array()))).nEdges).toBe(0);
    const copies = DenseMatrix.fromRows([[0, 0], [1, 0], [0, 1], [0, 0]]); // prettier-ignore
    expect((await delaunayGraph(copies)).degrees()[3]).toBeGreaterThan(0);
  });

  it('refuses three dimensions', async () => {
    await expect(delaunayGraph(DenseMatrix.fromRows([[1, 2, 3]]))).rejects.toMatchObject({ kind: 'shape-mismatch' });
  });
});

describe('gridGraph', () => {
  /** The places of a Visium array: every second column, shifted by one in odd rows. */
  const visium = DenseMatrix.fromRows(
    Array.from({ length: 10 }, (_, row) => Array.from({ length: 10 }, (__, i) => [row, 2 * i + (row % 2)])).flat(),
  );
  const middle = 4 * 10 + 5;

  it('gives 6 neighbors on a hexagonal array and 18 in two rings', () => {
    expect(gridGraph(visium).neighbors(middle)).toHaveLength(6);
    const two = gridGraph(visium, { rings: 2 });
    expect(two.neighbors(middle)).toHaveLength(18);
    const steps = two.weights!.subarray(two.indptr[middle], two.indptr[middle + 1]);
    expect([...steps].sort().join('')).toBe('1'.repeat(6) + '2'.repeat(12));
  });

  it('gives 4 on a square one, 12 in two rings, and is symmetric', () => {
    const square = DenseMatrix.fromRows(Array.from({ length: 49 }, (_, i) => [Math.floor(i / 7), i % 7]));
    expect(gridGraph(square, { layout: 'square' }).neighbors(24)).toHaveLength(4);
    const two = gridGraph(square, { layout: 'square', rings: 2 });
    expect(two.neighbors(24)).toHaveLength(12);
    expect(two.toMatrix().transpose().indices).toEqual(two.indices);
  });

  it('takes the array positions of an AnnData, and refuses positions in tissue', () => {
    const columns = [0, 1].map((c) => [['array_row', 'array_col'][c]!, [...visium.column(c)]] as const);
    const adata = new AnnData({ obs: new Table(names(100), columns), var: new Table([]) });
    expect(gridGraph(adata).indices).toEqual(gridGraph(visium).indices);
    expect(() => gridGraph(DenseMatrix.fromRows([[0.5, 1]]))).toThrowError(/is no row and column/);
    expect(() => gridGraph(DenseMatrix.fromRows([[1, 1], [1, 1]]))).toThrowError(/have one place/); // prettier-ignore
  });
});
