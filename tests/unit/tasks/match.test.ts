import { beforeAll, describe, expect, it } from 'vitest';
import { AnnData, DenseMatrix, MuData, Table } from '../../../src/data';
import { Random, startEngine } from '../../../src/engine';
import type { Matching, Model } from '../../../src/models';
import { compare, match } from '../../../src/tasks';
import { names } from '../../madeTissue';
import { toyPairs } from '../models/toyModels';
import { readyModel } from './plainModels';

beforeAll(async () => {
  await startEngine();
}, 60_000);

const ASK = { from: 'rna', to: 'prot', folds: 3, progress: false } as const;
const CELLS = 45;

/** Cells whose first value is the same in both modalities, in two batches that differ in nothing else. */
function twins(): MuData {
  const random = new Random(6);
  const own = random.fillNormal(CELLS);
  const table = (width: number, prefix: string): AnnData => {
    const x = random.fillNormal(CELLS * width);
    own.forEach((value, cell) => (x[cell * width] = value));
    return new AnnData({
      X: new DenseMatrix(CELLS, width, x),
      obs: new Table(names('cell', CELLS)),
      var: new Table(names(prefix, width)),
    });
  };
  const batch = Array.from({ length: CELLS }, (_, cell) => (cell % 2 === 0 ? 'a' : 'b'));
  const obs = new Table(names('cell', CELLS), [['batch', batch]]);
  return new MuData({ mod: { rna: table(4, 'gene'), prot: table(3, 'protein') }, obs });
}

/** A model of one's own that gives each pair a likelihood. */
function pairing(like: (a: AnnData, i: number, b: AnnData, j: number) => number, more: Partial<Matching> = {}): Model {
  return readyModel('pairing', {
    fresh: () => pairing(like, more),
    can: {
      match: async (data) => {
        const [a, b] = [...(data as MuData).mod.values()];
        const values = Float32Array.from({ length: a.nObs * b.nObs }, (_, at) =>
          Math.exp(like(a, Math.floor(at / b.nObs), b, at % b.nObs)),
        );
        const probabilities = new DenseMatrix(a.nObs, b.nObs, values);
        for (let i = 0; i < a.nObs; i++) {
          const row = probabilities.row(i);
          let total = 0;
          for (const value of row) total += value;
          row.forEach((value, j) => (row[j] = value / total));
        }
        return { probabilities, first: a.obs.index, second: b.obs.index, ...more };
      },
    },
  });
}

const byValue = pairing((a, i, b, j) => (a.X!.get(i, 0) === b.X!.get(j, 0) ? 30 : 0));

