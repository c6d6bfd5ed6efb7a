import { DenseMatrix, type AnnData } from '../../data';
import { readSections } from '../../data/sections';
import { radiusGraph } from '../../graph';
import { rowsOf } from '../../graph/neighborhood';
import { anything, checkOptions, flag, integer, number, oneOf, text } from '../../options';
import { cifmCard } from '../../protocol/models/cifm';
import {
  type AddedCells,
  type Capabilities,
  type FitOptions,
  type ModelSummary,
  type PredictPerturbationOptions,
  type TissueFrame,
  toCells,
} from '../contract';
import { type Locations, placeVoidCells, readAddedCells } from '../training/addedCells';
import type { StartWeights } from '../training/baseModel';
import { checkCells, marked } from '../training/cells';
import { maskingRounds } from '../training/maskingRounds';
import { loadModel } from '../training/modelFile';
import { TableModel } from '../training/tableModel';
import { openChangeableTissue } from './changeableTissue';
import { cifmConfig, type CifmConfig, type CifmOptions } from './config';
import { inferBlocks, predictCells, tissueWith } from './inference';
import { type InfluenceOptions, influenceOn, readOut } from './influence';
import type { CifmResult } from './results';
import { cifmReader, type CifmState } from './state';
import { placesOfCells, readTissue, scatterRows, type Tissue } from './tissue';
import { embedTissue, startFit, summarize } from './training';

/** What the options of predictPerturbation() must be. */
const PERTURBATION_CHECKS = {
  block: number(0.001, 1),
  seed: integer(0, 0xffffffff),
  clamp: flag,
  by: oneOf('model', 'neighbors'),
};

/**
 * CI-FM: infers a cell's expression from its microenvironment with a void-invariant, rotation-invariant graph network. Make
 * it with `zoo.create('cifm', options)`. Training writes obsm['X_cifm'] and uns['cifm']; the weights of the best validation are
 * kept, on a share of contiguous tiles unless `validation` names the cells.
 */
export class Cifm extends TableModel<CifmConfig, CifmState, CifmResult> {
  readonly card = cifmCard;
  readonly can: Capabilities;
  protected override readonly undivided = undefined;
  protected readonly reader = cifmReader;

  /** @throws TissuebookError for options it does not know or cannot use */
  constructor(options: CifmOptions = {}) {
    super(cifmConfig(options));
    const prepared = (adata: AnnData): Promise<DenseMatrix> => this.prepared(adata);
    this.can = {
      embed: (data) => this.embed(toCells('cifm.embed', data)),
      predictCells: {
        share: this.config.mask,
        prepared,
        predict: (adata, cells, options) => this.predict(adata, cells, options),
      },
      predictPerturbation: {
        prepared,
        predict: (adata, added, options) => this.predictPerturbation(adata, added, options),
      },
      perturb: async (adata) => openChangeableTissue(this.needState('perturb'), adata),
    };
  }

  /** Genes of a trained model, in its order. */
  get genes(): readonly string[] {
    return this.needState('genes').features;
  }

  /** How far a cell's receptive field reaches in one layer, in the unit of the positions of the training data. */
  get reach(): number {
    return this.needState('reach').radius;
  }

  get frame(): TissueFrame {
    const { section: sectionColumn } = this.config;
    const reach = (): number => this.reach;
    return {
      sectionColumn,
      sections: (adata) => readSections('cifm', adata, sectionColumn),
      graph: (points, section) => radiusGraph(points, { radius: reach(), ...(section && { groups: section }) }),
      ...(this.trained && { reach: this.reach }),
    };
  }

  /** Microenvironments [cells, dim], as obsm['X_cifm']; a cell that expresses nothing has zeros. */
  async embed(adata: AnnData): Promise<DenseMatrix> {
    const { state, tissue } = await this.#read('embed', adata);
    const values = await embedTissue(state, tissue, new Uint8Array(tissue.cells.length));
    return new DenseMatrix(adata.nObs, this.config.dim, values);
  }

  /**
   * Expression of given cells as inferred from their surroundings [cells.length, genes]: log1p of counts normalized to 10,000,
   * or the unit of prepared data. Their own values are not looked at.
   *
   * @param options.together masks all given cells at once, as for a gap; else they are masked in rounds of the share that
   *   training masks, so that each is inferred among visible cells. Default false
   */
  async predict(
    adata: AnnData,
    cells: ArrayLike<number>,
    options: { together?: boolean; seed?: number } = {},
  ): Promise<DenseMatrix> {
    checkOptions('cifm.predict', options, { together: flag, seed: integer(0, 0xffffffff) });
    const { state, tissue } = await this.#read('predict', adata);
    const places = placesOfCells(tissue, checkCells('cifm.predict', tissue.nObs, cells, { once: true }));
    const genes = state.features.length;
    const rows = new Map<number, Float32Array>();
    const there = places.filter((at) => at >= 0);
    const rounds = options.together
      ? [there]
      : maskingRounds(there, this.config.mask, options.seed ?? this.config.seed);
    const absent = new Uint8Array(tissue.cells.length);
    for (const round of rounds) {
      const masked = marked(absent.length, round);
      const values = await predictCells(state, tissue, round, { absent, masked });
      round.forEach((at, row) => rows.set(at, values.subarray(row * genes, (row + 1) * genes)));
    }
    const out = new Float32Array(cells.length * genes);
    places.forEach((at, row) => out.set(rows.get(at) ?? [], row * genes));
    return new DenseMatrix(cells.length, genes, out);
  }

