import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AnnData, DenseMatrix, SparseMatrix, Table } from '../../../src/data';
import {
  bipartiteGraph,
  Graph,
  graphFrom,
  knnGraph,
  niches,
  nicheValues,
  readGraph,
  weighEdges,
} from '../../../src/graph';

const points = DenseMatrix.fromRows([[0, 0], [3, 4], [6, 0], [1, 1], [10, 10]]); // prettier-ignore
const near = (got: ArrayLike<number>, want: readonly number[]): void => {
  expect(got).toHaveLength(want.length);
  want.forEach((value, i) => expect(got[i]).toBeCloseTo(value, 8));
};

describe('weighEdges', () => {
  const graph = knnGraph(points, { k: 2 });
  it('makes the weights that numpy makes of the distances of scikit-learn', () => {
    // kneighbors_graph(points, 2, mode='distance'), exp(-d^2 / (2 median^2)), with rows divided by their sums, and by both roots.
    const plain = [0.60653066, 0.96078944, 0.60653066, 0.77105159, 0.60653066, 0.59452055, 0.96078944, 0.77105159, 0.18268352, 0.09827359]; // prettier-ignore
    const byRow = [0.38698582, 0.61301418, 0.44028635, 0.55971365, 0.50499983, 0.49500017, 0.55477924, 0.44522076, 0.65021855, 0.34978145]; // prettier-ignore
    const byBoth = [0.41277667, 0.58317025, 0.41277667, 0.49919549, 0.47153423, 0.41222288, 0.58317025, 0.49919549, 0.29364364, 0.16917494]; // prettier-ignore
    near(weighEdges(graph).weights!, plain);
    near(weighEdges(graph, { normalize: 'row' }).weights!, byRow);
    near(weighEdges(graph, { normalize: 'symmetric' }).weights!, byBoth);
  });

  it('has other kernels, of which each is 1 at no distance and falls', () => {
    const two = new Graph(2, Int32Array.of(0, 1, 2), Int32Array.of(1, 0), Float64Array.of(0, 2));
    for (const kernel of ['gaussian', 'exponential', 'inverse'] as const) {
      const [zero, far] = weighEdges(two, { kernel, scale: 2 }).weights!;
      expect(zero).toBe(1);
      expect(far).toBeCloseTo({ gaussian: Math.exp(-0.5), exponential: Math.exp(-1), inverse: 0.5 }[kernel], 12);
    }
    expect([...weighEdges(two, { kernel: 'ones' }).weights!]).toEqual([1, 1]);
  });

  it('refuses a graph without distances, and distances without a scale', () => {
    const plain = new Graph(2, Int32Array.of(0, 1, 2), Int32Array.of(1, 0));
    expect(() => weighEdges(plain)).toThrowError(expect.objectContaining({ kind: 'invalid-argument' }));
    expect([...weighEdges(plain, { kernel: 'same', normalize: 'row' }).weights!]).toEqual([1, 1]);
    const none = new Graph(2, plain.indptr, plain.indices, Float64Array.of(0, 0));
    expect(() => weighEdges(none)).toThrowError(/no scale/);
    const bad = new Graph(2, plain.indptr, plain.indices, Float64Array.of(1, NaN));
    expect(() => weighEdges(bad)).toThrowError(expect.objectContaining({ kind: 'not-finite' }));
  });
});

describe('bipartiteGraph', () => {
  it('is the block matrix of the values and their transpose, without zeros', () => {
    const x = DenseMatrix.fromRows([[1, 0, 2], [0, 3, 4]]); // prettier-ignore
    const want = [[0, 0, 1, 0, 2], [0, 0, 0, 3, 4], [1, 0, 0, 0, 0], [0, 3, 0, 0, 0], [2, 4, 0, 0, 0]]; // prettier-ignore
    const stored = new SparseMatrix(2, 3, { indptr: Int32Array.of(0, 3, 5), indices: Int32Array.of(0, 1, 2, 1, 2), values: Float32Array.of(1, 0, 2, 3, 4) }); // prettier-ignore
    for (const source of [x, SparseMatrix.fromDense(x), stored]) {
      const graph = bipartiteGraph(source);
      expect(graph.nEdges).toBe(8);
      expect([...graph.toMatrix().toDense().values]).toEqual(want.flat());
    }
  });
});

