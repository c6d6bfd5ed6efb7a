import type { AnnData } from '../../data';
import type { TrainingRun } from '../../engine';
import { TissuebookError } from '../../errors';
import { anything, checkOptions, flag, integer, listOf, objectWith, text } from '../../options';
import type { ModelCard } from '../../protocol';
import {
  type Capabilities,
  type Capability,
  type Corpus,
  type FitOptions,
  type FitResult,
  type Model,
  type ModelData,
  type ModelSummary,
  type Steering,
  type TissueFrame,
} from '../contract';
import { checkNeeds } from './checkNeeds';
import { checkRanks } from './checkRanks';
import { fitOn } from './fitOn';
import { loadModel, saveModel, type ModelReader } from './modelFile';
import type { ModelState } from './modelState';
import { makeWatch, type Twin, watchCheck } from './watch/makeWatch';

/** What the shared options of fit() must be. */
const fitChecks = {
  epochs: integer(1, 100000),
  heldOut: anything,
  validation: anything,
  patience: integer(1, 100000),
  labels: text,
  perturbations: objectWith('column', 'control'),
  from: anything,
  freeze: listOf(text),
  signal: anything,
  write: flag,
  checkpoint: text,
  progress: flag,
  watch: watchCheck,
  on: objectWith('run', 'threads'),
  ranks: integer(1, 64),
  peers: objectWith('rank', 'size', 'sum'),
  profile: flag,
};

/**
 * What the models of the zoo have in common: a configuration that never changes, and a trained state that fit() or a file
 * brings. A model adds how it reads data, its network and what it can be asked.
 */
export abstract class BaseModel<
  C extends object,
  S extends ModelState,
  R extends FitResult,
  D = AnnData,
> implements Model<C> {
  abstract readonly card: ModelCard;
  abstract readonly can: Capabilities;
  abstract readonly frame?: TissueFrame | undefined;
  readonly config: Readonly<C>;
  #state: S | undefined;

  /** @param config already checked */
  constructor(config: C) {
    this.config = { ...config };
  }

  get trained(): boolean {
    return this.#state !== undefined;
  }

  get features(): readonly string[] | undefined {
    return this.#state?.features;
  }

  get notices(): readonly string[] {
    return this.#state?.notices ?? [];
  }

  get steering(): Steering | undefined {
    return this.#state?.steering;
  }

  /**
   * Trains from scratch, from the weights in `from`, or goes on where `checkpoint` stopped, and writes results into the data.
   * The data are checked before anything changes. A run that is stopped keeps what it has learned.
   *
   * @returns a run that can be awaited, iterated, looked at and stopped
   * @throws TissuebookError 'unknown-option', 'missing-key' (something that the card says it needs), 'not-finite',
   *   'invalid-argument' (too few cells, values that the model cannot take)
   */
  fit(data: ModelData | Corpus, options: FitOptions = {}): TrainingRun<R> {
    const where = `${this.card.id}.fit`;
    checkOptions(where, options, fitChecks);
    this.#checkTargets(where, options);
    checkRanks(where, this.card.name, options, this.undivided);
    checkNeeds(where, this.card, data);
    const watch = makeWatch(where, () => this.#twin(), data, options);
    if (options.on) return fitOn(options.on, this.fresh(), data, options, async (path) => void this.keep(await loadModel(path, this.reader))); // prettier-ignore
    const told = { ...options, watch: watch ?? false };
    return this.startFit(this.read(where, data), told, this.#startOf(where, options.from));
  }

  /**
   * What training on these data will take: parameters, memory and time on this machine. Nothing is trained.
   * @throws TissuebookError as fit() does for data that it cannot use
   */
  async summary(data: ModelData | Corpus, options: { epochs?: number } = {}): Promise<ModelSummary> {
    const where = `${this.card.id}.summary`;
    checkOptions(where, options, { epochs: integer(1, 100000) });
    checkNeeds(where, this.card, data);
    return this.summarize(this.read(where, data), options.epochs);
  }

  /**
   * Writes weights, configuration and features into one safetensors file, whole or not at all.
   * @throws TissuebookError 'not-trained', 'disk-full'
   */
  async save(path: string): Promise<void> {
    await saveModel(path, this.reader, this.needState('save'));
  }

  fresh(changes: Partial<C> = {}, purpose?: Capability): Model<C> {
    return this.make({ ...this.config, ...this.settingsFor(purpose), ...changes });
  }

  /** Takes a trained state in place of the one before. */
  keep(state: S): this {
    if (state !== this.#state) this.#state?.parameters.dispose();
    this.#state = state;
    return this;
  }

  /** Why several processes cannot train it together, as the end of a sentence; undefined for a model whose batches are sums over cells. */
  protected readonly undivided: string | undefined = 'its trainer makes no shares of batches';
  /** How the model's files are read and written. */
  protected abstract readonly reader: ModelReader<S>;
  /** A model of the same kind, untrained. @param config not yet checked */
  protected abstract make(config: C): Model<C>;
  /** The data as this model takes them. @throws TissuebookError 'invalid-argument' for data of another kind */
  protected abstract read(where: string, data: ModelData | Corpus): D;
  protected abstract startFit(data: D, options: FitOptions, from: StartWeights<S> | undefined): TrainingRun<R>;
  protected abstract summarize(data: D, epochs: number | undefined): Promise<ModelSummary>;

  /** Settings that suit what a twin will be asked; none unless a model says so. */
  protected settingsFor(_purpose: Capability | undefined): Partial<C> {
    return {};
  }

  /** The trained state. @param verb the function as its user calls it; @throws TissuebookError 'not-trained' */
  protected needState(verb: string): S {
    if (this.#state) return this.#state;
    throw new TissuebookError('not-trained', `${this.card.id}.${verb}: this model has not been trained.`, {
      advice: 'Call fit first, or load a saved model.',
    });
  }

  /** Refuses targets that this model cannot learn. */
  #checkTargets(where: string, options: FitOptions): void {
    const targets = { labels: 'classify', perturbations: 'predictGenePerturbation' } as const;
    for (const [name, capability] of Object.entries(targets)) {
      const found = options[name as keyof typeof targets];
      if (found === undefined || this.can[capability]) continue;
      throw new TissuebookError('invalid-argument', `${where}: ${this.card.name} does not learn ${name}.`, {
        argument: name,
        found,
        advice: `It can: ${Object.keys(this.can).join(', ')}.`,
      });
    }
  }

  /** Another model of the same settings, which speaks for a state that is being trained. */
  #twin(): Twin {
    const model = this.make({ ...this.config });
    return { model, hold: (state) => void (model instanceof BaseModel && model.keep(state as S)) };
  }

  #startOf(where: string, from: FitOptions['from']): StartWeights<S> | undefined {
    if (from === undefined || typeof from === 'string') return from;
    if (from instanceof BaseModel && from.card.id === this.card.id) return from.needState('fit') as S;
    const found = (from as { card?: { id?: unknown } } | null)?.card?.id;
    throw new TissuebookError('checkpoint-mismatch', `${where}: from is no trained ${this.card.name}.`, {
      argument: 'from',
      found,
      advice: `Give a trained ${this.card.name}, or the path of a file that its save() wrote.`,
    });
  }
}

/** Where training starts from: the state of a trained model, or the path of its file. */
export type StartWeights<S extends ModelState> = S | string;
