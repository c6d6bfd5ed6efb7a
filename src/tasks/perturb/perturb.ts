import { coordinates, valuesOf, type AnnData } from '../../data';
import { TissuebookError } from '../../errors';
import type { Model } from '../../models';
import { frameOf, needTrained } from '../shared/modelChecks';
import { modelNotices } from '../shared/modelNotices';
import { stopAsked } from '../shared/stopAsked';
import { perturbOn } from './perturbOn';
import { makeConditions } from './conditions';
import { checkPerturb, wrong, type PerturbOptions } from './options';
import type { PerturbationRun } from './summary';
import { Perturbation } from './perturbation';
import { drawRegion, type Setting } from './region';
import type { Reader, Reading } from './reader';
import { cellTypeReader } from './cellTypeReader';
import { contextOf } from './context';
import { tokenReader } from './tokenReader';
import { cellsAt } from './where';

/**
 * What a change in a tissue does to the cells beside it, as a model sees it. A change is `replace`, `inject`, `remove`,
 * `knockOut` or `overExpress`. Every run has three conditions: the tissue before, after the change, and after a control change that
 * is like it in everything but its subject. Models of tokens (SQUINT, section 5.4) read the tokens again; models that infer
 * expression (CI-FM's perturbation) infer all other cells anew, in all conditions, and types are called by a linear classifier; what
 * plain averages of the cells within reach would have answered stands beside it.
 * What the models' trainings warned of stands in the result, and so does a tissue that a model draws otherwise before anything
 * changed. Models and data stay as they are.
 *
 *     await perturb(squint, tumour, {
 *       what: { kind: 'replace', types: ['CD8 T cells'], by: { markers: ['PD1', 'KI67'] } },
 *       where: { box: [0, 0, 500, 500] },
 *       labels: 'phenotype',
 *     })
 *
 * @param models one trained model, or several of different training seeds: the interval is then over models
 * @throws TissuebookError 'not-trained', 'unknown-option', 'missing-key' (no such column or gene), 'invalid-argument' (no cell
 *   of a type in the place), 'aborted' (stopped before the first run was done)
 */
export async function perturb(
  models: Model | readonly Model[],
  adata: AnnData,
  options: PerturbOptions,
): Promise<Perturbation> {
  checkPerturb(options);
  const list = checkModels(models);
  const types = options.labels === undefined ? undefined : typesOf(adata, options.labels);
  const { what, seeds = [0, 1, 2], onProgress, on } = options;
  if (on) return perturbOn(on, list, adata, options, types);
  const stopped = stopAsked(options.signal);
  const readers: Reader[] = [];
  for (const model of list) readers.push(await readerOf(model, adata, types));
  checkGenes(adata, what, readers[0]!);
  const draws = readers[0]!.seeded || !(what.kind === 'replace' || ('control' in what && what.kind !== 'inject'));
  const chosen = draws ? seeds : seeds.slice(0, 1);
  const total = 3 * list.length * chosen.length;
  const runs: PerturbationRun[] = [];
  let controlWords = '';
  for (const [model, reader] of readers.entries()) {
    const frame = frameOf(list[model]!);
    const setting: Setting = {
      adata: withoutPairs(adata),
      options,
      types,
      section: frame.sections(adata).section,
      chosen: options.where === undefined ? undefined : cellsAt(adata, options.where, frame),
    };
    for (const seed of chosen) {
      // Messages are served between runs: one of them may ask to stop.
      await new Promise((resolve) => setImmediate(resolve));
      if (stopped()) break;
      const progress = (condition: number): void => onProgress?.(3 * runs.length + condition, total);
      const found = await oneRun(setting, reader, seed, progress);
      runs.push({ model, seed, ...found.run });
      controlWords = found.controlWords;
    }
  }
  if (runs.length === 0) throw new TissuebookError('aborted', 'perturb was stopped before its first run was done.');
  return new Perturbation({
    options,
    readOut: readers[0]!.readOut,
    models: list.map(({ card, config }) => ({ name: card.id, config: { ...config } })),
    controlWords,
    types,
    runs,
    adata,
    notices: modelNotices(list),
  });
}

