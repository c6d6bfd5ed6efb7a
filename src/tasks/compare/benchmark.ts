import type { Capability, Model, ModelData } from '../../models';
import { fitOptions } from '../shared/trial';
import type { CompareOptions } from './compareOptions';

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

export const higher = (name: string): Metric => ({ name, better: 'higher' });
export const lower = (name: string): Metric => ({ name, better: 'lower' });

/** An untrained model of the same options and another seed. */
export function fresh(model: Model, seed: number): Model {
  const changes: object = { seed };
  return model.fresh(changes);
}

/** What a round tells every training: the model's own number of epochs and the signal; nothing is drawn. */
function told(model: Model, { epochs, signal }: CompareOptions) {
  const own = epochs?.[model.card.id];
  return { progress: false, ...(own && { epochs: own }), ...(signal && { signal }) };
}

/** What every task is told of a round. */
export const roundOptions = (model: Model, seed: number, options: CompareOptions) => ({
  seed,
  ...told(model, options),
});

/** Trains a model on what is not held out. */
export async function train(
  model: Model,
  data: ModelData,
  heldOut: Int32Array,
  options: CompareOptions,
): Promise<void> {
  await model.fit(data, { heldOut, ...fitOptions(told(model, options)) });
}
