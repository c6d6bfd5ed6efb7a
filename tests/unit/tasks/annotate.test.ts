import { describe, expect, it } from 'vitest';
import { DenseMatrix } from '../../../src/data';
import { Random } from '../../../src/engine';
import { annotate } from '../../../src/tasks';
import { nearestLabels } from '../../../src/tasks/annotate/nearestLabels';
import { squareTissue } from './example';

/** Types differ by 'marker' in expression, and the vectors say on which side of the tissue a cell lies. */
const tissue = squareTissue(
  400,
  ['marker', 'noise'],
  (cell, feature) => (feature === 0 ? (cell % 2) * 3 + ((cell * 0.37) % 1) : (cell * 0.618) % 1),
  {
    type: (cell) => (cell % 2 === 0 ? 'B cell' : 'T cell'),
    side: (_, x) => (x < 300 ? 'left' : 'right'),
    donor: (cell) => `d${cell % 7}`,
  },
);
const { points } = { points: tissue.obsm.get('spatial')! };
tissue.obsm.set('X_place', new DenseMatrix(400, 1, points.column(0)));

describe('annotate', () => {
  it('reads what the vectors hold, and shows what the values would have given', () => {
    const type = annotate(tissue, { labels: 'type', use: 'X_place' });
    const [vectors, values, means, constant] = type.scores;
    expect(type.scores.map(({ method }) => method)).toEqual([
      'probe on X_place',
      "probe on the cell's own values",
      'probe on the mean of the cell and its neighbors',
      'most frequent label',
    ]);
    expect(values!.accuracy).toBe(1);
    expect(vectors!.balancedAccuracy).toBeLessThan(0.65);
    expect(means!.balancedAccuracy).toBeLessThan(0.95);
    expect(constant!.balancedAccuracy).toBe(0.5);
    expect(type.warnings[0]).toContain("probe on the cell's own values does as well or better");
    const side = annotate(tissue, { labels: 'side', use: 'X_place' });
    expect(side.scores[0]!.accuracy).toBeGreaterThan(0.95);
    expect(side.warnings).toEqual([]);
  });

  it('judges by cells that it did not learn from, whole groups of them where told', () => {
    const { train, test } = annotate(tissue, { labels: 'type', use: 'X', seed: 3, groups: 'donor' });
    const donors = (cells: Int32Array) => new Set(Array.from(cells, (cell) => cell % 7));
    expect(train.length + test.length).toBe(400);
    for (const donor of donors(test)) expect(donors(train).has(donor)).toBe(false);
    const tiles = annotate(tissue, { labels: 'type', use: 'X', seed: 3 });
    expect(tiles.test.some((cell) => tiles.train.includes(cell))).toBe(false);
    expect(tiles.test.length).toBeGreaterThan(60);
  });

  it('gives a label to cells that have none, and leaves the others theirs', () => {
    const partly = tissue.with({});
    partly.obs.set(
      'type',
      [...Array(400).keys()].map((cell) =>
        cell % 5 === 0 ? null : cell === 1 ? 'B cell' : cell % 2 === 0 ? 'B cell' : 'T cell',
      ),
    );
    const { labels } = annotate(partly, { labels: 'type', use: 'X', by: 'knn', k: 9 });
    expect(labels[5]).toBe('T cell');
    expect(labels[10]).toBe('B cell');
    expect(labels[1]).toBe('B cell');
  });

  it('says what it lacks', () => {
    expect(() => annotate(tissue, { labels: 'type', use: 'X_squint' })).toThrow(/no obsm\["X_squint"\]. Call embed/);
    const none = tissue.with({});
    none.obs.set('type', Array<string | null>(400).fill(null));
    expect(() => annotate(none, { labels: 'type', use: 'X' })).toThrow(/too few cells have a label/);
    const one = tissue.with({});
    one.obs.set('type', Array<string>(400).fill('T cell'));
    expect(() => annotate(one, { labels: 'type', use: 'X' })).toThrow(/labels are all T cell/);
  });
});

describe('nearestLabels', () => {
  it('finds what sorting all distances finds', () => {
    const random = new Random(4);
    const matrix = (rows: number) =>
      new DenseMatrix(
        rows,
        3,
        Float64Array.from({ length: 3 * rows }, () => random.normal(0)),
      );
    const [known, rows] = [matrix(80), matrix(25)];
    const labels = [...Array(80).keys()].map((i) => `l${i % 3}`);
    const found = nearestLabels(known, labels, rows, 7);
    found.forEach((label, i) => {
      const gap = (j: number) => [0, 1, 2].reduce((sum, c) => sum + (rows.get(i, c) - known.get(j, c)) ** 2, 0);
      const near = [...labels.keys()]
        .sort((a, b) => gap(a) - gap(b))
        .slice(0, 7)
        .map((j) => labels[j]!);
      const votes = (name: string) => near.filter((one) => one === name).length;
      const most = Math.max(...near.map(votes));
      expect(label).toBe(near.find((name) => votes(name) === most));
    });
  });
});
