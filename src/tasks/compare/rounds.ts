import type { Model, ModelData, WorkPlace } from '../../models';
import { type Answer, askAll } from '../shared/onCluster';
import { stopAsked } from '../shared/stopAsked';
import type { Entry } from './benchmark';
import { benchmarks } from './benchmarks';
import type { CompareOptions } from './compareOptions';

/** What one seed gave: the entries of every model, in their order. */
export interface SeedRounds {
  readonly seed: number;
  readonly rounds: readonly Entry[][];
}

/** What a round is told beside model, data and seed, as plain data. */
export type RoundOptions = Omit<CompareOptions, 'seeds' | 'signal' | 'onProgress' | 'on'>;

/** All seeds of all models, one after the other; those that all models have done. */
export async function roundsHere(
  models: readonly Model[],
  data: ModelData,
  seeds: readonly number[],
  options: CompareOptions,
): Promise<SeedRounds[]> {
  const benchmark = benchmarks[options.task];
  const stopped = stopAsked(options.signal);
  const done: SeedRounds[] = [];
  for (const seed of seeds) {
    const rounds: Entry[][] = [];
    for (const model of models) {
      if (stopped()) break;
      rounds.push(await benchmark.round(model, data, seed, options));
      options.onProgress?.(done.length * models.length + rounds.length, seeds.length * models.length);
    }
    if (stopped()) break;
    done.push({ seed, rounds });
  }
  return done;
}

/**
 * The same side by side on a cluster. Where workers are lost, the seeds that all models have done are kept.
 *
 * @throws what a round throws; 'worker-lost' where no seed was done
 */
export async function roundsOn(
  place: WorkPlace,
  models: readonly Model[],
  data: ModelData,
  seeds: readonly number[],
  options: CompareOptions,
): Promise<SeedRounds[]> {
  const { signal, onProgress } = options;
  // What is undefined does not travel.
  const told = { ...options, seeds: undefined, signal: undefined, onProgress: undefined, on: undefined };
  const questions = seeds.flatMap((seed) =>
    models.map((model) => ({
      task: 'compare.round',
      argument: { model: model.fresh(), data, seed, options: told },
      title: `${model.card.id}, seed ${seed}`,
    })),
  );
  const answers = await askAll(place, questions, {
    signal,
    answered: (count) => onProgress?.(count, questions.length),
  });
  const bySeed = seeds.map((seed, at) => ({
    seed,
    found: answers.slice(at * models.length, (at + 1) * models.length),
  }));
  const done = bySeed.filter(({ found }) => found.every((answer) => 'value' in answer));
  if (done.length === 0) throwLost(answers);
  return done.map(({ seed, found }) => ({ seed, rounds: found.map((answer) => (answer as { value: Entry[] }).value) }));
}

function throwLost(answers: readonly Answer[]): void {
  const errors = answers.flatMap((answer) => ('error' in answer ? [answer.error as { kind?: unknown }] : []));
  const lost = errors.find(({ kind }) => kind === 'worker-lost');
  if (lost) throw lost;
}
