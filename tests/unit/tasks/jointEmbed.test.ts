import { beforeAll, describe, expect, it } from 'vitest';
import { log1p, normalizeTotal } from '../../../src';
import type { AnnData, MuData } from '../../../src/data';
import { DenseMatrix, simulateCiteSeq, valuesOf } from '../../../src/data';
import { Random, startEngine } from '../../../src/engine';
import type { FitOptions, Model } from '../../../src/models';
import { jointEmbed } from '../../../src/tasks';
import { readyModel } from './plainModels';

beforeAll(async () => {
  await startEngine();
}, 60_000);

/** Simulated cells with logged values. */
function cells(count = 120): MuData {
  const raw = simulateCiteSeq({ cells: count, genes: 40, proteins: 8, seed: 3 });
  const mod = [...raw.mod].map(([name, adata]): [string, AnnData] => [name, log1p(normalizeTotal(adata))]);
  return raw.with({ mod });
}

/** A model of one's own that embeds by some function of the cell, and keeps what it was shown. */
function embedding(vector: (mdata: MuData, cell: number) => number[], seen: [MuData, FitOptions][] = []): Model {
  return readyModel('embedding', {
    see: (data, options) => seen.push([data as MuData, options]),
    notices: ['made up'],
    fresh: () => embedding(vector, seen),
    can: {
      embed: async (data) => {
        const mdata = data as MuData;
        return DenseMatrix.fromRows(Array.from({ length: mdata.nObs }, (_, cell) => vector(mdata, cell)));
      },
    },
  });
}

const random = new Random(1);
const noise = embedding(() => [random.normal(), random.normal()]);

