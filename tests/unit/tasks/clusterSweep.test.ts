import { describe, expect, it } from 'vitest';
import { AnnData, DenseMatrix, Table, toColumn } from '../../../src/data';
import { Random } from '../../../src/random';
import { clusterSweep, compare } from '../../../src/tasks';
import { names } from '../../madeTissue';
import { meanModel } from '../models/toyModels';
import { squareTissue } from './example';

/** 150 cells of three types in five genes; X tells them apart badly, the vectors well. */
function cells({ spread = 0.2, counts = false } = {}): AnnData {
  const random = new Random(2);
  const type = (cell: number): number => cell % 3;
  const made = (columns: number, noise: number): number[][] =>
    Array.from({ length: 150 }, (_, cell) =>
      Array.from({ length: columns }, (__, j) => (j % 3 === type(cell) ? 4 : 1) + random.normal(0, noise)),
    );
  const x = made(5, 3).map((row) => (counts ? row.map((value) => Math.max(0, Math.round(value))) : row));
  const obs = new Table(names('cell', 150));
  obs.set('type', toColumn([...Array(150).keys()].map((cell) => (cell === 7 ? null : `type ${type(cell)}`))));
  obs.set('one', toColumn(Array<string>(150).fill('same')));
  return new AnnData({
    X: DenseMatrix.fromRows(x),
    obs,
    var: new Table(names('gene', 5)),
    obsm: [['X_model', DenseMatrix.fromRows(made(3, spread))]],
  });
}

describe('clusterSweep', () => {
  it('finds what vectors hold, beside principal components and at a fixed resolution', async () => {
    const sweep = await clusterSweep(cells(), { use: 'X_model', labels: 'type', k: 20 });
    expect(sweep.swept.map(({ method }) => method)).toEqual(['X_model', 'principal components']);
    expect(sweep.best('ari')).toMatchObject({ ari: 1, nmi: 1, clusters: 3 });
    expect(sweep.best('ari', 1).ari).toBeLessThan(0.8);
    expect(sweep.atFixed().ari).toBeLessThanOrEqual(sweep.best('ari').ari);
    expect(sweep.swept[0]!.steps.map(({ resolution }) => resolution)).toHaveLength(14);
    expect(sweep.cells).toBe(149);
    expect(sweep.warnings).toEqual([]);
    expect(String(sweep)).toMatch(/best is chosen by the labels themselves/);
  });

  it('warns where principal components agree as well', async () => {
    const sweep = await clusterSweep(cells({ spread: 30 }), { use: 'X_model', labels: 'type', k: 20 });
    expect(sweep.warnings.join()).toMatch(/principal components agree as well or better at the best resolution/);
  });

  it('takes logs of counts, and is the same again', async () => {
    const options = { use: 'X_model', labels: 'type', resolutions: [0.4, 0.8] };
    const [a, b] = [await clusterSweep(cells({ counts: true }), options), await clusterSweep(cells({ counts: true }), options)]; // prettier-ignore
    expect(a.swept).toEqual(b.swept);
    expect(a.swept[0]!.steps.map(({ resolution }) => resolution)).toEqual([0.4, 0.8, 1]);
  });

  it('says what it lacks', async () => {
    const ask = (options: object) => clusterSweep(cells(), { use: 'X_model', labels: 'type', ...options });
    await expect(ask({ labels: 'one' })).rejects.toThrow(/fewer than two labels/);
    await expect(ask({ resolutions: [] })).rejects.toThrow(/resolutions must hold one/);
    await expect(ask({ use: 'X_other' })).rejects.toMatchObject({ kind: 'missing-key' });
    await expect(ask({ labels: 'kind' })).rejects.toMatchObject({ kind: 'missing-key' });
    await expect(ask({ resolution: 1 })).rejects.toThrow(/Did you mean resolutions/);
  });

  it('is a task of compare', async () => {
    const tissue = squareTissue(120, ['a', 'b', 'c'], (_, feature, x) => Math.sin(x / 200 + feature) + 2, {
      side: (_, x) => (x < 300 ? 'left' : 'right'),
    });
    const found = await compare([meanModel()], tissue, { task: 'cluster', labels: 'side', seeds: [0] });
    expect(found.methods.map(({ method }) => method)).toEqual(['mean', 'principal components']);
    expect(found.spread('mean', 'best ARI').mean).toBeGreaterThanOrEqual(found.spread('mean', 'ARI').mean);
    await expect(compare([meanModel()], tissue, { task: 'cluster' })).rejects.toThrow(/labels is needed/);
  });
});
