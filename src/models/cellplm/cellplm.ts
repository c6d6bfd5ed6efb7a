import { type AnnData, BackedAnnData, DenseMatrix } from '../../data';
import { readSections } from '../../data/sections';
import { TissuebookError } from '../../errors';
import { tf } from '../../engine';
import { knnGraph } from '../../graph';
import { anything, checkArgument, checkOptions, listOf, text } from '../../options';
import { cellplmCard } from '../../protocol/models/cellplm';
import {
  type AttendOptions,
  type Attention,
  type Capabilities,
  type Classification,
  type Corpus,
  type FitOptions,
  type GenePerturbationPrediction,
  type GenePrediction,
  isCorpus,
  type ModelData,
  type ModelSummary,
  type TissueFrame,
  toCells,
} from '../contract';
import { BaseModel, type StartWeights } from '../training/baseModel';
import { askedColumns } from '../training/matchFeatures';
import { loadModel } from '../training/modelFile';
import { attendingCells } from './attending';
import { cellplmReader } from './checkpoint';
import { cellplmConfig, type CellplmConfig, type CellplmOptions } from './config';
import { startFit } from './fitting';
import { head } from './heads';
import { expressionOf, inferCells, vectorOf } from './inference';
import { headInput, headOf } from './layout';
import { predictPerturbed } from './perturbation';
import type { CellplmResult } from './results';
import { readSamples, type Samples } from './samples';
import type { CellplmState, CellplmTask } from './state';
import { summarize } from './summary';

/** Neighbors that tasks take around a cell; attention itself reaches the whole sequence (ours). */
const NEIGHBORS = 8;

/**
 * CellPLM (Wen et al.): the cells of a sample or of a field of view are the tokens of a transformer, with or without positions.
 * Make it with `zoo.create('cellplm', options)`. Training writes obsm['X_cellplm'] and uns['cellplm']. Several tables, measured
 * with panels of their own, are one corpus: what a panel lacks is neither an input nor a target.
 *
 *     const model = zoo.create('cellplm', { section: 'fov' });
 *     await model.fit([blood, tissue]);
 *     const vectors = await model.embed(tissue);
 */
export class Cellplm extends BaseModel<CellplmConfig, CellplmState, CellplmResult, readonly AnnData[]> {
  readonly card = cellplmCard;
  readonly can: Capabilities = {
    embed: (data) => this.embed(toCells('cellplm.embed', data)),
    fillGenes: (data, options) => this.fillGenes(toCells('cellplm.fillGenes', data), options),
    classify: (data) => this.classify(toCells('cellplm.classify', data)),
    predictGenePerturbation: (controls, perturbations) =>
      this.predictGenePerturbation(toCells('cellplm.predictGenePerturbation', controls), perturbations),
    attend: (data, options) => this.attend(toCells('cellplm.attend', data), options),
  };
  readonly frame: TissueFrame;
  protected override readonly undivided = 'the cells of a step attend to each other';
  protected readonly reader = cellplmReader;

  /** @throws TissuebookError for options it does not know or cannot use */
  constructor(options: CellplmOptions = {}) {
    super(cellplmConfig(options));
    const { section } = this.config;
    this.frame = {
      sectionColumn: section,
      sections: (adata) => readSections('cellplm', adata, section),
      graph: (points, groups) => knnGraph(points, { k: NEIGHBORS, symmetric: true, ...(groups && { groups }) }),
    };
  }

  /** Vectors of all cells, as obsm['X_cellplm']: [cells, width] or, with vector 'latent', [cells, latent]. Genes are found by name. */
  async embed(adata: AnnData): Promise<DenseMatrix> {
    const { state, samples } = this.#read('embed', adata);
    const width = state.config.vector === 'latent' ? state.config.latent : state.config.width;
    return new DenseMatrix(adata.nObs, width, await inferCells(state, samples, width, vectorOf(state)));
  }

  /**
   * What the model expects at every entry [cells, genes], also where one is known: logarithms as it was trained on, of the layout
   * 'official' counts that add up to the known counts of the cell. Entries with 0 in layers['observed'] are looked at by nobody.
   *
   * @param options.genes which; all that the model knows unless given
   * @throws TissuebookError 'not-trained', 'missing-key' (a gene that the model does not know)
   */
  async fillGenes(adata: AnnData, { genes }: { genes?: readonly string[] } = {}): Promise<GenePrediction> {
    const { state, samples } = this.#read('fillGenes', adata, 'expression');
    const columns = genes && askedColumns('cellplm.fillGenes', state.features, genes);
    const { length } = state.features;
    const values = await inferCells(state, samples, length, expressionOf(state));
    const all = new DenseMatrix(samples.cells, length, values);
    return {
      values: columns ? all.takeColumns(columns) : all,
      genes: genes ?? state.features,
      unit: state.config.layout === 'official' ? 'counts' : 'log1p',
      ...(state.scale > 0 && { scale: state.scale }),
      kind: 'transductive',
    };
  }

