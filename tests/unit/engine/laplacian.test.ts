import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { Random, type WeightedGraph, laplacianEncoding } from '../../../src/engine';

/** Compressed rows of undirected edges. */
function graphOf(nodes: number, edges: readonly (readonly [number, number, number])[]): WeightedGraph {
  const rows: [number, number][][] = Array.from({ length: nodes }, () => []);
  for (const [a, b, weight] of edges) {
    rows[a]!.push([b, weight]);
    rows[b]!.push([a, weight]);
  }
  const indptr = new Int32Array(nodes + 1);
  rows.forEach((row, i) => (indptr[i + 1] = indptr[i]! + row.length));
  return {
    indptr,
    indices: rows.flatMap((row) => row.map(([j]) => j)),
    weights: rows.flatMap((row) => row.map(([, w]) => w)),
  };
}

/** A lattice without a border: every eigenvalue is known, and most are there four or eight times. */
function torus(a: number, b: number): WeightedGraph {
  const at = (i: number, j: number): number => (i % a) * b + (j % b);
  const edges: [number, number, number][] = [];
  for (let i = 0; i < a; i++) {
    for (let j = 0; j < b; j++) edges.push([at(i, j), at(i + 1, j), 1], [at(i, j), at(i, j + 1), 1]);
  }
  return graphOf(a * b, edges);
}

/** Random points of the unit square, joined where they are near; nearer ones more strongly. */
function scattered(nodes: number, radius: number, seed: number): WeightedGraph {
  const random = new Random(seed);
  const points = Array.from({ length: nodes }, () => [random.uniform(), random.uniform()] as const);
  const edges: [number, number, number][] = [];
  for (let i = 0; i < nodes; i++) {
    for (let j = 0; j < i; j++) {
      const distance = Math.hypot(points[i]![0] - points[j]![0], points[i]![1] - points[j]![1]);
      if (distance < radius) edges.push([i, j, 1 - distance / radius]);
    }
  }
  return graphOf(nodes, edges);
}

/** The largest part of L v - value v over all entries, and the largest scalar product of two columns. */
function errors({ indptr, indices, weights }: WeightedGraph, vectors: Float32Array, values: Float32Array) {
  const nodes = indptr.length - 1;
  const k = values.length;
  const degrees = new Float64Array(nodes);
  for (let i = 0; i < nodes; i++) for (let e = indptr[i]!; e < indptr[i + 1]!; e++) degrees[i]! += weights![e]!;
  let residual = 0;
  let product = 0;
  for (let c = 0; c < k; c++) {
    for (let i = 0; i < nodes; i++) {
      let sum = vectors[i * k + c]!;
      for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
        sum -= (weights![e]! * vectors[indices[e]! * k + c]!) / Math.sqrt(degrees[i]! * degrees[indices[e]!]!);
      }
      residual = Math.max(residual, Math.abs(sum - values[c]! * vectors[i * k + c]!));
    }
    for (let other = 0; other <= c; other++) {
      let along = 0;
      for (let i = 0; i < nodes; i++) along += vectors[i * k + c]! * vectors[i * k + other]!;
      product = Math.max(product, Math.abs(along - Number(c === other)));
    }
  }
  return { residual, product };
}