  /**
   * Expression of cells imagined at given locations [locations, genes]. They are there together: locations within reach of each
   * other know of each other, as cells that are masked together do.
   *
   * @param locations [n, 2] (or 3), in the unit of the data
   * @param options.section where they lie, needed when the data have several sections
   */
  async predictAt(adata: AnnData, locations: Locations, options: { section?: string } = {}): Promise<DenseMatrix> {
    const { state, tissue } = await this.#read('predictAt', adata);
    const added = placeVoidCells('cifm.predictAt', tissue, locations, options.section);
    const genes = state.features.length;
    const joined = tissueWith(tissue, added);
    const asked = added.section.map((_, i) => tissue.cells.length + i);
    const hidden = { absent: new Uint8Array(joined.section.length), masked: marked(joined.section.length, asked) };
    return new DenseMatrix(asked.length, genes, await predictCells(state, joined, asked, hidden));
  }

  /** The values of all cells as the model takes them [cells, genes]: its genes, normalized as in training. */
  async prepared(adata: AnnData): Promise<DenseMatrix> {
    const { tissue } = await this.#read('prepared', adata);
    const all = Int32Array.from({ length: tissue.cells.length }, (_, i) => i);
    const genes = tissue.features.length;
    return new DenseMatrix(adata.nObs, genes, scatterRows(tissue, all, rowsOf(tissue.matrix, all), genes));
  }

  /**
   * How the cells of a tissue answer to added ones (the paper's perturbation): block by block they are masked, inferred from
   * everything else and written back, once each; added cells stay as they are. Nothing is added where `added` is absent.
   *
   * @param options.block share of the cells in one block; the configuration's mask unless given
   * @param options.seed order of the blocks; the configuration's unless given
   * @param options.by 'neighbors' lets the plain mean of the visible cells within reach answer instead of the model
   * @returns the cells of the data [cells, genes], as `prepared` has them; void cells stay zero
   */
  async predictPerturbation(
    adata: AnnData,
    added?: AddedCells,
    options: PredictPerturbationOptions = {},
  ): Promise<DenseMatrix> {
    checkOptions('cifm.predictPerturbation', options, PERTURBATION_CHECKS);
    const { state, tissue } = await this.#read('predictPerturbation', adata);
    const genes = state.features.length;
    const cells = readAddedCells('cifm.predictPerturbation', tissue, added);
    const all = Int32Array.from({ length: tissue.cells.length }, (_, i) => i);
    const blocks = maskingRounds(all, options.block ?? this.config.mask, options.seed ?? this.config.seed);
    const { clamp = true, by = 'model' } = options;
    const rows = await inferBlocks(state, tissue, cells, blocks, { clamp, by });
    return new DenseMatrix(adata.nObs, genes, scatterRows(tissue, all, rows, genes));
  }

  /**
   * What moves a read-out most (gradient counterfactual): how the inferred expression of some cells, weighed by gene, answers
   * to the expression of the cells around them. First order only: it says where to look, `predictPerturbation` says what comes out.
   *
   * @param options.cells cells whose inferred expression is read out, by number; they are hidden together
   * @param options.weights weight of each gene in the read-out, by name: { PDL1: 1 }
   * @param options.at places of void cells whose influence is asked for, instead of that of the cells of the data
   * @returns change of the mean read-out for each unit of a gene in a cell [cells of the data, or places, genes]
   * @throws TissuebookError 'missing-key' (a gene that the model does not know), 'invalid-argument'
   */
  async influence(adata: AnnData, options: InfluenceOptions): Promise<DenseMatrix> {
    const where = 'cifm.influence';
    checkOptions(where, options, { cells: anything, weights: anything, at: anything, section: text });
    const { state, tissue } = await this.#read('influence', adata);
    const genes = state.features.length;
    const asked = placesOfCells(tissue, checkCells(where, tissue.nObs, options.cells, { once: true })).filter(
      (place) => place >= 0,
    );
    const added = options.at
      ? placeVoidCells(where, tissue, options.at, options.section)
      : readAddedCells(where, tissue, undefined);
    const joined = tissueWith(tissue, added);
    const absent = new Uint8Array(joined.section.length);
    const hidden = { absent, masked: marked(absent.length, asked) };
    const rows = await influenceOn(state, joined, asked, hidden, readOut(where, state.features, options.weights));
    const own = tissue.cells.length;
    if (options.at) return new DenseMatrix(added.section.length, genes, rows.slice(own * genes));
    const all = Int32Array.from({ length: own }, (_, i) => i);
    return new DenseMatrix(adata.nObs, genes, scatterRows(tissue, all, rows, genes));
  }

  /**
   * A model from a file that save() wrote.
   * @throws TissuebookError 'file-not-found', 'corrupt', 'too-large', 'checkpoint-mismatch' (of another model)
   */
  static async load(path: string): Promise<Cifm> {
    const state = await loadModel(path, cifmReader);
    return new Cifm(state.config).keep(state);
  }

  protected make(config: CifmConfig): Cifm {
    return new Cifm(config);
  }

  protected startFit(adata: AnnData, options: FitOptions, from?: StartWeights<CifmState>) {
    return startFit(this.config, adata, options, from, (state) => this.keep(state));
  }

  protected async summarize(adata: AnnData, epochs = this.config.epochs): Promise<ModelSummary> {
    return summarize(this.config, adata, epochs);
  }

  async #read(verb: string, adata: AnnData): Promise<{ state: CifmState; tissue: Tissue }> {
    const state = this.needState(verb);
    return { state, tissue: readTissue(`cifm.${verb}`, adata, this.config, state) };
  }
}
