import { type AnnData, type MuData, valuesOf } from '../../data';
import { type Capability, type FitOptions, type Model, type ModelData, toCells } from '../../models';
import { tileSplit } from '../../prepare';
import { annotate, type Annotation } from '../annotate';
import { clusterSweep } from '../cluster';
import { embed } from '../embed/embed';
import { generate } from '../generate/generate';
import { imageToGene } from '../image-to-gene';
import { retrieve } from '../retrieve';
import { frameOf } from '../shared/modelChecks';
import { modelNotices } from '../shared/modelNotices';
import { denoise, imputeEntries } from '../impute-entries/imputeEntries';
import { imputeGenes } from '../impute-genes/imputeGenes';
import { imputePatch } from '../imputation/imputePatch';
import { inferExpression } from '../infer-expression/inferExpression';
import { match } from '../match';
import { predictModality } from '../predict-modality';
import { predictPerturbation } from '../predict-perturbation';
import type { CompareOptions, CompareTask } from './compareOptions';

/** Which figures a benchmark has, the first one decides; higher is better unless it is an error. */
export interface Metric {
  readonly name: string;
  readonly better: 'higher' | 'lower';
}

/** One method's figures in one round; baselines need no training. */
export interface Entry {
  readonly method: string;
  readonly values: Readonly<Record<string, number>>;
  /** What the training of a model warned of. */
  readonly notices?: readonly string[];
}

/** A task that models are compared by. The first entry of a round is the model's, the others are baselines. */
export interface Benchmark {
  readonly metrics: readonly Metric[];
  /** What a model must be able to do, in words. */
  readonly needs: string;
  /** One of these. */
  readonly can: readonly Capability[];
  round(model: Model, data: ModelData, seed: number, options: CompareOptions): Promise<Entry[]>;
}

const higher = (name: string): Metric => ({ name, better: 'higher' });
const lower = (name: string): Metric => ({ name, better: 'lower' });

const impute: Benchmark = {
  metrics: [higher('gene r'), higher('cell r'), lower('MMD'), lower('energy')],
  needs: 'fill a gap',
  can: ['fillCells', 'predictCells'],
  round: async (model, data, seed, { epochs, signal }) => {
    const own = epochs?.[model.card.id];
    const options = { seed, progress: false, ...(own && { epochs: own }), ...(signal && { signal }) };
    const { scores, notices } = await imputePatch(fresh(model, seed), toCells('compare', data), options);
    return scores.map((s) => ({
      method: s.method,
      notices,
      values: { 'gene r': s.genePearson, 'cell r': s.cellPearson, MMD: s.discrepancy, energy: s.energy },
    }));
  },
};

