import { expect, it } from 'vitest';
import { delaunayGraph, DenseMatrix } from '../../../src';

const N = 50;
const LINES: Record<string, (i: number) => [number, number]> = {
  slanted: (i) => [1000 + 7 * i * Math.cos(0.7), 2000 + 7 * i * Math.sin(0.7)],
  level: (i) => [7 * i, 3],
  upright: (i) => [-4, 7 * i],
  'far away': (i) => [1e7 + 7 * i * Math.cos(2.1), -3e6 + 7 * i * Math.sin(2.1)],
  'in another order': (i) => [7 * ((i * 17) % N) * 0.6, 7 * ((i * 17) % N) * 0.8],
};

async function lengths(points: DenseMatrix): Promise<{ degrees: number[]; longest: number; shortest: number }> {
  const graph = await delaunayGraph(points);
  const all = Array.from(graph.weights!);
  return { degrees: Array.from(graph.degrees()), longest: Math.max(...all), shortest: Math.min(...all) };
}

const list = (place: (i: number) => [number, number], n = N): Float64Array =>
  Float64Array.from(Array.from({ length: n }, (_, i) => place(i)).flat());

it.each(Object.entries(LINES))('points on a line, %s, are connected in their order', async (_, place) => {
  const { degrees, longest, shortest } = await lengths(new DenseMatrix(N, 2, list(place)));
  expect(longest).toBeCloseTo(7, 3);
  expect(shortest).toBeCloseTo(7, 3);
  expect(degrees.filter((degree) => degree === 1)).toHaveLength(2);
  expect(degrees.filter((degree) => degree === 2)).toHaveLength(N - 2);
});

it('a line in float32, rounded as files keep it, is a line', async () => {
  const { degrees, longest } = await lengths(new DenseMatrix(N, 2, Float32Array.from(list(LINES.slanted!))));
  expect(longest).toBeLessThan(7.01);
  expect(Math.min(...degrees)).toBe(1);
});

it('points at one place of a line hang on to the first of them', async () => {
  const { degrees, longest } = await lengths(
    new DenseMatrix(6, 2, Float64Array.of(0, 0, 1, 2, 1, 2, 2, 4, 2, 4, 3, 6)),
  );
  expect(degrees).toEqual([1, 3, 1, 3, 1, 1]);
  expect(longest).toBeCloseTo(Math.hypot(1, 2));
});

it('one point beside the line makes a triangulation', async () => {
  const values = list(LINES.slanted!);
  values[1]! += 1;
  const { degrees } = await lengths(new DenseMatrix(N, 2, values));
  expect(degrees[0]).toBeGreaterThan(10);
});

it('one point, two, and all at one place', async () => {
  expect((await delaunayGraph(new DenseMatrix(1, 2, Float64Array.of(3, 4)))).nEdges).toBe(0);
  expect((await delaunayGraph(new DenseMatrix(2, 2, Float64Array.of(0, 0, 3, 4)))).nEdges).toBe(2);
  expect((await delaunayGraph(new DenseMatrix(3, 2, new Float64Array(6)))).nEdges).toBe(4);
});