describe('match', () => {
  it('gives a model that knows the pairs all of them, with and without assignment', async () => {
    const result = await match(byValue, twins(), ASK);
    const [model] = result.scores;
    expect(model.score).toBeCloseTo(1, 5);
    expect(model).toMatchObject({ method: 'pairing', top1: 1, recall: 1, foscttm: 0, assigned: 1 });
    expect(model.blocks).toBeNaN();
    expect(result.warnings).toEqual([]);
    const [{ probabilities, cells }] = result.folds;
    for (let i = 0; i < cells.length; i++) expect(probabilities[0].values.get(i, i)).toBeCloseTo(1, 5);
    expect(String(result)).toContain('45 cells of rna matched with prot in 3 folds, shuffled (seed 0)');
  });

  it('tells nothing about pairs by order or name: models that go by them guess', async () => {
    for (const like of [
      (_a: AnnData, i: number, _b: AnnData, j: number) => (i === j ? 30 : 0),
      (a: AnnData, i: number, b: AnnData, j: number) =>
        a.obs.index[i].split(' ')[1] === b.obs.index[j].split(' ')[1] ? 30 : 0,
    ]) {
      const { scores, chance } = await match(pairing(like), twins(), ASK);
      expect(chance).toBeCloseTo(1 / 15, 6);
      expect(scores[0].top1).toBeLessThan(0.25);
    }
    const columns: string[][] = [];
    const looking = pairing((a, _i, b) => {
      columns.push([...a.obs.names, ...b.obs.names, ...a.obsm.keys()]);
      return 0;
    });
    await match(looking, twins(), ASK);
    expect(columns.flat()).toEqual([]);
  });

  it('counts blocks of batches apart from the model alone', async () => {
    const flat = pairing(() => 0);
    const [model] = (await match(flat, twins(), { ...ASK, batch: 'batch' })).scores;
    expect(model.score).toBeCloseTo(1 / 15, 5);
    expect(model.blocks).toBeGreaterThan(1.7 / 15);
  });

  it('finds pairs by plain methods where modalities follow each other', async () => {
    const mdata = toyPairs();
    const { scores, notices } = await match(
      pairing(() => 0),
      mdata,
      { from: 'rna', to: 'protein', folds: 2 },
    );
    const [, ridge, cca] = scores;
    expect([ridge.method, cca.method]).toEqual(['ridge + cosine', 'CCA 2 + cosine']);
    expect(ridge.foscttm).toBeLessThan(0.2);
    expect(ridge.assigned).toBeGreaterThan(5 / 32);
    expect(notices).toEqual([]);
  });

  it('refuses in words what it cannot use, and stops when asked', async () => {
    const mdata = twins();
    const one = new MuData({
      mod: { rna: mdata.mod.get('rna')!, prot: mdata.mod.get('prot')!.subset({ obs: ['cell3'] }) },
    });
    await expect(match(byValue, one, ASK)).rejects.toThrow('1 cell is in both rna and prot');
    await expect(match(byValue, mdata, { ...ASK, signal: AbortSignal.abort() })).rejects.toThrow(
      'before the first fold',
    );
    await expect(match({ ...byValue, can: {} }, mdata, ASK)).rejects.toThrow(
      'pairing cannot match cells of two modalities',
    );
    const odd = pairing(() => 0, { probabilities: new DenseMatrix(2, 2, new Float32Array(4)) });
    await expect(match(odd, mdata, ASK)).rejects.toThrow('the model gave 2 x 2 pairs for 15 x 15 cells');
    await expect(match(byValue, mdata, { ...ASK, batch: 'plate' })).rejects.toThrow(/plate/);
  });

  it('keeps the folds that were done when it is stopped between them', async () => {
    const stop = new AbortController();
    let asked = 0;
    const stopping = pairing((a, i, b, j) => {
      if (i === 0 && j === 0 && ++asked === 2) stop.abort();
      return a.X!.get(i, 0) === b.X!.get(j, 0) ? 30 : 0;
    });
    const result = await match(stopping, twins(), { ...ASK, signal: stop.signal }).catch((error: unknown) => error);
    expect(String(result)).toMatch(/Stopped: 1 of 3 folds were done/);
  });

  it('matches many cells group by group, every cell once, and says so', async () => {
    const result = await match(byValue, twins(), { ...ASK, atOnce: 6 });
    expect([result.parts, result.folds.map(({ cells }) => cells.length)]).toEqual([3, Array(9).fill(5)]);
    const cells = result.folds.flatMap((fold) => [...fold.cells]);
    expect([...cells].sort((a, b) => a - b)).toEqual([...Array(CELLS).keys()]);
    const fold = cells.slice(0, 15);
    expect(fold).not.toEqual([...fold].sort((a, b) => a - b));
    expect(result.scores[0]).toMatchObject({ top1: 1, assigned: 1, foscttm: 0 });
    expect(result.chance).toBeCloseTo(1 / 5, 6);
    expect(String(result)).toContain('45 cells of rna matched with prot in 3 folds, shuffled (seed 0)');
    expect(result.notices.join()).toMatch(/in 9 groups of at most 5, drawn at random \(option atOnce\)/);
    const byOrder = pairing((_a, i, _b, j) => (i === j ? 30 : 0));
    const guess = (await match(byOrder, twins(), { ...ASK, atOnce: 6 })).scores[0];
    expect(guess.top1).toBeLessThan(0.5);
  });

  it('is a task of compare, over seeds', async () => {
    const found = await compare([byValue], twins(), { task: 'match', from: 'rna', to: 'prot', seeds: [0, 1] });
    expect(found.spread('pairing', 'top-1').mean).toBe(1);
    expect(found.methods.map(({ method }) => method)).toEqual(['pairing', 'ridge + cosine', 'CCA 2 + cosine']);
    expect(found.warnings).toEqual([]);
  });
});