const entriesBy = (task: typeof imputeEntries | typeof denoise): Benchmark => ({
  metrics: [
    ...[lower('RMSE'), higher('r'), higher('gene r')],
    ...[lower('RMSE non-zeros'), lower('RMSE zeros'), lower('RMSE published')],
  ],
  needs: 'fill in genes',
  can: ['fillGenes'],
  round: async (model, data, seed, { epochs, signal }) => {
    const own = epochs?.[model.card.id];
    const options = { seed, progress: false, ...(own && { epochs: own }), ...(signal && { signal }) };
    const { scores, notices } = await task(fresh(model, seed), toCells('compare', data), options);
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

const infer: Benchmark = {
  metrics: [higher('gene Spearman'), higher('Spearman'), lower('balanced MSE'), lower('MSE')],
  needs: 'infer cells from those around them',
  can: ['predictCells'],
  round: async (model, data, seed, options) => {
    const adata = toCells('compare', data);
    const { train, test } = tiles(adata, seed, frameOf(model).sectionColumn);
    const trial = fresh(model, seed);
    await trained(trial, adata, test, options);
    const reference = adata.subset({ obs: train });
    const { scores, notices } = await inferExpression(trial, adata, { cells: [...test], reference, seed });
    return scores.map((s) => ({
      method: s.method,
      notices,
      values: { 'gene Spearman': s.geneSpearman, Spearman: s.spearman, 'balanced MSE': s.bmse, MSE: s.mse },
    }));
  },
};

const annotation: Benchmark = {
  metrics: [higher('balanced accuracy'), higher('accuracy'), higher('F1')],
  needs: 'embed cells',
  can: ['embed'],
  round: async (model, data, seed, options) => {
    const trial = fresh(model, seed);
    await trained(trial, data, new Int32Array(0), options);
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

const classification: Benchmark = {
  metrics: annotation.metrics,
  needs: 'classify cells',
  can: ['classify'],
  round: async (model, data, seed, { labels, groups, epochs, signal }) => {
    const own = epochs?.[model.card.id];
    const found = await annotate(toCells('compare', data), {
      labels: labels!,
      model: fresh(model, seed),
      seed,
      progress: false,
      ...(groups !== undefined && { groups }),
      ...(own && { epochs: own }),
      ...(signal && { signal }),
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

const clusters: Benchmark = {
  metrics: [higher('NMI'), higher('ARI'), higher('best NMI'), higher('best ARI')],
  needs: 'embed cells',
  can: ['embed'],
  round: async (model, data, seed, options) => {
    const trial = fresh(model, seed);
    await trained(trial, data, new Int32Array(0), options);
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

const missingGenes: Benchmark = {
  metrics: [higher('r'), higher('cosine'), lower('RMSE')],
  needs: 'fill in genes',
  can: ['fillGenes'],
  round: async (model, data, seed, { epochs, signal, reference, genes }) => {
    const own = epochs?.[model.card.id];
    const found = await imputeGenes(fresh(model, seed), toCells('compare', data), {
      reference: reference!,
      seed,
      progress: false,
      ...(genes && { genes }),
      ...(own && { epochs: own }),
      ...(signal && { signal }),
    });
    return found.predictions.map(({ method }) => ({
      method,
      values: { r: found.mean(method, 'r'), cosine: found.mean(method, 'cosine'), RMSE: found.mean(method, 'rmse') },
    }));
  },
};

const screens: Benchmark = {
  metrics: [higher('r'), higher('r top 20'), lower('RMSE'), lower('RMSE top 20')],
  needs: 'predict perturbations of genes',
  can: ['predictGenePerturbation'],
  round: async (model, data, seed, { epochs, signal, perturbations, heldOut }) => {
    const own = epochs?.[model.card.id];
    const found = await predictPerturbation(fresh(model, seed), toCells('compare', data), {
      perturbations: perturbations!,
      seed,
      progress: false,
      ...(heldOut && { heldOut }),
      ...(own && { epochs: own }),
      ...(signal && { signal }),
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

const picture: Benchmark = {
  metrics: [higher('r'), lower('MSE'), higher('R2')],
  needs: 'embed pictures',
  can: ['embedImages'],
  round: async (model, data, seed, { epochs, section, genes, signal }) => {
    const own = epochs?.[model.card.id];
    const { scores } = await imageToGene(fresh(model, seed), data, {
      seed,
      progress: false,
      ...(own && { epochs: own }),
      ...(section !== undefined && { section }),
      ...(genes && { genes }),
      ...(signal && { signal }),
    });
    return scores.map(({ method, r, mse, r2 }) => ({ method, values: { r, MSE: mse, R2: r2 } }));
  },
};

const shapes: Benchmark = {
  metrics: [lower('W1'), lower('KS'), lower('energy'), higher('r of mean shift')],
  needs: 'generate cells',
  can: ['generate'],
  round: async (model, data, seed, { epochs, labels, control, target, groups, section, signal }) => {
    const own = epochs?.[model.card.id];
    const { scores } = await generate(fresh(model, seed), data, {
      state: labels!,
      control: control!,
      target: target!,
      seed,
      progress: false,
      ...(own && { epochs: own }),
      ...(groups !== undefined && { groups }),
      ...(section !== undefined && { section }),
      ...(signal && { signal }),
    });
    // What sees the answer, and what says how large chance is, are no methods to beat.
    const fair = scores.filter(({ method }) => method !== 'transport partner' && !method.startsWith('target,'));
    return fair.map(({ method, scores: { w1, ks, energy, r } }) => ({
      method,
      values: { W1: w1, KS: ks, energy, 'r of mean shift': r },
    }));
  },
};

const retrieval: Benchmark = {
  metrics: [higher('recall@10'), lower('median rank'), higher('recall@5')],
  needs: 'retrieve items of another kind',
  can: ['retrieve'],
  round: async (model, data, seed, { epochs, section, signal }) => {
    const own = epochs?.[model.card.id];
    const { scores } = await retrieve(fresh(model, seed), data, {
      k: [5, 10],
      seed,
      progress: false,
      ...(own && { epochs: own }),
      ...(section !== undefined && { section }),
      ...(signal && { signal }),
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
function modalityOptions({ from, to, epochs, groups, signal }: CompareOptions, model: Model, seed: number) {
  const own = epochs?.[model.card.id];
  return {
    from: from!,
    to: to!,
    seed,
    progress: false,
    ...(own && { epochs: own }),
    ...(groups !== undefined && { groups }),
    ...(signal && { signal }),
  };
}

const modality: Benchmark = {
  metrics: [lower('RMSE'), higher('feature r'), higher('cell r'), lower('MAE')],
  needs: 'predict a modality',
  can: ['predictModality'],
  round: async (model, data, seed, options) => {
    const asked = modalityOptions(options, model, seed);
    const { scores } = await predictModality(fresh(model, seed), data as MuData, asked);
    // A model without the company of known cells is no baseline.
    const shown = scores.filter(({ method }) => !method.startsWith(`${model.card.id},`));
    return shown.map(({ method, rmse, featureR, cellR, mae }) => ({
      method,
      values: { RMSE: rmse, 'feature r': featureR, 'cell r': cellR, MAE: mae },
    }));
  },
};

const partners: Benchmark = {
  metrics: [higher('top-1'), higher('score'), lower('FOSCTTM'), higher('assigned')],
  needs: 'match cells of two modalities',
  can: ['match'],
  round: async (model, data, seed, options) => {
    const { scores } = await match(fresh(model, seed), data as MuData, modalityOptions(options, model, seed));
    return scores.map(({ method, top1, score, foscttm, assigned }) => ({
      method,
      values: { 'top-1': top1, score, FOSCTTM: foscttm, assigned },
    }));
  },
};

/** The tasks by name. */
export const benchmarks: Readonly<Record<CompareTask, Benchmark>> = {
  impute,
  infer,
  annotate: annotation,
  classify: classification,
  cluster: clusters,
  'impute-entries': entriesBy(imputeEntries),
  denoise: entriesBy(denoise),
  'impute-genes': missingGenes,
  perturbation: screens,
  'image-to-gene': picture,
  generate: shapes,
  retrieve: retrieval,
  'predict-modality': modality,
  match: partners,
};

/** An untrained model of the same options and another seed. */
function fresh(model: Model, seed: number): Model {
  const changes: object = { seed };
  return model.fresh(changes);
}

async function trained(model: Model, data: ModelData, heldOut: Int32Array, { epochs, signal }: CompareOptions) {
  const own = epochs?.[model.card.id];
  const options: FitOptions = { write: false, progress: false, heldOut };
  await model.fit(data, { ...options, ...(own && { epochs: own }), ...(signal && { signal }) });
}

/** Square tiles of tissue, a quarter of the cells for judging. */
function tiles(adata: AnnData, seed: number, sections: string): { train: Int32Array; test: Int32Array } {
  const key = 'compare part';
  const split = tileSplit(adata, { validation: 0, test: 0.25, key, seed, ...(sections !== '' && { sections }) });
  const part = valuesOf(split.obs.get(key));
  const of = (name: string): Int32Array => Int32Array.from(part.keys()).filter((cell) => part[cell] === name);
  return { train: of('train'), test: of('test') };
}
