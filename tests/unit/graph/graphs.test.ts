import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnnData, categorical, DenseMatrix, Table } from '../../../src/data';
import { type Graph, knnGraph, radiusGraph } from '../../../src/graph';

/** Points on a small grid, so that many distances are equal, in two or three dimensions; many in the plane are searched in cells. */
const points = fc
  .tuple(fc.integer({ min: 1, max: 100 }), fc.constantFrom(2, 3))
  .chain(([n, dims]) =>
    fc
      .array(fc.integer({ min: 0, max: 6 }), { minLength: n * dims, maxLength: n * dims })
      .map((values) => new DenseMatrix(n, dims, Float64Array.from(values))),
  );

function square(p: DenseMatrix, i: number, j: number): number {
  let sum = 0;
  for (let c = 0; c < p.columns; c++) sum += (p.get(i, c) - p.get(j, c)) ** 2;
  return sum;
}

function neighbors(graph: Graph): number[][] {
  return Array.from({ length: graph.nNodes }, (_, i) => [...graph.neighbors(i)]);
}

describe('knnGraph', () => {
  it('finds the nearest others, the lower index first among equals, as a search through all pairs does', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 8 }), (p, k) => {
        const want = Array.from({ length: p.rows }, (_, i) => {
          const apart = Array.from({ length: p.rows }, (_, j) => square(p, i, j));
          return Array.from(apart, (_, j) => j)
            .filter((j) => j !== i)
            .sort((a, b) => apart[a]! - apart[b]! || a - b)
            .slice(0, k)
            .sort((a, b) => a - b);
        });
        expect(neighbors(knnGraph(p, { k }))).toEqual(want);
      }),
    );
  });

  it('adds every reverse edge when it is to be symmetric, each once', () => {
    fc.assert(
      fc.property(points, (p) => {
        const graph = knnGraph(p, { k: 3, symmetric: true });
        expect(graph.toMatrix().transpose()).toEqual(graph.toMatrix());
      }),
    );
  });

  it('never connects sections, by codes or by a column', () => {
    const p = DenseMatrix.fromRows([
      [0, 0],
      [0, 1],
      [1, 0],
      [0, 0],
      [0, 1],
    ]);
    const codes = Int32Array.of(0, 1, 0, 1, 0);
    const adata = new AnnData({
      obs: new Table(['a', 'b', 'c', 'd', 'e'], [['section', categorical(['x', 'y', 'x', 'y', 'x'])]]),
      var: new Table([]),
      obsm: [['spatial', p]],
    });
    for (const graph of [knnGraph(p, { k: 4, groups: codes }), knnGraph(adata, { k: 4, groups: 'section' })]) {
      const { to, from } = graph.edges();
      to.forEach((node, e) => expect(codes[node]).toBe(codes[from[e]!]));
      expect([...graph.degrees()]).toEqual([2, 1, 2, 1, 2]);
    }
  });

  it('refuses unknown options, positions that are not numbers and groups that do not fit', () => {
    const p = DenseMatrix.fromRows([
      [0, 0],
      [1, NaN],
    ]);
    expect(() => knnGraph(p)).toThrowError(expect.objectContaining({ kind: 'not-finite' }));
    expect(() => knnGraph(p, { neighbors: 3 } as object)).toThrowError(
      expect.objectContaining({ kind: 'unknown-option' }),
    );
    const two = DenseMatrix.fromRows([
      [0, 0],
      [1, 0],
    ]);
    expect(() => knnGraph(two, { groups: Int32Array.of(1) })).toThrowError(
      expect.objectContaining({ kind: 'shape-mismatch' }),
    );
  });
});

describe('radiusGraph', () => {
  it('connects what is within the radius, the rim included, as a search through all pairs does', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 0, max: 4 }), (p, radius) => {
        const all = Array.from({ length: p.rows }, (_, i) => i);
        const want = all.map((i) => all.filter((j) => j !== i && square(p, i, j) <= radius * radius));
        expect(neighbors(radiusGraph(p, { radius }))).toEqual(want);
      }),
    );
  });

  it('asks for its radius', () => {
    expect(() => radiusGraph(DenseMatrix.zeros(1, 2), {} as never)).toThrow(/radius is needed/);
  });
});