describe('graphs from elsewhere', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tissuebook-graph-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const path = file('pairs.tsv', 'gene\tpartner\tscore\nTP53\tMDM2\t0.9\nMDM2\tTP53\t0.9\nEGFR\tERBB2\t0.5\n');

  it('are read from a table of edges, both ways, each once', () => {
    const { graph, nodes } = readGraph(path);
    expect(nodes).toEqual(['TP53', 'MDM2', 'EGFR', 'ERBB2']);
    expect(graph.edges()).toEqual({ to: Int32Array.of(0, 1, 2, 3), from: Int32Array.of(1, 0, 3, 2) });
    expect([...graph.weights!]).toEqual([0.9, 0.9, 0.5, 0.5]);
    expect(readGraph(path, { symmetric: false }).graph.edges()).toEqual({ to: Int32Array.of(0, 1, 3), from: Int32Array.of(1, 0, 2) }); // prettier-ignore
  });

  it('follow the nodes that are named, and refuse others unless they are to be skipped', () => {
    const nodes = ['EGFR', 'MDM2', 'TP53'];
    expect(() => readGraph(path, { nodes })).toThrowError(/does not name "ERBB2"/);
    expect(readGraph(path, { nodes, skipUnknown: true }).graph.edges()).toEqual({ to: Int32Array.of(1, 2), from: Int32Array.of(2, 1) }); // prettier-ignore
  });

  it('refuse a weight that is no number, and a file of one column', () => {
    expect(() => readGraph(file('a.csv', 'a,b,w\nx,y,much\n'))).toThrowError(
      expect.objectContaining({ kind: 'corrupt' }),
    );
    expect(() => readGraph(file('b.csv', 'a\nx\n'))).toThrowError(/no second column/);
  });

  it('come from obsp', () => {
    const adata = new AnnData({ obs: new Table(['a', 'b']), var: new Table([]), obsp: [['g', SparseMatrix.fromDense(DenseMatrix.fromRows([[0, 2], [0, 0]]))]] }); // prettier-ignore
    expect([...graphFrom(adata, 'g').neighbors(0)]).toEqual([1]);
    expect(() => graphFrom(adata, 'h')).toThrowError(/obsp has: g/);
  });
});

describe('niches', () => {
  const members = (n: ReturnType<typeof niches>): number[][] =>
    Array.from({ length: n.count }, (_, t) => [...n.members.subarray(n.indptr[t], n.indptr[t + 1])]);

  it('hold a cell and its nearest', () => {
    const found = niches(points, { k: 2 });
    expect(members(found)).toEqual([[0, 1, 3], [0, 1, 3], [1, 2, 3], [0, 1, 3], [1, 2, 4]]); // prettier-ignore
    expect([...found.centers.row(0)]).toEqual([4 / 3, 5 / 3].map((value) => expect.closeTo(value, 12)));
  });

  it('leave the cell itself out where that is asked, as ST-Align', () => {
    expect(members(niches(points, { k: 2, self: false }))).toEqual([[1, 3], [0, 3], [1, 3], [0, 1], [1, 2]]); // prettier-ignore
    expect(members(niches(points, { k: 0, self: false }))).toEqual([[], [], [], [], []]);
  });

  it('tile the tissue: every cell is in one tile, of the side that was asked for', () => {
    const found = niches(points, { kind: 'tiles', side: 5 });
    expect(members(found)).toEqual([[0, 1, 3], [2], [4]]);
    expect([...found.grid!]).toEqual([0, 0, 0, 1, 2, 2]);
    const apart = niches(points, { kind: 'tiles', side: 50, groups: Int32Array.of(0, 1, 0, 1, 0) });
    expect(members(apart)).toEqual([[0, 2, 4], [1, 3]]); // prettier-ignore
    expect(() => niches(points, { kind: 'tiles' })).toThrowError(/need a side/);
  });

  it('have the mean or the sum of their cells', () => {
    const x = DenseMatrix.fromRows([[1], [2], [4], [9], [16]]);
    const found = niches(points, { kind: 'tiles', side: 5 });
    expect([...nicheValues(found, x).values]).toEqual([4, 4, 16]);
    expect([...nicheValues(found, SparseMatrix.fromDense(x), { by: 'sum' }).values]).toEqual([12, 4, 16]);
    expect(() => nicheValues(found, x.takeRows([0]))).toThrowError(expect.objectContaining({ kind: 'shape-mismatch' }));
  });
});
