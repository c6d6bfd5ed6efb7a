import { describe, expect, it } from 'vitest';
import { DenseMatrix } from '../../../src/data';
import { radiusGraph } from '../../../src/graph';
import { coOccurrence, type MatrixLike, neighborhoodEnrichment } from '../../../src/metrics';
import { seededDraws } from '../data/damage';

const draw = seededDraws(21);
const points = new DenseMatrix(
  400,
  2,
  Float64Array.from({ length: 800 }, () => draw(10_000) / 100),
);
const at = (matrix: MatrixLike, row: number, column: number): number => matrix.values[row * matrix.columns + column]!;

/** Two halves of the tissue, and labels without any order. */
const halves = Array.from({ length: 400 }, (_, i) => (points.get(i, 0) < 50 ? 'left' : 'right'));
const mixed = Array.from({ length: 400 }, () => ['x', 'y', 'z'][draw(3)]!);

describe('neighborhoodEnrichment', () => {
  const graph = radiusGraph(points, { radius: 8 });

  it('counts every edge once, and finds like beside like in halves', () => {
    const { labels, counts, z } = neighborhoodEnrichment(graph, halves, { permutations: 200 });
    expect(labels).toEqual(['left', 'right']);
    expect(Array.from(counts.values).reduce((sum, count) => sum + count, 0)).toBe(graph.nEdges);
    const { to, from } = graph.edges();
    expect(at(counts, 0, 1)).toBe(
      to.filter((node, e) => halves[node] === 'left' && halves[from[e]!] === 'right').length,
    );
    expect(at(z, 0, 0)).toBeGreaterThan(10);
    expect(at(z, 0, 1)).toBeLessThan(-10);
    expect(at(z, 0, 1)).toBeCloseTo(at(z, 1, 0), 9);
  });

  it('finds nothing in labels without order: z-scores have a spread of about 1', () => {
    const scores = Array.from({ length: 30 }, (_, round) => {
      const labels = Array.from({ length: 400 }, () => draw(2));
      return at(neighborhoodEnrichment(graph, labels, { permutations: 100, seed: round }).z, 0, 0);
    });
    const mean = scores.reduce((sum, z) => sum + z, 0) / 30;
    const spread = Math.sqrt(scores.reduce((sum, z) => sum + (z - mean) ** 2, 0) / 29);
    expect(Math.abs(mean)).toBeLessThan(0.6);
    expect(spread).toBeGreaterThan(0.6);
    expect(spread).toBeLessThan(1.6);
  });

  it('explains nothing by labels that differ between sections when labels stay within their section', () => {
    const { z } = neighborhoodEnrichment(graph, halves, { within: halves, permutations: 50 });
    expect(Array.from(z.values).every(Number.isNaN)).toBe(true);
  });

  it('repeats itself, and refuses labels of another number', () => {
    const run = (seed: number): ArrayLike<number> =>
      neighborhoodEnrichment(graph, mixed, { permutations: 20, seed }).z.values;
    expect(run(4)).toEqual(run(4));
    expect(run(4)).not.toEqual(run(5));
    expect(() => neighborhoodEnrichment(graph, mixed.slice(1))).toThrowError(
      expect.objectContaining({ kind: 'shape-mismatch' }),
    );
  });
});

describe('coOccurrence', () => {
  /** The definition, by all pairs. */
  function plainRatio(labels: readonly string[], distance: number, row: string, column: string): number {
    let [both, ofColumn, ofRow, all] = [0, 0, 0, 0];
    for (let i = 0; i < 400; i++)
      for (let j = 0; j < 400; j++) {
        if (i === j || Math.hypot(points.get(i, 0) - points.get(j, 0), points.get(i, 1) - points.get(j, 1)) > distance)
          continue;
        all++;
        if (labels[i] === row) ofRow++;
        if (labels[j] === column) ofColumn++;
        if (labels[i] === row && labels[j] === column) both++;
      }
    return both / ofColumn / (ofRow / all);
  }

  it('is its definition', () => {
    const { labels, ratios } = coOccurrence(points, mixed, { distances: [5, 20, 60] });
    [5, 20, 60].forEach((distance, r) => {
      labels.forEach((row, p) =>
        labels.forEach((column, q) =>
          expect(at(ratios[r]!, p, q)).toBeCloseTo(plainRatio(mixed, distance, row, column), 9),
        ),
      );
    });
  });

  it('falls towards 1 with the distance for labels that lie together', () => {
    const { ratios, distances } = coOccurrence(points, halves, { steps: 10 });
    expect(distances).toHaveLength(10);
    expect(at(ratios[0]!, 0, 0)).toBeGreaterThan(1.5);
    expect(at(ratios[9]!, 0, 0)).toBeLessThan(at(ratios[0]!, 0, 0));
    expect(at(ratios[0]!, 0, 1)).toBeLessThan(0.3);
  });

  it('refuses distances that fall, and positions without extent', () => {
    expect(() => coOccurrence(points, mixed, { distances: [5, 4] })).toThrowError(/must rise/);
    expect(() => coOccurrence(points.takeRows([0, 0]), ['a', 'b'])).toThrowError(
      expect.objectContaining({ kind: 'not-finite' }),
    );
  });
});