describe('the Laplacian encoding', () => {
  it('agrees with a dense decomposition, values and vectors up to the sign that its rule fixes', async () => {
    const graph = scattered(300, 0.15, 1);
    const { indptr, indices, weights } = graph;
    const degree = new Float64Array(300);
    for (let i = 0; i < 300; i++) for (let e = indptr[i]!; e < indptr[i + 1]!; e++) degree[i]! += weights![e]!;
    const dense = Matrix.eye(300, 300);
    for (let i = 0; i < 300; i++) {
      for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
        const j = indices[e]!;
        dense.set(i, j, dense.get(i, j) - weights![e]! / Math.sqrt(degree[i]! * degree[j]!));
      }
    }
    const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(dense, { assumeSymmetric: true });
    const order = realEigenvalues.map((value, column) => ({ value, column })).sort((a, b) => a.value - b.value);
    const parts = order.filter(({ value }) => value < 1e-9).length;
    const { values, vectors } = await laplacianEncoding(graph, 12);
    order.slice(parts, parts + 12).forEach(({ value, column }, k) => {
      expect(values[k]).toBeCloseTo(value, 6);
      const want = eigenvectorMatrix.getColumn(column);
      const got = Array.from({ length: 300 }, (_, i) => vectors[i * 12 + k]!);
      const largest = got.reduce((best, x, i) => (Math.abs(x) > Math.abs(got[best]!) ? i : best), 0);
      expect(got[largest]).toBeGreaterThan(0);
      const sign = Math.sign(want[largest]!);
      got.forEach((x, i) => expect(Math.abs(x - sign * want[i]!)).toBeLessThan(1e-5));
    });
  });

  it('goes beyond some thousand nodes, and finds eigenvalues as often as they are there', async () => {
    const graph = torus(50, 50);
    const { values, vectors } = await laplacianEncoding(graph, 8);
    const own = (i: number, j: number): number =>
      1 - (Math.cos((2 * Math.PI * i) / 50) + Math.cos((2 * Math.PI * j) / 50)) / 2;
    const want = Array.from({ length: 2500 }, (_, at) => own(at % 50, Math.floor(at / 50)))
      .sort((a, b) => a - b)
      .slice(1, 9);
    values.forEach((value, k) => expect(value).toBeCloseTo(want[k]!, 7));
    expect(values[3]! / values[0]!).toBeCloseTo(1, 5);
    expect(values[4]! / values[0]!).toBeGreaterThan(1.5);
    const { residual, product } = errors(graph, vectors, values);
    expect(residual).toBeLessThan(1e-6);
    expect(product).toBeLessThan(1e-5);
  });

  it('of 4,000 scattered cells are eigenvectors, orthogonal to each other', async () => {
    const graph = scattered(4000, 0.035, 2);
    const { values, vectors } = await laplacianEncoding(graph, 10);
    const { residual, product } = errors(graph, vectors, values);
    expect(residual).toBeLessThan(1e-6);
    expect(product).toBeLessThan(1e-5);
    expect([...values]).toEqual([...values].sort((a, b) => a - b));
    expect(values[0]).toBeGreaterThan(0);
  });

  it('leaves out one zero for each part, and gives what there is when more is asked for', async () => {
    const pairs = graphOf(7, [
      [0, 1, 1],
      [2, 3, 2],
      [4, 5, 1],
    ]);
    const { values, vectors } = await laplacianEncoding(pairs, 50);
    // A pair has 0 and 2; node 6 alone has 1.
    expect([...values].map((value) => Number(value.toFixed(6)))).toEqual([1, 2, 2, 2]);
    expect(vectors).toHaveLength(28);
    expect(errors(pairs, vectors, values).residual).toBeLessThan(1e-6);
    expect((await laplacianEncoding(graphOf(0, []), 4)).values).toHaveLength(0);
    expect([...(await laplacianEncoding(graphOf(3, []), 4)).values]).toEqual([1, 1, 1]);
  });

  it('is the same every time, signs too, also where two entries are as large', async () => {
    const line = graphOf(
      40,
      Array.from({ length: 39 }, (_, i) => [i, i + 1, 1] as const),
    );
    const first = await laplacianEncoding(line, 6);
    expect(await laplacianEncoding(line, 6)).toEqual(first);
    for (let k = 0; k < 6; k++) {
      const column = Array.from({ length: 40 }, (_, i) => first.vectors[i * 6 + k]!);
      const most = Math.max(...column.map(Math.abs));
      expect(column.find((x) => Math.abs(x) > most * (1 - 1e-5))).toBeGreaterThan(0);
    }
  });

  it('can be stopped', async () => {
    const work = laplacianEncoding(torus(30, 30), 8, { signal: AbortSignal.abort() });
    await expect(work).rejects.toMatchObject({ kind: 'aborted' });
  });
});
