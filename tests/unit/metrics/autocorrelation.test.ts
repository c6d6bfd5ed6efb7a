import { expect, it } from 'vitest';
import {
  adjustedRandIndex,
  classificationReport,
  coOccurrence,
  DenseMatrix,
  gearysC,
  knnGraph,
  moransI,
  neighborhoodEnrichment,
  SparseMatrix,
  weighEdges,
} from '../../../src';

const N = 60;
let z = 7;
const random = (): number => (z = (z * 16807) % 2147483647) / 2147483647;
const xy = Float64Array.from({ length: 2 * N }, () => 100 * random());
const points = new DenseMatrix(N, 2, xy);
const values = Array.from({ length: N }, (_, i) => Math.sin(xy[2 * i]! / 9) + Math.cos(xy[2 * i + 1]! / 9));
const graph = knnGraph(points, { k: 6 });

it('of a graph of distances counts each neighbor the same, as squidpy', () => {
  const ones = weighEdges(graph, { kernel: 'ones', normalize: 'row' });
  expect(moransI(graph, values)).toBeCloseTo(0.5613735638443212, 12);
  for (const index of [moransI, gearysC]) {
    expect(index(graph, values)).toBeCloseTo(index(ones, values, { weights: 'graph', normalize: 'none' }), 12);
  }
});

it('takes the weights of the graph where told', () => {
  const near = weighEdges(graph, { kernel: 'gaussian' });
  expect(moransI(near, values, { weights: 'graph' })).toBeGreaterThan(moransI(near, values));
  const [sum, weight] = definition((i, e) => near.weights![e]! + 0 * i);
  expect(moransI(near, values, { weights: 'graph', normalize: 'none' })).toBeCloseTo(sum / weight, 12);
});

it('refuses weights that it does not know', () => {
  expect(() => moransI(graph, values, { weights: 'distances' as 'graph' })).toThrow(/one of connectivities, graph/);
});

/** Moran's I by its definition. */
function definition(weightOf: (i: number, edge: number) => number): [number, number] {
  const mean = values.reduce((a, b) => a + b) / N;
  const apart = values.map((value) => value - mean);
  let [sum, total] = [0, 0];
  for (let i = 0; i < N; i++) {
    for (let e = graph.indptr[i]!; e < graph.indptr[i + 1]!; e++) {
      sum += weightOf(i, e) * apart[i]! * apart[graph.indices[e]!]!;
      total += weightOf(i, e);
    }
  }
  return [(N * sum) / apart.reduce((a, b) => a + b * b, 0), total];
}

it('is the same column by column, of dense and of compressed rows', () => {
  const dense = new DenseMatrix(
    N,
    150,
    Float64Array.from({ length: 150 * N }, (_, e) => (e % 7 ? 0 : values[Math.floor(e / 150)]! + (e % 3))),
  );
  for (const index of [moransI, gearysC]) {
    const all = index(graph, dense);
    // Few values stored, and all of them: two ways to the same number.
    for (const x of [
      dense,
      new DenseMatrix(
        N,
        150,
        dense.values.map((value) => value + 1),
      ),
    ]) {
      const sparse = index(graph, SparseMatrix.fromDense(x));
      index(graph, x).forEach((value, c) => expect(sparse[c]).toBeCloseTo(value, 12));
    }
    const empty = SparseMatrix.fromDense(new DenseMatrix(N, 2, new Float64Array(2 * N)));
    expect(Array.from(index(graph, empty))).toEqual([NaN, NaN]);
    for (const c of [0, 63, 64, 149]) expect(index(graph, dense.column(c))).toBeCloseTo(all[c]!, 12);
  }
});

it('cells without a label are of no type, for neighbors and distances', () => {
  const full = Array.from({ length: N }, (_, i) => (i % 2 ? 'a' : 'b'));
  for (const nothing of [null, undefined]) {
    const some = full.map((label, i) => (i % 5 ? label : nothing));
    const found = neighborhoodEnrichment(graph, some, { permutations: 20 });
    expect(found.labels).toEqual(['a', 'b']);
    let edges = 0;
    for (let i = 0; i < N; i++) for (const j of graph.neighbors(i)) if (i % 5 && j % 5) edges++;
    expect(Array.from(found.counts.values).reduce((a, b) => a + b)).toBe(edges);
    expect(coOccurrence(points, some, { steps: 5 }).labels).toEqual(['a', 'b']);
  }
  const numbers = full.map((_, i) => (i % 5 ? i % 2 : NaN));
  expect(neighborhoodEnrichment(graph, numbers, { permutations: 5 }).labels).toEqual(['0', '1']);
});

it('scores that pair labels refuse missing ones', () => {
  expect(() => adjustedRandIndex(['a', null], ['a', 'b'])).toThrow(/labels\[1\] is missing/);
  expect(() => classificationReport(['a', 'b'], ['a', null])).toThrow(/guess\[1\] is missing/);
});
