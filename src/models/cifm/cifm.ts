import { DenseMatrix, type AnnData } from '../../data';
import type { TrainingRun } from '../../engine';
import { anything, checkOptions, flag, integer, text } from '../../options';
import { maskingRounds } from '../training/maskingRounds';
import { loadModel } from '../training/modelFile';
import type { ModelSummary } from '../contract/modelSummary';
import { rowsOf } from '../../graph/neighborhood';
import { respondChecks, type RespondingModel, type RespondOptions } from '../contract/respondingModel';
import { fitChecks } from '../contract/tissueModel';
import { ZooModel } from '../training/zooModel';
import { withCells } from './added';
import { marked, placesOfCells, scatterRows } from './cells';
import { cifmReader, saveState } from './checkpoint';
import { cifmConfig, type CifmConfig, type CifmOptions } from './config';
import { embedTissue, startFit, type CifmFitOptions } from './fitting';
import { influenceOn } from './influence';
import { type InfluenceOptions, readOut, voidCells } from './influenceOptions';
import { readInjection, readLocations, sectionOf, type Injection, type Locations } from './injection';
import { predictCells } from './passes';
import { respond } from './respond';
import type { CifmResult } from './results';
import type { CifmState } from './state';
import { summarize } from './summary';
import { readTissue, type Tissue } from './tissue';

/**
 * CI-FM: infers a cell's expression from its microenvironment with a void-invariant, rotation-invariant graph network. Make
 * it with `zoo.create('cifm', options)`.
 */
export class Cifm extends ZooModel<CifmConfig, CifmState, CifmResult> implements RespondingModel {
  readonly name = 'cifm';

  /** @throws TissuebookError for options it does not know or cannot use */
  constructor(options: CifmOptions = {}) {
    super(cifmConfig(options));
  }

  /** Genes of a trained model, in its order. */
  get genes(): readonly string[] {
    return this.needState('cifm.genes').features;
  }

  /** How far a cell hears, in the unit of the positions of the training data. */
  get reach(): number {
    return this.needState('cifm.reach').radius;
  }

  /**
   * Trains from scratch on X and positions, and writes obsm['X_cifm'] and uns['cifm']. The data are checked before anything
   * changes. A run that is stopped keeps what it has learnt; the weights of the best validation are kept.
   *
   * @param options.epochs passes over the cells; the configuration's unless given
   * @param options.heldOut cells that are in no input and no target, by number
   * @param options.validation cells that judge the training, by number; a share of contiguous tiles unless given
   * @param options.write whether results go into `adata`; true unless given
   * @param options.checkpoint a file that keeps the run while it goes: see FitOptions
   * @returns a run that can be awaited, iterated, looked at and stopped
   * @throws TissuebookError 'unknown-option', 'missing-key' (no X, no coordinates, no such obs column), 'not-finite',
   *   'invalid-argument' (values below zero, a gene twice, too few cells)
   */
  fit(adata: AnnData, options: CifmFitOptions = {}): TrainingRun<CifmResult> {
    checkOptions('cifm.fit', options, { ...fitChecks, validation: anything });
    return startFit(this.config, adata, options, (state) => this.keep(state));
  }

  /**
   * What training on these data will take: parameters, memory and time on this machine. Nothing is trained.
   * @throws TissuebookError as fit() does for data that it cannot use
   */
  async summary(adata: AnnData, options: { epochs?: number } = {}): Promise<ModelSummary> {
    checkOptions('cifm.summary', options, { epochs: integer(1, 100000) });
    const tissue = readTissue('cifm.summary', adata, this.config);
    return summarize(this.config, tissue, options.epochs ?? this.config.epochs);
  }

  /** Microenvironments [cells, dim], as obsm['X_cifm']; a cell that expresses nothing has zeros. */
  async embed(adata: AnnData): Promise<DenseMatrix> {
    const { state, tissue } = await this.#read('cifm.embed', adata);
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
    const { state, tissue } = await this.#read('cifm.predict', adata);
    const places = placesOfCells('cifm.predict', tissue, cells);
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
    const { state, tissue } = await this.#read('cifm.predictAt', adata);
    const points = readLocations('cifm.predictAt', locations, tissue);
    const section = sectionOf('cifm.predictAt', tissue, options.section);
    const genes = state.features.length;
    const joined = withCells(tissue, {
      expression: new Float32Array(points.rows * genes),
      points: Float64Array.from(points.values),
      section: new Int32Array(points.rows).fill(section),
    });
    const asked = Int32Array.from({ length: points.rows }, (_, i) => tissue.cells.length + i);
    const hidden = { absent: new Uint8Array(joined.section.length), masked: marked(joined.section.length, asked) };
    return new DenseMatrix(points.rows, genes, await predictCells(state, joined, asked, hidden));
  }

  /** The values of all cells as the model takes them [cells, genes]: its genes, normalized as in training. */
  async prepared(adata: AnnData): Promise<DenseMatrix> {
    const { tissue } = await this.#read('cifm.prepared', adata);
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
  async respond(adata: AnnData, added?: Injection, options: RespondOptions = {}): Promise<DenseMatrix> {
    checkOptions('cifm.respond', options, respondChecks);
    const { state, tissue } = await this.#read('cifm.respond', adata);
    const genes = state.features.length;
    const cells = readInjection('cifm.respond', tissue, added);
    const all = Int32Array.from({ length: tissue.cells.length }, (_, i) => i);
    const blocks = maskingRounds(all, options.block ?? this.config.mask, options.seed ?? this.config.seed);
    const { clamp = true, by = 'model' } = options;
    const rows = await respond(state, tissue, cells, blocks, { clamp, by });
    return new DenseMatrix(adata.nObs, genes, scatterRows(tissue, all, rows, genes));
  }

  /**
   * What moves a read-out most (gradient counterfactual): how the inferred expression of some cells, weighed by gene, answers
   * to the expression of the cells around them. First order only: it says where to look, `respond` says what comes out.
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
    const { state, tissue } = await this.#read(where, adata);
    const genes = state.features.length;
    const asked = placesOfCells(where, tissue, options.cells).filter((place) => place >= 0);
    const added = readInjection(where, tissue, options.at && voidCells(options.at, genes, options.section));
    const joined = withCells(tissue, added);
    const absent = new Uint8Array(joined.section.length);
    const hidden = { absent, masked: marked(absent.length, asked) };
    const rows = await influenceOn(state, joined, asked, hidden, readOut(where, state.features, options.weights));
    const own = tissue.cells.length;
    if (options.at) return new DenseMatrix(added.section.length, genes, rows.slice(own * genes));
    const all = Int32Array.from({ length: own }, (_, i) => i);
    return new DenseMatrix(adata.nObs, genes, scatterRows(tissue, all, rows, genes));
  }

  /**
   * Writes weights, configuration and genes into one safetensors file, whole or not at all.
   * @throws TissuebookError 'not-trained', 'disk-full'
   */
  async save(path: string): Promise<void> {
    await saveState(path, this.needState('cifm.save'));
  }

  /**
   * A model from a file that save() wrote.
   * @throws TissuebookError 'file-not-found', 'corrupt', 'too-large', 'checkpoint-mismatch' (of another model)
   */
  static async load(path: string): Promise<Cifm> {
    const state = await loadModel(path, cifmReader);
    const model = new Cifm(state.config);
    model.keep(state);
    return model;
  }

  async #read(where: string, adata: AnnData): Promise<{ state: CifmState; tissue: Tissue }> {
    const state = this.needState(where);
    return { state, tissue: readTissue(where, adata, this.config, state) };
  }
}
