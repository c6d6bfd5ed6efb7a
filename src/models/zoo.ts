import { TissuebookError } from '../errors';
import { nearest, show } from '../options';
import { ShownCard } from './contract/card';
import { Cifm, cifmPresets, cifmSettings, type CifmOptions } from './cifm';
import { cifmCard } from './cifm/card';
import { Squint, squintPresets, squintSettings, type SquintOptions } from './squint';
import { squintCard } from './squint/card';

/** The models by name, with what it takes to make each. */
interface ZooModels {
  squint: { model: Squint; options: SquintOptions };
  cifm: { model: Cifm; options: CifmOptions };
}

/** A model of the zoo. */
export type ModelName = keyof ZooModels;

const entries: {
  readonly [N in ModelName]: {
    create(options: ZooModels[N]['options']): ZooModels[N]['model'];
    load(path: string): Promise<ZooModels[N]['model']>;
    card: ShownCard;
  };
} = {
  squint: {
    create: (options) => new Squint(options),
    load: (path) => Squint.load(path),
    card: new ShownCard(squintCard, squintSettings, squintPresets),
  },
  cifm: {
    create: (options) => new Cifm(options),
    load: (path) => Cifm.load(path),
    card: new ShownCard(cifmCard, cifmSettings, cifmPresets),
  },
};

/** The models of the library. */
export const zoo = {
  /** Names of all models. */
  list(): ModelName[] {
    return Object.keys(entries) as ModelName[];
  },

  /**
   * What a model is for, what it needs, what it can and cannot do, and every option with the source of its default.
   * @throws TissuebookError 'missing-key' for a name that is not in the zoo
   */
  card(name: ModelName): ShownCard {
    return entryOf(name).card;
  },

  /**
   * Makes an untrained model: `zoo.create('squint', { preset: 'small', seed: 7 })`.
   * @throws TissuebookError 'missing-key', 'unknown-option' or 'invalid-argument'
   */
  create<N extends ModelName>(name: N, options: ZooModels[N]['options'] = {}): ZooModels[N]['model'] {
    return entryOf(name).create(options);
  },

  /**
   * A trained model from a file that its save() wrote: `await zoo.load('squint', 'tumour.safetensors')`.
   * @throws TissuebookError 'missing-key', 'file-not-found', 'corrupt', 'too-large', 'checkpoint-mismatch' (of another model)
   */
  load<N extends ModelName>(name: N, path: string): Promise<ZooModels[N]['model']> {
    return entryOf(name).load(path);
  },
};

function entryOf<N extends ModelName>(name: N): (typeof entries)[N] {
  if (typeof name === 'string' && Object.hasOwn(entries, name)) return entries[name];
  const near = typeof name === 'string' ? nearest(name, zoo.list()) : undefined;
  throw new TissuebookError('missing-key', `The zoo has no model ${show(name)}.`, {
    argument: 'name',
    found: name,
    advice: `${near ? `Did you mean ${near}? ` : ''}It has: ${zoo.list().join(', ')}.`,
  });
}
