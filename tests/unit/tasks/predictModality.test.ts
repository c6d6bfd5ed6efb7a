import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { AnnData, DenseMatrix, MuData, obsmToMuData, readH5ad, readH5mu, Table, toMuData, writeH5ad, writeH5mu } from '../../../src/data'; // prettier-ignore
import { Random, startEngine } from '../../../src/engine';
import type { Model, ModalityPrediction } from '../../../src/models';
import { compare, predictModality } from '../../../src/tasks';
import { names } from '../../madeTissue';
import { toyPairs, Translator } from '../models/toyModels';
import { readyModel } from './plainModels';

beforeAll(async () => {
  await startEngine();
}, 60_000);

const folder = mkdtempSync(join(tmpdir(), 'pairs-'));
const toy = (): Translator => new Translator({ seed: 0, width: 6, epochs: 150 });
const ASK = { from: 'rna', to: 'protein', folds: 2, progress: false } as const;

/** A model of one's own that says what it finds of the second modality, and 0 where it finds nothing. */
function copying(
  kind: ModalityPrediction['kind'] = 'inductive',
  see: (mdata: MuData) => void = () => undefined,
): Model {
  return readyModel('copying', {
    see: (data) => see(data as MuData),
    notices: ['it copies'],
    fresh: () => copying(kind, see),
    can: {
      predictModality: async (data) => {
        const mdata = data as MuData;
        const [, to] = [...mdata.mod.keys()];
        const second = mdata.mod.get(to)!;
        const values = new DenseMatrix(mdata.nObs, second.nVars, new Float32Array(mdata.nObs * second.nVars));
        const dense = second.matrix().toDense();
        mdata.obsmap.get(to)!.forEach((row, cell) => {
          if (row > 0) values.values.set(dense.row(row - 1), cell * second.nVars);
        });
        return { values, features: second.var.index, kind };
      },
    },
  });
}

/** 60 cells of counts and two proteins, of which one has its gene. */
function counted(): MuData {
  const random = new Random(2);
  const x = Float32Array.from({ length: 60 * 5 }, () => random.integer(0, 9));
  const y = Float32Array.from({ length: 60 * 2 }, (_, at) => x[Math.floor(at / 2) * 5 + (at % 2)] + random.normal());
  const cells = new Table(names('cell', 60));
  const rna = new AnnData({
    X: new DenseMatrix(60, 5, x),
    obs: cells,
    var: new Table(['Cd4', 'g1', 'g2', 'g3', 'g4']),
  });
  const prot = new AnnData({ X: new DenseMatrix(60, 2, y), obs: cells, var: new Table(['CD4', 'CD8']) });
  return new MuData({ mod: { rna, prot } });
}

