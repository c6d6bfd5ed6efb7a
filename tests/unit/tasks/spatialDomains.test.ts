import { describe, expect, it } from 'vitest';
import { AnnData, categorical, DenseMatrix, Table } from '../../../src/data';
import { kMeans } from '../../../src/prepare/clusters/kMeans';
import { Random } from '../../../src/random';
import { compare, fewShot, spatialDomains } from '../../../src/tasks';
import { names } from '../../madeTissue';
import { plainModel } from './plainModels';

/** Two sections of three bands; single cells are noisy, means around them are not. X_good knows the band, X_noise nothing. */
function bands({ sections = 2, side = 12 } = {}): AnnData {
  const random = new Random(5);
  const n = sections * side * side;
  const band = (i: number): number => Math.floor((3 * (i % side)) / side);
  const at = Array.from({ length: n }, (_, i) => [i % side, Math.floor((i % (side * side)) / side)]);
  const x = Array.from({ length: n }, (_, i) =>
    Array.from({ length: 9 }, (__, g) => Math.max(0, 2 + (g % 3 === band(i) ? 1 : 0) + random.normal(0, 1.2))),
  );
  const vectors = (noise: number, known: number): DenseMatrix =>
    DenseMatrix.fromRows(
      Array.from({ length: n }, (_, i) =>
        [0, 1, 2].map((b) => known * Number(b === band(i)) + random.normal(0, noise)),
      ),
    );
  const obs = new Table(names('cell', n));
  obs.set('region', categorical(Array.from({ length: n }, (_, i) => (i % 17 === 0 ? null : `region ${band(i)}`))));
  obs.set('section', categorical(Array.from({ length: n }, (_, i) => `s${Math.floor(i / (side * side))}`)));
  return new AnnData({
    X: DenseMatrix.fromRows(x),
    obs,
    var: new Table(names('gene', 9)),
    obsm: [['spatial', DenseMatrix.fromRows(at)], ['X_good', vectors(0.1, 1)], ['X_noise', vectors(1, 0)]], // prettier-ignore
  });
}

describe('kMeans', () => {
  it('finds groups that lie apart, with any order of rows, and takes as many clusters as rows', () => {
    const rows = Array.from({ length: 30 }, (_, i) => [10 * (i % 3) + 0.1 * Math.sin(i), Math.cos(i)]);
    const codes = kMeans(DenseMatrix.fromRows(rows), 3, 1);
    for (let i = 0; i < 30; i++) expect(codes[i]).toBe(codes[i % 3]);
    expect(new Set(codes).size).toBe(3);
    expect(new Set(kMeans(DenseMatrix.fromRows(rows.slice(0, 4)), 4, 0)).size).toBe(4);
    expect(new Set(kMeans(DenseMatrix.fromRows([[1], [1], [1]]), 2, 0)).size).toBe(1);
  });
});

describe('spatialDomains', () => {
  it('agrees with regions that the vectors know, section by section, with as many clusters as regions', async () => {
    const found = await spatialDomains(bands(), { use: 'X_good', labels: 'region', section: 'section', seeds: [0, 1] });
    expect(found.methods).toEqual(['X_good', 'principal components', 'principal components of the mean around']);
    expect(found.spread('X_good', 'k-means', 'ari').mean).toBeGreaterThan(0.95);
    expect(found.spread('X_good', 'Leiden', 'nmi').mean).toBeGreaterThan(0.8);
    expect(new Set(found.scores.map(({ section }) => section))).toEqual(new Set(['s0', 's1']));
    expect(
      found.scores.filter(({ algorithm }) => algorithm === 'k-means').every(({ clusters }) => clusters === 3),
    ).toBe(true);
    expect(String(found)).toMatch(/2 sections, 2 seeds; the number of regions is given, no label is learned/);
  });

  it('shows that smoothing alone raises the agreement, and warns of vectors that know less', async () => {
    const found = await spatialDomains(bands(), { use: 'X_noise', labels: 'region', section: 'section', seeds: [0] });
    const ari = (method: string): number => found.spread(method, 'k-means', 'ari').mean;
    expect(ari('principal components of the mean around')).toBeGreaterThan(ari('principal components') + 0.1);
    expect(ari('X_noise')).toBeLessThan(0.1);
    expect(found.warnings.join()).toMatch(/X_noise is behind or equal: .*of the mean around/);
  });

  it('says what is missing', async () => {
    const data = bands();
    await expect(spatialDomains(data, { use: 'X_none', labels: 'region' })).rejects.toThrow(/no obsm\["X_none"\]/);
    await expect(spatialDomains(data, { use: 'X_good', labels: 'section', section: 'section' })).rejects.toThrow(
      /no section has two/,
    );
    await expect(spatialDomains(data, { use: 'X_good', labels: 'layer' })).rejects.toMatchObject({
      kind: 'missing-key',
    });
  });
});

