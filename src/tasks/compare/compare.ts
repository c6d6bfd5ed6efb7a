import type { CompareOptions } from './compareOptions';
import { TissuebookError } from '../../errors';
import type { Model, ModelData } from '../../models';
import { anything, checkOptions, listOf, oneOf, seed as seedCheck, text } from '../../options';
import { onCheck } from '../shared/onCluster';
import { refuseSteeredCopies } from '../shared/refuseSteered';
import { Comparison, type ComparedMethod } from './comparison';
import { benchmarks } from './benchmarks';
import { roundsHere, roundsOn } from './rounds';

/**
 * Trains untrained copies of models with several seeds and compares them by one task, with its baselines beside them: mean and spread
 * over seeds. What is held out depends on the seed alone. The given models and the data stay as they are. The trainings draw no
 * curves into a notebook: onProgress tells how far they are.
 *
 * @throws TissuebookError 'invalid-argument' (a model that cannot do the task, one twice, one whose training a person steered), 'aborted' (before the first seed was
 *   done), and whatever the task throws
 */
export async function compare(models: readonly Model[], data: ModelData, options: CompareOptions): Promise<Comparison> {
  checkOptions('compare', options, {
    task: oneOf(...Object.keys(benchmarks)),
    seeds: listOf(seedCheck),
    epochs: anything,
    labels: text,
    groups: text,
    reference: anything,
    perturbations: anything,
    heldOut: anything,
    section: text,
    control: text,
    target: text,
    genes: listOf(text),
    from: text,
    to: text,
    signal: anything,
    onProgress: anything,
    on: onCheck,
  });
  const { task, seeds = [0, 1, 2] } = options;
  checkModels(models, options);
  for (const model of models) refuseSteeredCopies('compare', model);
  const benchmark = benchmarks[task];
  const found = await (options.on ? roundsOn(options.on, models, data, seeds, options) : roundsHere(models, data, seeds, options)); // prettier-ignore
  const methods = new Map<string, ComparedMethod>();
  const notices = new Map<string, { first: string; seeds: number }>();
  const done = found.map(({ seed }) => seed);
  for (const { rounds } of found) {
    for (const entry of rounds.map(([own]) => own!)) {
      add(methods, entry, true);
      for (const notice of entry.notices ?? []) count(notices, `${entry.method}: ${notice}`);
    }
    for (const entry of rounds[0]!.slice(1)) add(methods, entry, false);
  }
  if (done.length === 0) throw new TissuebookError('aborted', 'compare was stopped before the first seed was done.');
  const configs = models.map(({ card, config }) => ({ name: card.id, config: { ...config } }));
  return new Comparison({
    task,
    metrics: benchmark.metrics,
    methods: [...methods.values()],
    seeds: done,
    models: configs,
    threads: options.on?.threads,
    notices: [...notices.values()].map(({ first, seeds: times }) => `${first} (in ${times} of ${done.length} seeds)`),
  });
}

/** Counts a notice; one that differs in its numbers alone is the same. */
function count(notices: Map<string, { first: string; seeds: number }>, notice: string): void {
  const key = notice.replace(/[\d.]+/g, '#');
  const known = notices.get(key);
  notices.set(key, { first: known?.first ?? notice, seeds: 1 + (known?.seeds ?? 0) });
}

function add(
  methods: Map<string, ComparedMethod>,
  { method, values }: { method: string; values: Readonly<Record<string, number>> },
  trained: boolean,
): void {
  const known = methods.get(method) ?? { method, trained, values: {} };
  for (const [name, value] of Object.entries(values)) (known.values[name] ??= []).push(value);
  methods.set(method, known);
}

function checkModels(
  models: readonly Model[],
  { task, labels, perturbations, reference, seeds }: CompareOptions,
): void {
  const wrong = (argument: string, found: unknown, sentence: string): TissuebookError =>
    new TissuebookError('invalid-argument', `compare: ${sentence}`, { argument, found });
  if (!Array.isArray(models) || models.length === 0) throw wrong('models', 0, 'there is no model.');
  if (task === undefined) throw wrong('task', task, `task is needed: one of ${Object.keys(benchmarks).join(', ')}.`);
  if (seeds?.length === 0) throw wrong('seeds', 0, 'seeds must hold one seed or more.');
  if (['annotate', 'classify', 'cluster', 'spatial-domains', 'few-shot'].includes(task) && labels === undefined) {
    throw wrong('labels', labels, `labels is needed: ${task} reads a column of obs.`);
  }
  if (task === 'impute-genes' && reference === undefined) {
    throw wrong('reference', undefined, 'reference is needed: cells in which the genes were measured.');
  }
  if (task === 'perturbation' && perturbations === undefined) {
    throw wrong('perturbations', undefined, 'perturbations is needed: { column, control }.');
  }
  const names = models.map(({ card }) => card.id);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw wrong('models', twice, `${twice} is there twice: compare its options one after the other.`);
  const unfit = models.find(({ can }) => !benchmarks[task].can.some((name) => can[name]));
  if (unfit) throw wrong('models', unfit.card.id, `${unfit.card.id} cannot ${benchmarks[task].needs}.`);
}
