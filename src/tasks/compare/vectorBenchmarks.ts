import type { AnnData } from '../../data';
import type { Model, ModelData } from '../../models';
import { embed } from '../embed/embed';
import { fewShot } from '../few-shot';
import { modelNotices } from '../shared/modelNotices';
import { spatialDomains } from '../spatial-domains';
import { type Benchmark, fresh, higher, train } from './benchmark';
import type { CompareOptions } from './compareOptions';

/** The entry of obsm that takes the vectors of the model that is compared. */
const KEY = 'compared';

/** Cells of each label that are shown to a probe (ours). */
const SHOTS = [1, 5, 10];

export const domains: Benchmark = {
  metrics: [higher('ARI'), higher('NMI'), higher('Leiden ARI'), higher('Leiden NMI')],
  needs: 'embed cells',
  can: ['embed'],
  round: async (model, data, seed, options) => {
    const { embedded, notices } = await vectors(model, data, seed, options);
    const { labels, signal } = options;
    const found = await spatialDomains(embedded, {
      use: KEY,
      labels: labels!,
      seeds: [seed],
      ...sectionOf(model, options),
      ...(signal && { signal }),
    });
    const mean = (method: string, algorithm: 'k-means' | 'Leiden', name: 'ari' | 'nmi'): number =>
      found.spread(method, algorithm, name).mean;
    return found.methods.map((method, at) => ({
      method: at === 0 ? model.card.id : method,
      notices,
      values: {
        ...{ ARI: mean(method, 'k-means', 'ari'), NMI: mean(method, 'k-means', 'nmi') },
        ...{ 'Leiden ARI': mean(method, 'Leiden', 'ari'), 'Leiden NMI': mean(method, 'Leiden', 'nmi') },
      },
    }));
  },
};

export const fewLabels: Benchmark = {
  metrics: [...SHOTS].reverse().map((shot) => higher(`${shot} shown`)),
  needs: 'embed cells',
  can: ['embed'],
  round: async (model, data, seed, options) => {
    const { embedded, notices } = await vectors(model, data, seed, options);
    const { labels, groups } = options;
    const found = await fewShot(embedded, {
      use: KEY,
      labels: labels!,
      shots: SHOTS,
      seeds: [seed],
      ...sectionOf(model, options),
      ...(groups !== undefined && { groups }),
    });
    return found.methods.map((method, at) => ({
      method: at === 0 ? model.card.id : method,
      notices: [...notices, ...found.notices],
      values: Object.fromEntries(SHOTS.map((shot) => [`${shot} shown`, found.mean(method, shot)])),
    }));
  },
};

/** Vectors of all cells by a model that was trained on all of them, without a label. */
async function vectors(
  model: Model,
  data: ModelData,
  seed: number,
  options: CompareOptions,
): Promise<{ embedded: AnnData; notices: string[] }> {
  const trial = fresh(model, seed);
  await train(trial, data, new Int32Array(0), options);
  return { embedded: await embed(trial, data, { key: KEY }), notices: modelNotices(trial) };
}

/** The column that tells sections apart: the model's own unless given. */
function sectionOf(model: Model, { section }: CompareOptions): { section?: string } {
  const column = section ?? model.frame?.sectionColumn ?? '';
  return column === '' ? {} : { section: column };
}