describe('fewShot', () => {
  it('names held-out cells better the more are shown, and better with vectors that know', async () => {
    const found = await fewShot(bands(), { use: 'X_good', labels: 'region', shots: [1, 10], seeds: [0, 1, 2] });
    expect(found.mean('X_good', 10)).toBeGreaterThan(0.95);
    expect(found.mean('X_good', 10)).toBeGreaterThanOrEqual(found.mean('X_good', 1) - 0.02);
    expect(found.mean('principal components', 10)).toBeLessThan(0.9);
    expect(String(found)).toMatch(/from a few cells of each label \(ours\)/);
  });

  it('holds whole sections out, and says which numbers nobody has', async () => {
    const options = { use: 'X_good', labels: 'region', groups: 'section', test: 0.5, shots: [5, 500], seeds: [0] };
    const found = await fewShot(bands(), options);
    expect(found.notices.join()).toMatch(/Fewer than two labels have 500 cells/);
    expect(found.mean('X_good', 5)).toBeGreaterThan(0.9);
    await expect(fewShot(bands(), { ...options, shots: [500] })).rejects.toMatchObject({ kind: 'invalid-argument' });
  });
});

describe('compare', () => {
  const knows = (id: string, key: string) =>
    plainModel(
      id,
      () => true,
      () => ({ embed: (data) => Promise.resolve((data as AnnData).obsm.get(key) as DenseMatrix) }),
    );
  const models = [knows('good', 'X_good'), knows('noise', 'X_noise')];

  it('shows models by their regions, with plain components beside them', async () => {
    const found = await compare(models, bands(), { task: 'spatial-domains', labels: 'region', section: 'section', seeds: [0] }); // prettier-ignore
    expect(found.methods.map(({ method }) => method)).toEqual(['good', 'noise', 'principal components', 'principal components of the mean around']); // prettier-ignore
    const alone = await spatialDomains(bands(), { use: 'X_good', labels: 'region', section: 'section', seeds: [0] });
    expect(found.spread('good', 'ARI').mean).toBe(alone.spread('X_good', 'k-means', 'ari').mean);
    expect(found.spread('good', 'Leiden NMI').mean).toBe(alone.spread('X_good', 'Leiden', 'nmi').mean);
    expect(found.warnings.join()).toMatch(/Warning: noise is no better than/);
  });

  it('shows models by a few labels, of whole sections', async () => {
    const asked = { task: 'few-shot' as const, labels: 'region', groups: 'section', seeds: [0, 1] };
    const found = await compare(models, bands(), asked);
    expect(found.spread('good', '10 shown').mean).toBeGreaterThan(0.9);
    expect(found.spread('noise', '10 shown').mean).toBeLessThan(0.6);
    expect(found.methods[0].values['1 shown']).toHaveLength(2);
    await expect(compare(models, bands(), { task: 'few-shot' })).rejects.toThrow(/labels is needed: few-shot/);
  });
});
