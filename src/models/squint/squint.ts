import { DenseMatrix, type AnnData } from '../../data';
import { readSections } from '../../data/sections';
import { knnGraph } from '../../graph';
import { TissuebookError } from '../../errors';
import { checkOptions, integer, oneOf } from '../../options';
import { squintCard } from '../../protocol/models/squint';
import {
  type Capabilities,
  type Capability,
  type FitOptions,
  type ModelSummary,
  type TissueFrame,
  toCells,
} from '../contract';
import type { Tokens } from '../contract';
import type { StartWeights } from '../training/baseModel';
import { checkCells, marked } from '../training/cells';
import { loadModel } from '../training/modelFile';
import { TableModel } from '../training/tableModel';
import { squintConfig, type SquintConfig, type SquintOptions } from './config';
import { type Encoded, encodeBatches, encodeTissue, imputeCells } from './inference';
import type { SquintResult } from './results';
import { squintReader, type SquintState } from './state';
import { matchTissue, readTissue, type Tissue } from './tissue';
import { startFit, summarize } from './training';

/** How data that the model was not trained on are read. */
export interface ReadOptions {
  /** What to do with sections that the model does not know: refuse them, or let each count as a part of all known ones. */
  newSections?: 'refuse' | 'average';
  /**
   * For converted weights with a mask token: how many cells are masked together, in the order of the data. 1, the default: each cell is
   * hidden alone, and what it is told does not hang on the order. 256: as the authors' `predict`; about a tenth of the tokens differ.
   */
  together?: number;
}

/**
 * SQUINT: discrete tissue tokens from a graph autoencoder with a vector-quantized bottleneck. Make it with
 * `zoo.create('squint', options)`. Training writes obs['squint_token'], obsm['X_squint'] and uns['squint'].
 */
export class Squint extends TableModel<SquintConfig, SquintState, SquintResult> {
  readonly card = squintCard;
  readonly can: Capabilities = {
    embed: (data) => this.embed(toCells('squint.embed', data)),
    tokenize: (data) => this.tokenize(toCells('squint.tokenize', data)),
    fillCells: (adata, cells) => this.impute(adata, cells),
  };
  readonly frame: TissueFrame;
  protected override readonly undivided = undefined;
  protected readonly reader = squintReader;

  /** @throws TissuebookError for options it does not know or cannot use */
  constructor(options: SquintOptions = {}) {
    super(squintConfig(options));
    const { section: sectionColumn, neighbors: k } = this.config;
    this.frame = {
      sectionColumn,
      sections: (adata) => readSections('squint', adata, sectionColumn),
      graph: (points, section) => knnGraph(points, { k, symmetric: true, ...(section && { groups: section }) }),
    };
  }

  /**
   * Latents of all cells before quantization [cells, dim], as obsm['X_squint']. The data may be others than the training
   * data: features are found by name.
   */
  async embed(adata: AnnData, options: ReadOptions = {}): Promise<DenseMatrix> {
    const { latents } = await this.#encode('embed', adata, options);
    return new DenseMatrix(adata.nObs, this.config.dim, latents);
  }

  /** Tokens of all cells. The data may be others than the training data: features are found by name. */
  async tokenize(adata: AnnData, options: ReadOptions = {}): Promise<Tokens> {
    const { tokens } = await this.#encode('tokenize', adata, options);
    return { codes: tokens, heads: this.config.heads, codesPerHead: this.config.codes };
  }

  /**
   * Expected mean of each given cell's and its neighbors' values [cells.length, features], in the unit of X, from
   * positions alone: the cells are masked, and their own values are not looked at. The read depth of counts, unknown
   * for a masked cell, is the mean of the 16 nearest observed cells'.
   */
  async impute(adata: AnnData, cells: ArrayLike<number>): Promise<DenseMatrix> {
    const state = this.needState('impute');
    const tissue = this.#read('squint.impute', adata, state);
    const asked = checkCells('squint.impute', tissue.cells, cells);
    const values = await imputeCells(state, tissue, asked, marked(tissue.cells, asked));
    return new DenseMatrix(cells.length, tissue.features.length, values);
  }

  /**
   * A model from a file that save() wrote.
   * @throws TissuebookError 'file-not-found', 'corrupt', 'too-large', 'checkpoint-mismatch' (of another model)
   */
  static async load(path: string): Promise<Squint> {
    const state = await loadModel(path, squintReader);
    return new Squint(state.config).keep(state);
  }

  protected make(config: SquintConfig): Squint {
    return new Squint(config);
  }

  /** Gaps are filled better by a model whose masked cells look at their nearest observed cells. */
  protected override settingsFor(purpose: Capability | undefined): Partial<SquintConfig> {
    return purpose === 'fillCells' ? { masked: 'observed' } : {};
  }

  protected startFit(adata: AnnData, options: FitOptions, from?: StartWeights<SquintState>) {
    return startFit(this.config, adata, options, from, (state) => this.keep(state));
  }

  protected async summarize(adata: AnnData, epochs?: number): Promise<ModelSummary> {
    return summarize(this.config, adata, epochs);
  }

  #encode(verb: string, adata: AnnData, options: ReadOptions): Promise<Encoded> {
    const where = `squint.${verb}`;
    checkOptions(where, options, { newSections: oneOf('refuse', 'average'), together: integer(1, 1e6) });
    const state = this.needState(verb);
    const { together = 1 } = options;
    if (together > 1 && state.config.layout !== 'official') throw notTogether(where, state.config.layout, together);
    const tissue = this.#read(where, adata, state, options.newSections);
    if (together > 1) return encodeBatches(state, tissue, together);
    return encodeTissue(state, tissue, new Uint8Array(tissue.cells));
  }

  #read(where: string, adata: AnnData, state: SquintState, newSections?: ReadOptions['newSections']): Tissue {
    return matchTissue(where, readTissue(where, adata, this.config), state, newSections);
  }
}

const notTogether = (where: string, layout: string, found: number): TissuebookError =>
  new TissuebookError('invalid-argument', `${where}: this model (layout ${layout}) hides no cell from itself.`, {
    argument: 'together',
    found,
    advice: 'together is for converted weights with a mask token.',
  });
