import type { MuData } from '../../data';
import type { Model } from '../../models';
import { generate } from '../generate/generate';
import { imageToGene } from '../image-to-gene';
import { match } from '../match';
import { predictModality } from '../predict-modality';
import { retrieve } from '../retrieve';
import { type Benchmark, fresh, higher, lower, roundOptions } from './benchmark';
import type { CompareOptions } from './compareOptions';

export const picture: Benchmark = {
  metrics: [higher('r'), lower('MSE'), higher('R2')],
  needs: 'embed pictures',
  can: ['embedImages'],
  round: async (model, data, seed, options) => {
    const { section, genes } = options;
    const { scores } = await imageToGene(fresh(model, seed), data, {
      ...roundOptions(model, seed, options),
      ...(section !== undefined && { section }),
      ...(genes && { genes }),
    });
    return scores.map(({ method, r, mse, r2 }) => ({ method, values: { r, MSE: mse, R2: r2 } }));
  },
};

export const shapes: Benchmark = {
  metrics: [lower('W1'), lower('KS'), lower('energy'), higher('r of mean shift')],
  needs: 'generate cells',
  can: ['generate'],
  round: async (model, data, seed, options) => {
    const { labels, control, target, groups, section } = options;
    const { scores } = await generate(fresh(model, seed), data, {
      ...roundOptions(model, seed, options),
      state: labels!,
      control: control!,
      target: target!,
      ...(groups !== undefined && { groups }),
      ...(section !== undefined && { section }),
    });
    // What sees the answer, and what says how large chance is, are no methods to beat.
    const fair = scores.filter(({ method }) => method !== 'transport partner' && !method.startsWith('target,'));
    return fair.map(({ method, scores: { w1, ks, energy, r } }) => ({
      method,
      values: { W1: w1, KS: ks, energy, 'r of mean shift': r },
    }));
  },
};

export const retrieval: Benchmark = {
  metrics: [higher('recall@10'), lower('median rank'), higher('recall@5')],
  needs: 'retrieve items of another kind',
  can: ['retrieve'],
  round: async (model, data, seed, options) => {
    const { section } = options;
    const { scores } = await retrieve(fresh(model, seed), data, {
      ...roundOptions(model, seed, options),
      k: [5, 10],
      ...(section !== undefined && { section }),
    });
    // Both directions of a method follow each other.
    const pairs = scores.flatMap((score, at) => (at % 2 === 0 ? [[score, scores[at + 1]!] as const] : []));
    return pairs.map(([a, b]) => ({
      method: a.method,
      values: {
        'recall@10': (a.recall[1]! + b.recall[1]!) / 2,
        'median rank': (a.medianRank + b.medianRank) / 2,
        'recall@5': (a.recall[0]! + b.recall[0]!) / 2,
      },
    }));
  },
};

/** What both tasks of two modalities are told. */
function modalityOptions(model: Model, seed: number, options: CompareOptions) {
  const { from, to, groups } = options;
  return {
    ...roundOptions(model, seed, options),
    from: from!,
    to: to!,
    ...(groups !== undefined && { groups }),
  };
}

export const modality: Benchmark = {
  metrics: [lower('RMSE'), higher('feature r'), higher('cell r'), lower('MAE')],
  needs: 'predict a modality',
  can: ['predictModality'],
  round: async (model, data, seed, options) => {
    const asked = modalityOptions(model, seed, options);
    const { scores } = await predictModality(fresh(model, seed), data as MuData, asked);
    // A model without the company of known cells is no baseline.
    const shown = scores.filter(({ method }) => !method.startsWith(`${model.card.id},`));
    return shown.map(({ method, rmse, featureR, cellR, mae }) => ({
      method,
      values: { RMSE: rmse, 'feature r': featureR, 'cell r': cellR, MAE: mae },
    }));
  },
};

export const partners: Benchmark = {
  metrics: [higher('top-1'), higher('score'), lower('FOSCTTM'), higher('assigned')],
  needs: 'match cells of two modalities',
  can: ['match'],
  round: async (model, data, seed, options) => {
    const { scores } = await match(fresh(model, seed), data as MuData, modalityOptions(model, seed, options));
    return scores.map(({ method, top1, score, foscttm, assigned }) => ({
      method,
      values: { 'top-1': top1, score, FOSCTTM: foscttm, assigned },
    }));
  },
};
