import { DenseMatrix, type AnnData } from '../../data';
import type { TrainingRun } from '../../engine';
import { checkOptions, integer, oneOf } from '../../options';
import { loadModel } from '../training/modelFile';
import type { ModelSummary } from '../contract/modelSummary';
import { fitChecks, type FitOptions, type ImputingModel, type TokenModel, type Tokens } from '../contract/tissueModel';
import { ZooModel } from '../training/zooModel';
import { saveState, squintReader } from './checkpoint';
import { cellMask, matchTissue, refuseTraining } from './checks';
import { squintConfig, type SquintConfig, type SquintOptions } from './config';
import type { Encoded } from './encodeAll';
import { startFit } from './fitting';
import { imputeCells } from './imputing';
import type { SquintResult } from './results';
import { encodeTissue } from './session';
import type { SquintState } from './state';
import { summarize } from './summary';
import { readTissue, type Tissue } from './tissue';

/** How data that the model was not trained on are read. */
export interface ReadOptions {
  /** What to do with sections that the model does not know: refuse them, or let each count as a part of all known ones. */
  newSections?: 'refuse' | 'average';
}

/**
 * SQUINT: discrete tissue tokens from a graph autoencoder with a vector-quantized bottleneck. Make it with
 * `zoo.create('squint', options)`.
 */
export class Squint extends ZooModel<SquintConfig, SquintState, SquintResult> implements TokenModel, ImputingModel {
  readonly name = 'squint';

  /** @throws TissuebookError for options it does not know or cannot use */
  constructor(options: SquintOptions = {}) {
    super(squintConfig(options));
  }

  /** The same configuration, untrained, except that masked cells hear their nearest observed cells. */
  untrainedForPatches(): Squint {
    return new Squint({ ...this.config, masked: 'observed' });
  }

  /**
   * Trains from scratch on X and positions, and writes obs['squint_token'], obsm['X_squint'] and uns['squint']. The
   * data are checked before anything changes. A run that is stopped keeps what it has learnt.
   *
   * @param options.epochs passes over the cells; the configuration's unless given
   * @param options.heldOut cells that are in no input and no target, by number
   * @param options.write whether results go into `adata`; true unless given
   * @param options.checkpoint a file that keeps the run while it goes: see FitOptions
   * @returns a run that can be awaited, iterated, looked at and stopped
   * @throws TissuebookError 'unknown-option', 'missing-key' (no X, no coordinates, no such obs column), 'not-finite',
   *   'invalid-argument' (too few cells, negative counts)
   */
  fit(adata: AnnData, options: FitOptions = {}): TrainingRun<SquintResult> {
    checkOptions('squint.fit', options, fitChecks);
    return startFit(this.config, adata, options, (state) => this.keep(state));
  }

  /**
   * What training on these data will take: parameters, memory and time on this machine. Nothing is trained.
   * @throws TissuebookError as fit() does for data that it cannot use
   */
  async summary(adata: AnnData, options: { epochs?: number } = {}): Promise<ModelSummary> {
    checkOptions('squint.summary', options, { epochs: integer(1, 100000) });
    refuseTraining('squint.summary', this.config);
    const tissue = readTissue('squint.summary', adata, this.config);
    return summarize(this.config, tissue, options.epochs ?? this.config.epochs);
  }

  /**
   * Latents of all cells before quantization [cells, dim], as obsm['X_squint']. The data may be others than the training
   * data: features are found by name.
   */
  async embed(adata: AnnData, options: ReadOptions = {}): Promise<DenseMatrix> {
    const { latents } = await this.#encode('squint.embed', adata, options);
    return new DenseMatrix(adata.nObs, this.config.dim, latents);
  }

  /** Tokens of all cells. The data may be others than the training data: features are found by name. */
  async tokenize(adata: AnnData, options: ReadOptions = {}): Promise<Tokens> {
    const { tokens } = await this.#encode('squint.tokenize', adata, options);
    return { codes: tokens, heads: this.config.heads, codesPerHead: this.config.codes };
  }

  /**
   * Expected mean of each given cell's and its neighbors' values [cells.length, features], in the unit of X, from
   * positions alone: the cells are masked, and their own values are not looked at. The read depth of counts, unknown
   * for a masked cell, is the mean of the 16 nearest observed cells'.
   */
  async impute(adata: AnnData, cells: ArrayLike<number>): Promise<DenseMatrix> {
    const state = this.needState('squint.impute');
    const tissue = this.#read('squint.impute', adata, state);
    const masked = cellMask('squint.impute', tissue, cells);
    const values = await imputeCells(state, tissue, Int32Array.from(cells), masked);
    return new DenseMatrix(cells.length, tissue.features.length, values);
  }

  /**
   * Writes weights, configuration, features and sections into one safetensors file, whole or not at all.
   * @throws TissuebookError 'not-trained', 'disk-full'
   */
  async save(path: string): Promise<void> {
    await saveState(path, this.needState('squint.save'));
  }

  /**
   * A model from a file that save() wrote.
   * @throws TissuebookError 'file-not-found', 'corrupt', 'too-large', 'checkpoint-mismatch' (of another model)
   */
  static async load(path: string): Promise<Squint> {
    const state = await loadModel(path, squintReader);
    const model = new Squint(state.config);
    model.keep(state);
    return model;
  }

  #encode(where: string, adata: AnnData, options: ReadOptions): Promise<Encoded> {
    checkOptions(where, options, { newSections: oneOf('refuse', 'average') });
    const state = this.needState(where);
    const tissue = this.#read(where, adata, state, options.newSections);
    return encodeTissue(state, tissue, new Uint8Array(tissue.cells));
  }

  #read(where: string, adata: AnnData, state: SquintState, newSections?: ReadOptions['newSections']): Tissue {
    return matchTissue(where, readTissue(where, adata, this.config), state, newSections);
  }
}
