import { TissuebookError } from '../errors';
import { fetchWeights } from '../engine';
import { fetchChecks, type FetchOptions, isSource } from '../fetch';
import { checkOptions, nearest, show } from '../options';
import { Cellplm } from './cellplm';
import { Cifm } from './cifm';
import { type Model, ShownCard } from './contract';
import { Scmognn } from './scmognn';
import { Scmoformer } from './scmoformer';
import { Spaformer } from './spaformer';
import { Spatia } from './spatia';
import { Squint } from './squint';
import { Stalign } from './stalign';
import { modelCards } from '../protocol';

/** How a model is made and loaded. */
interface Entry<M extends Model, O> {
  new (options?: O): M;
  load(path: string): Promise<M>;
}

/** The models by name. */
const models = {
  squint: Squint,
  cifm: Cifm,
  spaformer: Spaformer,
  cellplm: Cellplm,
  scmognn: Scmognn,
  scmoformer: Scmoformer,
  stalign: Stalign,
  spatia: Spatia,
};

/** A model of the zoo. */
export type ModelName = keyof typeof models;

type ModelOf<N extends ModelName> = InstanceType<(typeof models)[N]>;
type OptionsOf<N extends ModelName> = NonNullable<ConstructorParameters<(typeof models)[N]>[0]>;

/** The models of the library. */
export const zoo = {
  /** Names of all models. */
  list(): ModelName[] {
    return Object.keys(models) as ModelName[];
  },

  /**
   * What a model is for, what it needs, what it can and cannot do, and every option with the source of its default.
   * @throws TissuebookError 'missing-key' for a name that is not in the zoo
   */
  card(name: ModelName): ShownCard {
    entryOf(name);
    return new ShownCard(modelCards.find(({ id }) => id === name)!);
  },

  /**
   * Makes an untrained model: `zoo.create('squint', { preset: 'small', seed: 7 })`.
   * @throws TissuebookError 'missing-key', 'unknown-option' or 'invalid-argument'
   */
  create<N extends ModelName>(name: N, options?: OptionsOf<N>): ModelOf<N> {
    return new (entryOf(name))(options);
  },

  /**
   * A trained model from a file that its save() wrote: `await zoo.load('squint', 'tumor.safetensors')`. The file may also be named by
   * its address or as name@sha256: then it is fetched, or taken from the cache or mirror folder, and checked before it is read, as
   * `fetchWeights` says. Nothing is ever fetched that was not named so.
   *
   * @param options of the fetch; a path takes none
   * @throws TissuebookError 'missing-key', 'file-not-found', 'corrupt', 'too-large', 'checkpoint-mismatch' (of another model), and as
   *   `fetchWeights`
   * @example
   * const model = await zoo.load('squint', 'https://host.org/lung.safetensors#sha256=9f86d0...');
   */
  async load<N extends ModelName>(name: N, source: string, options: FetchOptions = {}): Promise<ModelOf<N>> {
    const entry = entryOf(name);
    checkOptions('zoo.load', options, fetchChecks);
    return entry.load(isSource(source) ? (await fetchWeights(source, options)).path : source);
  },
};

/** The class of a model; every one is made and loaded alike. */
function entryOf<N extends ModelName>(name: N): Entry<ModelOf<N>, OptionsOf<N>> {
  const entries: { [K in ModelName]: Entry<ModelOf<K>, OptionsOf<K>> } = models;
  if (typeof name === 'string' && Object.hasOwn(models, name)) return entries[name];
  const near = typeof name === 'string' ? nearest(name, zoo.list()) : undefined;
  throw new TissuebookError('missing-key', `The zoo has no model ${show(name)}.`, {
    argument: 'name',
    found: name,
    advice: `${near ? `Did you mean ${near}? ` : ''}It has: ${zoo.list().join(', ')}.`,
  });
}