async function oneRun(
  setting: Setting,
  reader: Reader,
  seed: number,
  progress: (condition: number) => void,
): Promise<{ run: Omit<PerturbationRun, 'model' | 'seed'>; controlWords: string }> {
  const region = drawRegion(setting, seed);
  const context = contextOf(setting, region, reader);
  const conditions = await makeConditions(setting, region, reader.profiles, seed);
  const readings: Reading[] = [];
  for (const condition of ['before', 'after', 'control'] as const) {
    readings.push(await reader.read(setting.adata, context, conditions[condition], seed));
    progress(readings.length);
  }
  const [before, after, control] = readings as [Reading, Reading, Reading];
  const { field, watched } = context;
  const { changed, controls, added } = region;
  return {
    run: {
      field,
      changed,
      controls,
      watched,
      places: added ? Array.from({ length: added.places.rows }, (_, at) => [...added.places.row(at)]) : [],
      ...(reader.measured && { measured: reader.measured(watched) }),
      before: before.labels,
      after: after.labels,
      control: control.labels,
      ...(after.averaged && control.averaged && { averaged: { after: after.averaged, control: control.averaged } }),
      shift: distances(before, after),
      controlShift: distances(before, control),
    },
    controlWords: conditions.controlWords,
  };
}

function checkModels(models: Model | readonly Model[]): readonly Model[] {
  const list = Array.isArray(models) ? (models as readonly Model[]) : [models as Model];
  if (list.length === 0) throw wrong('models', 0, 'there is no model.');
  for (const model of list) {
    const { predictPerturbation, tokenize, embed } = model.can ?? {};
    if (!predictPerturbation && !(tokenize && embed)) {
      throw wrong('models', model.card?.id, 'this model can neither give tokens nor infer cells.');
    }
    needTrained('perturb', model, 'models');
  }
  const kinds = new Set(list.map((model) => `${model.card.id} ${frameOf(model).sectionColumn}`));
  if (kinds.size === 1) return list;
  throw wrong('models', [...kinds], 'models must be of one kind.', 'Ask different models one after the other.');
}

async function readerOf(model: Model, adata: AnnData, types: Setting['types']): Promise<Reader> {
  if (!model.can.predictPerturbation) return tokenReader(model, adata);
  if (!types) throw wrong('labels', undefined, `${model.card.id} needs labels: types are called after them.`);
  const known = new Set(types.filter((type) => type !== null));
  if (known.size < 2) {
    const found = known.size === 0 ? 'no type' : `one type, ${[...known].join()}`;
    throw wrong('labels', known.size, `the labels hold ${found}.`, 'A classifier of types needs two or more.');
  }
  return cellTypeReader(model, adata, types);
}

/** @throws TissuebookError 'missing-key' for a gene that the data or the model do not know */
function checkGenes(adata: AnnData, what: PerturbOptions['what'], { genes }: Reader): void {
  if (!('gene' in what)) return;
  for (const gene of [what.gene, what.control].filter((name) => name !== undefined)) {
    adata.feature(gene);
    if (!genes || genes.includes(gene)) continue;
    throw new TissuebookError('missing-key', `perturb: the model knows no gene "${gene}".`, {
      argument: 'gene',
      found: gene,
    });
  }
}

function typesOf(adata: AnnData, labels: string): (string | null)[] {
  return valuesOf(adata.column(labels)).map((type) => (type === null ? null : String(type)));
}

/** Without graphs between cells, which no model reads and which are slow to cut. */
function withoutPairs(adata: AnnData): AnnData {
  coordinates(adata);
  return adata.obsp.size === 0 ? adata : adata.with({ obsp: [] });
}

function distances(a: Reading, b: Reading): Float64Array {
  return Float64Array.from({ length: a.state.rows }, (_, at) => {
    const [from, to] = [a.state.row(at), b.state.row(at)];
    let sum = 0;
    for (let j = 0; j < from.length; j++) sum += (from[j]! - to[j]!) ** 2;
    return Math.sqrt(sum);
  });
}
