import type { AnnData, DenseMatrix } from '../../data';
import type { TrainingRun } from '../../engine';
import { TissuebookError } from '../../errors';
import type { ModelState } from './modelState';
import type { ModelSummary } from '../contract/modelSummary';
import type { FitOptions, TissueModel } from '../contract/tissueModel';

/**
 * What all models of the zoo have in common: a configuration that never changes, and a trained state that fit() or a file
 * brings. A model adds how it reads data, its network and what it can be asked.
 */
export abstract class ZooModel<C extends object, S extends ModelState, R> implements TissueModel {
  abstract readonly name: string;
  readonly config: Readonly<C> & Readonly<Record<string, unknown>>;
  #state: S | undefined;

  /** @param config already checked */
  constructor(config: C) {
    this.config = { ...config } as Readonly<C> & Readonly<Record<string, unknown>>;
  }

  get trained(): boolean {
    return this.#state !== undefined;
  }

  /** Trains from scratch, or goes on where `checkpoint` stopped, and writes results into the data. */
  abstract fit(adata: AnnData, options?: FitOptions): TrainingRun<R>;

  /** What training on these data will take: parameters, memory and time on this machine. Nothing is trained. */
  abstract summary(adata: AnnData, options?: { epochs?: number }): Promise<ModelSummary>;

  /** One vector for each cell [cells, width]. Changes nothing. */
  abstract embed(adata: AnnData): Promise<DenseMatrix>;

  /** Writes weights, configuration and features into one safetensors file, whole or not at all. */
  abstract save(path: string): Promise<void>;

  /** Takes a trained state in place of the one before. */
  protected keep(state: S): void {
    if (state !== this.#state) this.#state?.parameters.dispose();
    this.#state = state;
  }

  /** The trained state. @param where the function as its user calls it; @throws TissuebookError 'not-trained' */
  protected needState(where: string): S {
    if (this.#state) return this.#state;
    throw new TissuebookError('not-trained', `${where}: this model has not been trained.`, {
      advice: 'Call fit first, or load a saved model.',
    });
  }
}
