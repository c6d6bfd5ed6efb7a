import { type Model, toCells } from '../../models';
import { annotate, type Annotation } from '../annotate';
import { clusterSweep } from '../cluster';
import { embed } from '../embed/embed';
import type { denoise, imputeEntries } from '../impute-entries/imputeEntries';
import { imputeGenes } from '../impute-genes/imputeGenes';
import { predictPerturbation } from '../predict-perturbation';
import { modelNotices } from '../shared/modelNotices';
import { type Benchmark, type Entry, fresh, higher, lower, roundOptions, train } from './benchmark';

export const annotation: Benchmark = {
  metrics: [higher('balanced accuracy'), higher('accuracy'), higher('F1')],
  needs: 'embed cells',
  can: ['embed'],
  round: async (model, data, seed, options) => {
    const trial = fresh(model, seed);
    await train(trial, data, new Int32Array(0), options);
    const embedded = await embed(trial, data, { key: 'compared' });
    const { labels, groups } = options;
    const found = await annotate(embedded, {
      labels: labels!,
      use: 'compared',
      seed,
      ...(groups !== undefined && { groups }),
    });
    return annotationEntries(model, found, [...modelNotices(trial), ...found.notices]);
  },
};

export const classification: Benchmark = {
  metrics: annotation.metrics,
  needs: 'classify cells',
  can: ['classify'],
  round: async (model, data, seed, options) => {
    const { labels, groups } = options;
    const found = await annotate(toCells('compare', data), {
      labels: labels!,
      ...roundOptions(model, seed, options),
      model: fresh(model, seed),
      ...(groups !== undefined && { groups }),
    });
    return annotationEntries(model, found);
  },
};

function annotationEntries(model: Model, found: Annotation, notices = found.notices): Entry[] {
  return found.scores.map((s, at) => ({
    method: at === 0 ? model.card.id : s.method,
    notices,
    values: { 'balanced accuracy': s.balancedAccuracy, accuracy: s.accuracy, F1: s.f1 },
  }));
}

export const clusters: Benchmark = {
  metrics: [higher('NMI'), higher('ARI'), higher('best NMI'), higher('best ARI')],
  needs: 'embed cells',
  can: ['embed'],
  round: async (model, data, seed, options) => {
    const trial = fresh(model, seed);
    await train(trial, data, new Int32Array(0), options);
    const embedded = await embed(trial, data, { key: 'compared' });
    const { labels, signal } = options;
    const sweep = await clusterSweep(embedded, { use: 'compared', labels: labels!, seed, ...(signal && { signal }) });
    return sweep.swept.map(({ method }, at) => ({
      method: at === 0 ? model.card.id : method,
      notices: modelNotices(trial),
      values: {
        ...{ NMI: sweep.atFixed(at).nmi, ARI: sweep.atFixed(at).ari },
        ...{ 'best NMI': sweep.best('nmi', at).nmi, 'best ARI': sweep.best('ari', at).ari },
      },
    }));
  },
};

export const entriesBy = (task: typeof imputeEntries | typeof denoise): Benchmark => ({
  metrics: [
    ...[lower('RMSE'), higher('r'), higher('gene r')],
    ...[lower('RMSE non-zeros'), lower('RMSE zeros'), lower('RMSE published')],
  ],
  needs: 'fill in genes',
  can: ['fillGenes'],
  round: async (model, data, seed, options) => {
    const { scores, notices } = await task(
      fresh(model, seed),
      toCells('compare', data),
      roundOptions(model, seed, options),
    );
    return scores.map(({ method, visible, published, nonZeros, zeros }) => ({
      method,
      notices,
      values: {
        ...{ RMSE: visible.rmse, r: visible.pearson, 'gene r': visible.geneR },
        ...{ 'RMSE non-zeros': nonZeros.rmse, 'RMSE zeros': zeros, 'RMSE published': published.rmse },
      },
    }));
  },
});

export const missingGenes: Benchmark = {
  metrics: [higher('r'), higher('cosine'), lower('RMSE')],
  needs: 'fill in genes',
  can: ['fillGenes'],
  round: async (model, data, seed, options) => {
    const { reference, genes } = options;
    const found = await imputeGenes(fresh(model, seed), toCells('compare', data), {
      ...roundOptions(model, seed, options),
      reference: reference!,
      ...(genes && { genes }),
    });
    return found.predictions.map(({ method }) => ({
      method,
      values: { r: found.mean(method, 'r'), cosine: found.mean(method, 'cosine'), RMSE: found.mean(method, 'rmse') },
    }));
  },
};

export const screens: Benchmark = {
  metrics: [higher('r'), higher('r top 20'), lower('RMSE'), lower('RMSE top 20')],
  needs: 'predict perturbations of genes',
  can: ['predictGenePerturbation'],
  round: async (model, data, seed, options) => {
    const { perturbations, heldOut } = options;
    const found = await predictPerturbation(fresh(model, seed), toCells('compare', data), {
      ...roundOptions(model, seed, options),
      perturbations: perturbations!,
      ...(heldOut && { heldOut }),
    });
    return found.targets[0]!.scores.map(({ method }) => ({
      method,
      values: {
        ...{ r: found.mean(method, 'r'), 'r top 20': found.mean(method, 'topR') },
        ...{ RMSE: found.mean(method, 'rmse'), 'RMSE top 20': found.mean(method, 'topRmse') },
      },
    }));
  },
};