describe('jointEmbed', () => {
  it('scores held-out cells beside components of both modalities and of each alone', async () => {
    const result = await jointEmbed(noise, cells(), { labels: 'cell_type', seed: 2, progress: false });
    const [model, both, rna, prot] = result.scores;
    expect([both.method, rna.method, prot.method]).toEqual(['PCA of both', 'PCA of rna', 'PCA of prot']);
    expect(both.nmi).toBeGreaterThan(model.nmi + 0.2);
    expect(both.typeAsw).toBeGreaterThan(model.typeAsw + 0.05);
    expect(result.warnings[0]).toMatch(/by NMI the model is behind or equal: PCA of both/);
    expect(result.heldOut).toBe(true);
    expect(result.scored.length).toBeLessThan(40);
    expect(result.embeddings[0].values.rows).toBe(120);
    expect(result.notices).toContain('made up');
    expect(String(result)).toContain('NMI is that of the best of 20 Leiden resolutions, which the labels chose');
  }, 60_000);

  it('shows what each modality contributes by setting it to its mean', async () => {
    const seen = { rna: 0, prot: 1 } as const;
    for (const looked of ['rna', 'prot'] as const) {
      const model = embedding((mdata, cell) => [...mdata.mod.get(looked)!.matrix().toDense().row(cell)].slice(0, 8));
      const { contributions, scores } = await jointEmbed(model, cells(), { labels: 'cell_type', progress: false });
      expect(contributions.map(({ modality }) => modality)).toEqual(['rna', 'prot']);
      const [own, other] = [contributions[seen[looked]], contributions[1 - seen[looked]]];
      expect(own.shift).toBeCloseTo(1, 1);
      expect(other.shift).toBe(0);
      expect(other.without.nmi).toBe(scores[0].nmi);
      expect(own.without.typeAsw).toBeLessThan(0.51);
    }
    const result = await jointEmbed(embedding((mdata, cell) => [mdata.mod.get("rna")!.matrix().get(cell, 0), 0]), cells(), { labels: 'cell_type' }); // prettier-ignore
    expect(String(result)).toMatch(/With prot at its mean, cells move by 0\.00 of how far they lie apart: NMI/);
  }, 60_000);

  it('says that batch scores are not defined without batches or with one, and never 1', async () => {
    const mdata = cells();
    const one = mdata.obs.clone();
    one.set('run', Array<string>(120).fill('first'));
    const named = mdata.with({ obs: one });
    for (const [data, more] of [
      [mdata, {}],
      [named, { batch: 'run' }],
    ] as const) {
      const result = await jointEmbed(noise, data, { labels: 'cell_type', ...more });
      for (const { batchAsw, weighted, mean } of result.scores) {
        expect(batchAsw).toBeNaN();
        expect(weighted).toBeNaN();
        expect(mean).toBeGreaterThan(0);
      }
      expect(String(result)).toMatch(/batch ASW is not defined/);
      expect(String(result)).toContain('not defined');
    }
    const { scores } = await jointEmbed(noise, mdata, { labels: 'cell_type', batch: 'donor', parts: 2 });
    expect(scores[1].batchAsw).toBeGreaterThan(0);
    expect(scores[1].batchAsw).toBeLessThan(1);
  }, 60_000);

  it('shows labels to the model only where it may learn from them, those of training cells alone, beside discriminants', async () => {
    const seen: [MuData, FitOptions][] = [];
    const model = embedding((_, cell) => [cell], seen);
    await jointEmbed(model, cells(), { labels: 'cell_type' });
    await jointEmbed(model, cells(), { labels: 'cell_type', supervised: true });
    expect(seen.map(([, { labels }]) => labels)).toEqual([undefined, 'cell_type']);
    expect(seen[1][0].nObs).toBe(96);
    const { scores } = await jointEmbed(model, cells(), { labels: 'cell_type', supervised: true });
    expect(scores.at(-1)!.method).toBe('LDA of both, with the labels');
    const open = await jointEmbed(model, cells(), { labels: 'cell_type', supervised: true, parts: 1 });
    expect(open.heldOut).toBe(false);
    expect(open.warnings.at(-1)).toBe('Warning: the scored cells showed the model their labels.');
  }, 60_000);

  it('keeps an order of cells that the embedding has, and a cycle that it has', async () => {
    const mdata = cells();
    const time = Array.from({ length: 120 }, (_, cell) => (cell % 3 === 0 ? NaN : cell / 120));
    const phase = Array.from({ length: 120 }, (_, cell) => ['G1', 'S', 'G2M'][cell % 3]);
    const obs = mdata.obs.clone();
    obs.set('time', Float64Array.from(time));
    obs.set('phase', phase);
    const along = embedding((_, cell) => [cell / 10, 0.001 * (cell % 7)]);
    const asked = { labels: 'cell_type', pseudotime: 'time', cellCycle: ['phase'], parts: 1 };
    const result = await jointEmbed(along, mdata.with({ obs }), asked);
    expect(result.scores[0].trajectory).toBeGreaterThan(0.95);
    expect(result.scores[0].cellCycle).toBeGreaterThanOrEqual(0);
    expect(result.notices.join()).toContain('phases in obs["phase"]');
  }, 60_000);

  it('leaves rare types out and says so, and refuses what it cannot score', async () => {
    const mdata = cells();
    const types = valuesOf(mdata.column('cell_type')).map(String);
    const obs = mdata.obs.clone();
    obs.set(
      'type',
      types.map((type, cell) => (cell < 3 ? 'rare' : cell === 3 ? null : type)),
    );
    const result = await jointEmbed(noise, mdata.with({ obs }), { labels: 'type', parts: 1 });
    const shown = types.map((type, cell) => (cell < 4 ? '' : type));
    const common = shown.filter((type) => type !== '' && shown.filter((other) => other === type).length >= 5);
    expect(result.scored).toHaveLength(common.length);
    expect([0, 1, 2, 3].some((cell) => result.scored.includes(cell))).toBe(false);
    expect(result.notices.join()).toMatch(/types with fewer than 5 cells \(\d+ cells\) are not scored/);
    await expect(jointEmbed(noise, mdata, { labels: 'kind' })).rejects.toThrow(/kind/);
    await expect(jointEmbed(noise, mdata, { labels: 'cell_type', minCells: 1000 })).rejects.toThrow(
      '0 types in obs["cell_type"]',
    );
    await expect(jointEmbed(noise, mdata, {} as never)).rejects.toThrow('labels, a column of obs');
    await expect(jointEmbed({ ...noise, can: {} }, mdata, { labels: 'cell_type' })).rejects.toThrow(
      'cannot embed cells',
    );
  });
});
