import { describe, expect, it } from 'vitest';
import { type AnnData, DenseMatrix, valuesOf } from '../../../src/data';
import { Random } from '../../../src/engine';
import { annotate, compare } from '../../../src/tasks';
import { nearestLabels } from '../../../src/tasks/annotate/nearestLabels';
import { squareTissue, withColumn } from './example';
import { centroids } from './plainModels';

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
  it('reads what the vectors hold, and shows what the values would have given', async () => {
    const type = await annotate(tissue, { labels: 'type', use: 'X_place' });
    const [vectors, values, , , means, constant] = type.scores;
    expect(type.scores.map(({ method }) => method)).toEqual([
      'probe on X_place',
      'logistic regression on the values',
      'logistic regression on principal components',
      '15 nearest on principal components',
      'logistic regression on the mean of the cell and its neighbors',
      'most frequent label',
    ]);
    expect(values!.accuracy).toBe(1);
    expect(vectors!.balancedAccuracy).toBeLessThan(0.65);
    expect(means!.balancedAccuracy).toBeLessThan(0.95);
    expect(constant!.balancedAccuracy).toBe(0.5);
    expect(type.warnings[0]).toContain('logistic regression on the values does as well or better');
    const side = await annotate(tissue, { labels: 'side', use: 'X_place' });
    expect(side.scores[0]!.accuracy).toBeGreaterThan(0.95);
    expect(side.warnings).toEqual([]);
  });

  it('judges by cells that it did not learn from, whole groups of them where told', async () => {
    const { train, test } = await annotate(tissue, { labels: 'type', use: 'X', seed: 3, groups: 'donor' });
    const donors = (cells: Int32Array) => new Set(Array.from(cells, (cell) => cell % 7));
    expect(train.length + test.length).toBe(400);
    for (const donor of donors(test)) expect(donors(train).has(donor)).toBe(false);
    const tiles = await annotate(tissue, { labels: 'type', use: 'X', seed: 3 });
    expect(tiles.test.some((cell) => tiles.train.includes(cell))).toBe(false);
    expect(tiles.test.length).toBeGreaterThan(60);
  });

  it('gives a label to cells that have none, and leaves the others theirs', async () => {
    const partly = tissue.with({});
    partly.obs.set(
      'type',
      [...Array(400).keys()].map((cell) =>
        cell % 5 === 0 ? null : cell === 1 ? 'B cell' : cell % 2 === 0 ? 'B cell' : 'T cell',
      ),
    );
    const { labels } = await annotate(partly, { labels: 'type', use: 'X', by: 'knn', k: 9 });
    expect(labels[5]).toBe('T cell');
    expect(labels[10]).toBe('B cell');
    expect(labels[1]).toBe('B cell');
  });

  it('says what it lacks', async () => {
    const ask = (column: (string | null)[] | undefined, options: object) => {
      const data = tissue.with({});
      if (column) data.obs.set('type', column);
      return annotate(data, { labels: 'type', ...options });
    };
    await expect(ask(undefined, { use: 'X_squint' })).rejects.toThrow(/no obsm\["X_squint"\]. Call embed/);
    await expect(ask(Array(400).fill(null), { use: 'X' })).rejects.toThrow(/too few cells have a label/);
    await expect(ask(Array(400).fill('T cell'), { use: 'X' })).rejects.toThrow(/labels are all T cell/);
    await expect(ask(undefined, {})).rejects.toThrow(/either use or model/);
    await expect(ask(undefined, { use: 'X', model: centroids() })).rejects.toThrow(/either use or model/);
    await expect(ask(undefined, { model: { ...centroids(), can: {} } })).rejects.toThrow(/cannot classify cells/);
    await expect(ask(undefined, { use: 'X', folds: 3 })).rejects.toThrow(/folds go with split 'stratified'/);
    await expect(ask(undefined, { use: 'X', split: 'groups' })).rejects.toThrow(/needs groups/);
  });
});