  /**
   * The class of each cell, of those that fit learned with `labels`. Another class cannot be an answer.
   * @throws TissuebookError 'not-trained' for a model that learned something else
   */
  async classify(adata: AnnData): Promise<Classification> {
    const { state, samples } = this.#read('classify', adata, 'classes');
    const { classes } = state;
    const probabilities = await inferCells(state, samples, classes.length, (vectors) =>
      tf.softmax(head(state.parameters.at('head'), headOf(state), headInput(state, vectors))),
    );
    return { classes, probabilities: new DenseMatrix(adata.nObs, classes.length, probabilities) };
  }

  /**
   * What unperturbed cells are expected to express after genes of theirs were perturbed, as fit learned with `perturbations`. Perturbed
   * genes are set to `perturbedValue` after the logarithm.
   *
   * @param perturbations genes of each; one without a row in the network is not set, and listed in `untrained`
   * @throws TissuebookError 'not-trained' for a model that learned something else
   */
  async predictGenePerturbation(
    controls: AnnData,
    perturbations: readonly (readonly string[])[],
  ): Promise<GenePerturbationPrediction> {
    checkArgument('cellplm.predictGenePerturbation', 'perturbations', perturbations, listOf(listOf(text)));
    const { state, samples } = this.#read('predictGenePerturbation', controls, 'perturbations');
    const { features, untrained, scale } = state;
    const values = await predictPerturbed(state, samples, perturbations);
    const learned = new Set(features.filter((name) => !untrained.includes(name)));
    return {
      values: new DenseMatrix(perturbations.length, features.length, values),
      genes: features,
      unit: 'log1p',
      ...(scale > 0 && { scale }),
      untrained: [...new Set(perturbations.flat())].filter((gene) => !learned.has(gene)),
    };
  }

  /**
   * Who attends to whom among the cells of a sample or field of view, at most 2,000.
   * @throws TissuebookError 'invalid-argument' (no such layer, too many cells), 'missing-key' (no such section)
   */
  async attend(adata: AnnData, options: AttendOptions = {}): Promise<Attention> {
    checkOptions('cellplm.attend', options, { cells: anything, section: text, layer: anything });
    const { state, samples } = this.#read('attend', adata);
    return attendingCells(state, samples, options);
  }

  /**
   * A model from a file that save() or `tissuebook convert` wrote.
   * @throws TissuebookError 'file-not-found', 'corrupt', 'too-large', 'checkpoint-mismatch' (of another model)
   */
  static async load(path: string): Promise<Cellplm> {
    const state = await loadModel(path, cellplmReader);
    return new Cellplm(state.config).keep(state);
  }

  protected make(config: CellplmConfig): Cellplm {
    return new Cellplm(config);
  }

  protected read(where: string, data: ModelData | Corpus): readonly AnnData[] {
    if (!isCorpus(data)) return [toCells(where, data)];
    return data.map((part, at) => {
      if (typeof part !== 'string' && !(part instanceof BackedAnnData)) return toCells(where, part);
      throw new TissuebookError('invalid-argument', `${where}: table ${at + 1} is not in memory.`, {
        argument: 'data',
        found: at,
        advice: 'Load all of them first: await openCorpus([...]).',
      });
    });
  }

  protected startFit(tables: readonly AnnData[], options: FitOptions, from?: StartWeights<CellplmState>) {
    return startFit(this.config, tables, options, from, (state) => this.keep(state));
  }

  protected async summarize(tables: readonly AnnData[], epochs = this.config.epochs): Promise<ModelSummary> {
    return summarize(this.config, readSamples('cellplm.summary', tables, this.config), epochs);
  }

  /** The trained state and the data as it sees them. What the data lack is told on the console. */
  #read(verb: string, adata: AnnData, task?: CellplmTask): { state: CellplmState; samples: Samples } {
    const state = this.needState(verb);
    if (task !== undefined && state.task !== task) throw otherTask(verb, state.task, task);
    const samples = readSamples(`cellplm.${verb}`, [adata], this.config, { trained: state });
    // eslint-disable-next-line no-console -- a person has to see it, in a notebook as in a terminal
    for (const notice of samples.notices) console.warn(`cellplm.${verb}: ${notice}`);
    return { state, samples };
  }
}

const HOW: Record<CellplmTask, string> = {
  expression: 'fit(data)',
  classes: "fit(data, { labels: 'cell_type' })",
  perturbations: 'fit(data, { perturbations: { column, control } })',
};

function otherTask(verb: string, found: CellplmTask, wanted: CellplmTask): TissuebookError {
  return new TissuebookError('not-trained', `cellplm.${verb}: this model learned ${found}, not ${wanted}.`, {
    argument: 'model',
    found,
    advice: `A twin does: model.fresh().${HOW[wanted]}.`,
  });
}