describe('predictModality', () => {
  it('trains in every fold, predicts every cell once, and beats the mean with a model that learns', async () => {
    const result = await predictModality(toy(), toyPairs(), ASK);
    const [model, ...baselines] = result.scores;
    expect(model.method).toBe('translator');
    expect(baselines.map(({ method }) => method)).toEqual([
      'mean of the known cells',
      'truncated SVD 5 + ridge',
      'PLS 10',
      'mean of the 15 nearest',
    ]);
    expect(model.rmse).toBeLessThan(0.5 * baselines[0].rmse);
    expect(model.featureR).toBeGreaterThan(0.8);
    expect(baselines[0].featureR).toBe(0);
    expect([...result.cells].sort((a, b) => a - b)).toEqual([...Array(64).keys()]);
    expect(result.truth.row(0)).toEqual(toyPairs().mod.get('protein')!.matrix().row(result.cells[0]));
    expect(result.byFeature()).toHaveLength(3);
    expect(String(result)).toContain('protein (3 features) from rna: 64 held-out cells in 2 folds (inductive, seed 0)');
  }, 120_000);

  it('finds the linear answer where the truth is linear, and warns of it', async () => {
    const result = await predictModality(copying(), toyPairs({ noise: 0.01 }), ASK);
    const pls = result.scores.find(({ method }) => method === 'PLS 10')!;
    expect(pls.rmse).toBeLessThan(0.02);
    expect(result.warnings.join()).toContain('by RMSE the model is behind or equal');
    expect(result.notices).toContain('it copies');
  });

  it('hides what is predicted of the cells that are asked about: a model that copies it finds nothing', async () => {
    const seen: MuData[] = [];
    const result = await predictModality(
      copying('inductive', (mdata) => seen.push(mdata)),
      toyPairs(),
      ASK,
    );
    expect(result.predictions[0].values.values.every((value) => value === 0)).toBe(true);
    expect(seen.map(({ nObs }) => nObs)).toEqual([32, 32]);
    expect(seen.map(({ mod }) => mod.get('protein')!.nObs)).toEqual([32, 32]);
    seen.length = 0;
    const told = copying('transductive', (mdata) => seen.push(mdata));
    const { scores } = await predictModality(told, toyPairs(), { ...ASK, transductive: true });
    expect(seen.map(({ nObs }) => nObs)).toEqual([64, 64]);
    expect(seen.map(({ mod }) => mod.get('protein')!.nObs)).toEqual([32, 32]);
    expect(scores.slice(0, 2).map(({ method }) => method)).toEqual(['copying', 'copying, query cells alone']);
  });

  it('says how far answers move in other company, for a model whose answer depends on it', async () => {
    /** Says 1 of every cell, and 0.5 more for those asked about where known cells are beside them. */
    const shifting = (kind: ModalityPrediction['kind']): Model =>
      readyModel('shifting', {
        fresh: () => shifting(kind),
        can: {
          predictModality: async (data) => {
            const { nVars, nObs: known, var: features } = (data as MuData).mod.get('protein')!;
            const cells = (data as MuData).nObs;
            const values = new DenseMatrix(cells, nVars, new Float32Array(cells * nVars).fill(known > 0 ? 1.5 : 1));
            return { values, features: features.index, kind };
          },
        },
      });
    const moved = await predictModality(shifting('transductive'), toyPairs(), ASK);
    expect(moved.companyShift).toBeCloseTo(0.5, 6);
    expect(String(moved)).toMatch(
      /asked about alone, the held-out cells get answers that differ by 0\.500 .* of the RMSE/,
    );
    const still = await predictModality(shifting('inductive'), toyPairs(), ASK);
    expect(still.companyShift).toBe(0);
    expect(String(still)).not.toContain('Company:');
  });

  it('does the same for one file, for two files, for obsm, and for another order of a modality', async () => {
    const mdata = toyPairs();
    const [rna, protein] = [mdata.mod.get('rna')!, mdata.mod.get('protein')!];
    const turned = protein.subset({ obs: [...Array(64).keys()].reverse() });
    const paths = ['whole.h5mu', 'rna.h5ad', 'protein.h5ad'].map((name) => join(folder, name));
    await writeH5mu(mdata, paths[0]);
    await writeH5ad(rna, paths[1]);
    await writeH5ad(turned, paths[2]);
    const beside = rna.with({ obsm: [['protein', protein.matrix().toDense()]] });
    const forms = [
      mdata,
      await readH5mu(paths[0]),
      toMuData({ rna: await readH5ad(paths[1]), protein: await readH5ad(paths[2]) }),
      obsmToMuData(beside, { key: 'protein', names: protein.var.index }),
    ];
    const scores = [];
    for (const form of forms) scores.push((await predictModality(copying(), form, ASK)).scores);
    for (const each of scores.slice(1)) expect(each).toEqual(scores[0]);
  }, 60_000);

  it('predicts a protein from its own gene where the names say which, or the user does', async () => {
    const plain = await predictModality(copying(), counted(), { from: 'rna', to: 'prot', folds: 3 });
    const own = plain.scores.at(-1)!;
    expect(own.method).toBe("the protein's own gene");
    expect(own.byFeature.map(({ r }) => r > 0.5)).toEqual([true, false]);
    expect(plain.notices.join()).toContain('1 of 2 features of prot have a gene of their own in rna');
    expect(plain.notices.join()).toContain('rna holds counts: normalize them first');
    const told = await predictModality(copying(), counted(), {
      from: 'rna',
      to: 'prot',
      folds: 3,
      genes: { CD8: 'g1' },
    });
    expect(told.scores.at(-1)!.byFeature.every(({ r }) => r > 0.5)).toBe(true);
  });

  it('holds out whole groups, or what a column says', async () => {
    const mdata = toyPairs();
    const donor = Array.from({ length: 64 }, (_, cell) => `d${cell % 4}`);
    const half = Array.from({ length: 64 }, (_, cell) => (cell < 50 ? 'train' : 'test'));
    const marked = mdata.with({ obs: new Table(mdata.obs.index, [['donor', donor], ['half', half]]) }); // prettier-ignore
    const grouped = await predictModality(copying(), marked, { ...ASK, folds: 4, groups: 'donor' });
    expect([...grouped.cells.subarray(0, 16)].map((cell) => cell % 4)).toEqual(Array(16).fill(grouped.cells[0] % 4));
    const split = await predictModality(copying(), marked, { from: 'rna', to: 'protein', split: 'half' });
    expect([...split.cells]).toEqual([...Array(14).keys()].map((at) => at + 50));
    expect(String(split)).toContain('in one split');
  });

  it('refuses in words what it cannot use', async () => {
    const mdata = toyPairs();
    const [rna, protein] = [mdata.mod.get('rna')!, mdata.mod.get('protein')!];
    const ask = (data: MuData, more: object = {}) => predictModality(copying(), data, { ...ASK, ...more });
    await expect(predictModality(copying(), rna as never, ASK)).rejects.toThrow(/takes a MuData.*obsmToMuData/s);
    await expect(ask(mdata, { to: 'proteins' })).rejects.toThrow(/no modality "proteins".*Did you mean "protein"/s);
    await expect(ask(mdata, { to: 'rna' })).rejects.toThrow('both modalities are "rna"');
    await expect(ask(mdata, { to: undefined })).rejects.toThrow('to, the key of a modality, is needed');
    const others = new AnnData({ X: protein.matrix(), obs: new Table(names('other', 64)), var: protein.var });
    await expect(ask(new MuData({ mod: { rna, protein: others } }))).rejects.toThrow(
      /0 cells are in both rna and protein \(64 and 64 cells\).*rna has "cell0", protein has "other0"/s,
    );
    const one = new Table(['cell0', ...names('other', 63)]);
    const shared = new AnnData({ X: protein.matrix(), obs: one, var: protein.var });
    await expect(ask(new MuData({ mod: { rna, protein: shared } }))).rejects.toThrow('1 cell is in both');
    const bad = counted();
    const damaged = bad.mod.get('rna')!.matrix().toDense().map((value) => (value === 0 ? -1 : value)); // prettier-ignore
    const negative = bad.with({ mod: [['rna', bad.mod.get('rna')!.with({ X: damaged })], ['prot', bad.mod.get('prot')!]] }); // prettier-ignore
    await expect(ask(negative, { to: 'prot' })).rejects.toThrow(/rna holds counts below zero/);
    await expect(ask(mdata, { folds: 65 })).rejects.toThrow('64 cells cannot fill 65 folds');
    await expect(ask(mdata, { signal: AbortSignal.abort() })).rejects.toThrow('before the first fold was done');
    const unable: Model = { ...copying(), can: {} };
    await expect(predictModality(unable, mdata, ASK)).rejects.toThrow('copying cannot predict a modality');
  });

  it('is a task of compare, where a model without its company is no baseline', async () => {
    const asked = { task: 'predict-modality' as const, from: 'rna', to: 'protein', seeds: [0] };
    const found = await compare([copying('transductive')], toyPairs(), asked);
    expect(found.methods.map(({ method }) => method)).not.toContain('copying, query cells alone');
    expect(found.warnings.join()).toContain('copying is no better than the PLS 10 by RMSE');
  });
});