describe('annotate without positions', () => {
  /** 90 cells of two frequent labels, one of two cells and one of a single cell. */
  const cells = (): AnnData => {
    const type = (cell: number): string => (cell < 87 ? `type ${cell % 2}` : cell < 89 ? 'pair' : 'single');
    const value = (cell: number, g: number): number =>
      (cell >= 87 && g === 0 ? 30 : 0) + ((cell + g) % 2 === 0 ? 5 + (cell % 3) : cell % 4);
    const X = DenseMatrix.fromRows([...Array(90).keys()].map((cell) => [0, 1, 2].map((g) => value(cell, g))));
    return withColumn('type', [...Array(90).keys()].map(type), X);
  };

  it('holds out a share of each label, and says which have too few cells', async () => {
    const found = await annotate(cells(), { labels: 'type', use: 'X', seed: 2 });
    expect(found.split).toBe('stratified');
    const type = (cell: number) => String(valuesOf(cells().obs.get('type'))[cell]);
    const tested = Array.from(found.test, type);
    expect(tested.filter((label) => label === 'type 0')).toHaveLength(11);
    expect(tested.filter((label) => label === 'pair')).toHaveLength(1);
    expect(tested).not.toContain('single');
    expect(found.train.length + found.test.length).toBe(90);
    expect(found.notices.join()).toMatch(/Labels of one cell.*single/);
    expect(found.scores[0]!.accuracy).toBeGreaterThan(0.9);
    expect(found.scores.map(({ method }) => method)).not.toContain(
      'logistic regression on the mean of the cell and its neighbors',
    );
  });

  it('asks every cell once in folds', async () => {
    const found = await annotate(cells(), { labels: 'type', use: 'X', folds: 4 });
    expect([...found.test]).toEqual([...Array(89).keys()]);
    expect(String(found)).toMatch(/Judged by 89 cells: 4 folds/);
  });

  it('counts labels that only held-out groups have as wrong, and says so', async () => {
    const data = cells();
    const donors = [...Array(90).keys()].map((cell) => (cell % 9 < 3 ? 'a' : cell % 9 < 6 ? 'b' : 'c'));
    data.obs.set('donor', donors);
    const named = valuesOf(data.obs.get('type')).map((label, cell) => (donors[cell] === 'b' && cell < 20 ? 'rare' : String(label))); // prettier-ignore
    data.obs.set('type', named);
    const held = [...Array(12).keys()].map((seed) =>
      annotate(data, { labels: 'type', use: 'X', groups: 'donor', seed }),
    );
    const all = await Promise.all(held);
    const rare = all.filter(({ test }) => Array.from(test, (cell) => named[cell]).includes('rare'));
    expect(rare.length).toBeGreaterThan(0);
    for (const found of rare) expect(found.notices.join()).toMatch(/so that nothing finds them: .*rare/);
    for (const found of all) if (!rare.includes(found)) expect(found.notices.join()).not.toMatch(/rare/);
  });

  it('lets a model learn the labels, and shows it none of those that are asked', async () => {
    const seen: (string | null)[][] = [];
    const data = cells();
    const found = await annotate(data, { labels: 'type', model: centroids((labels) => seen.push(labels)), folds: 3 });
    expect(found.scores[0]!.method).toBe('centroids, trained from scratch');
    expect(found.scores[0]!.accuracy).toBeGreaterThan(0.9);
    expect(seen).toHaveLength(3);
    for (const labels of seen) expect(labels.filter((label) => label === null).length).toBeGreaterThan(25);
    expect(seen.flatMap((labels) => [...labels.keys()].filter((cell) => labels[cell] === null))).toHaveLength(89);
    expect(valuesOf(data.obs.get('type')).filter((label) => label === null)).toEqual([]);
    expect(found.notices).toContain('taught by centroids');
    const trained = { ...centroids(), trained: true };
    const tuned = await annotate(data, { labels: 'type', model: trained });
    expect(tuned.scores[0]!.method).toBe('centroids, fine-tuned');
  });

  it('is a task of compare, also by the model itself', async () => {
    const found = await compare([centroids()], cells(), { task: 'classify', labels: 'type', seeds: [0, 1] });
    expect(found.methods[0]).toMatchObject({ method: 'centroids', trained: true });
    expect(found.methods.map(({ method }) => method)).toContain('15 nearest on principal components');
    await expect(compare([centroids()], cells(), { task: 'classify' })).rejects.toThrow(/labels is needed: classify/);
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
