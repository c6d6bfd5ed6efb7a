import { TissuebookError } from '../../errors';
import type { Model, ModelData } from '../../models';
import { anything, checkOptions, listOf, objectWith, oneOf, seed as seedCheck, text } from '../../options';
import { benchmarks } from '../compare/benchmarks';
import type { CompareOptions } from '../compare/compareOptions';
import { roundsHere, roundsOn, type SeedRounds } from '../compare/rounds';
import { onCheck } from '../shared/onCluster';
import { SearchResult } from './searchResult';
import { combinations, type Settings } from './settings';

export interface SearchOptions extends Omit<CompareOptions, 'epochs'> {
  /** Values of settings to try, all with all: `{ learningRate: [1e-3, 3e-3], dim: [16, 32] }`. */
  over: Readonly<Record<string, readonly unknown[]>>;
  /** Epochs of each training; the model's own unless given. */
  epochs?: number;
}

/** Trainings of one search at most (ours): each is minutes. */
const MOST = 1000;

/**
 * Trains a model with several settings and orders them by one task of compare, with its baselines beside them: mean and spread over seeds. What is
 * held out depends on the seed alone, so it is the same for all settings. The best of many is also the luckiest: judge it again with
 * seeds that the search did not see, as `compare` does. The given model and the data stay as they are.
 *
 * @throws TissuebookError 'unknown-option' (a setting that the model does not have), 'invalid-argument', 'aborted', and as `compare`
 * @example
 * const found = await search(squint, tumor, { over: { learningRate: [1e-3, 1e-2], codes: [16, 32] }, task: 'impute', on: workers });
 * const best = squint.fresh(found.best.settings);
 */
export async function search(model: Model, data: ModelData, options: SearchOptions): Promise<SearchResult> {
  checkOptions('search', options, {
    over: objectWith(),
    task: oneOf(...Object.keys(benchmarks)),
    seeds: listOf(seedCheck),
    ...Object.fromEntries(PASSED.map((name) => [name, anything])),
    ...{ labels: text, groups: text, section: text, on: onCheck },
  });
  const { over, seeds = [0, 1, 2], epochs, ...told } = options;
  const settings = checkSettings(model, options, combinations(over));
  const models = settings.map((each) => model.fresh(each));
  const asked: CompareOptions = { ...told, ...(epochs !== undefined && { epochs: { [model.card.id]: epochs } }) };
  const found = await (options.on ? roundsOn(options.on, models, data, seeds, asked) : roundsHere(models, data, seeds, asked)); // prettier-ignore
  if (found.length === 0) throw new TissuebookError('aborted', 'search was stopped before the first seed was done.');
  return new SearchResult({
    model: model.card.id,
    task: options.task,
    threads: options.on?.threads,
    metrics: benchmarks[options.task].metrics,
    seeds: found.map(({ seed }) => seed),
    tried: settings.map((each, at) => ({ settings: each, values: valuesOf(found, at) })),
    baselines: found[0]!.rounds[0]!.slice(1).map(({ method }, at) => ({
      method,
      values: joined(found.map(({ rounds }) => rounds[0]![at + 1]!.values)),
    })),
  });
}

/** Options that go on to the task as they are. */
const PASSED = ['epochs', 'reference', 'perturbations', 'heldOut', 'control', 'target', 'genes', 'from', 'to', 'signal', 'onProgress']; // prettier-ignore

/** The figures of the settings at a place, seed by seed. */
const valuesOf = (found: readonly SeedRounds[], at: number) =>
  joined(found.map(({ rounds }) => rounds[at]![0]!.values));

function joined(each: readonly Readonly<Record<string, number>>[]): Record<string, number[]> {
  return Object.fromEntries(Object.keys(each[0] ?? {}).map((name) => [name, each.map((values) => values[name]!)]));
}

function checkSettings(
  model: Model,
  { task, seeds }: SearchOptions,
  settings: readonly Settings[],
): readonly Settings[] {
  const wrong = (argument: string, found: unknown, sentence: string): TissuebookError =>
    new TissuebookError('invalid-argument', `search: ${sentence}`, { argument, found });
  if (task === undefined) throw wrong('task', task, `task is needed: one of ${Object.keys(benchmarks).join(', ')}.`);
  if (seeds?.length === 0) throw wrong('seeds', 0, 'seeds must hold one seed or more.');
  if (settings.length === 0) throw wrong('over', 0, 'over holds no values to try.');
  if (settings.length > MOST) throw wrong('over', settings.length, `over has ${settings.length} combinations, more than ${MOST}.`); // prettier-ignore
  if ('seed' in settings[0]!) throw wrong('over', 'seed', 'a seed is no setting to choose: name several in seeds.');
  if (!benchmarks[task].can.some((name) => model.can[name])) {
    throw wrong('model', model.card.id, `${model.card.id} cannot ${benchmarks[task].needs}.`);
  }
  return settings;
}
