import { DenseMatrix } from '../../data';
import { readSections } from '../../data/sections';
import type { TrainingRun } from '../../engine';
import { TissuebookError } from '../../errors';
import { knnGraph } from '../../graph';
import { spatiaCard } from '../../protocol/models/spatia';
import {
  type Capabilities,
  type Capability,
  type Corpus,
  type FitOptions,
  type Generated,
  type GenerateOptions,
  type GenePrediction,
  type ImageVectors,
  isCorpus,
  type ModelData,
  type ModelSummary,
  type TissueFrame,
} from '../contract';
import { BaseModel, type StartWeights } from '../training/baseModel';
import { joinTissues } from '../training/corpus';
import { askedColumns } from '../training/matchFeatures';
import { loadModel } from '../training/modelFile';
import { spatiaReader } from './checkpoint';
import { startFit } from './fitting';
import { basisOf, expressionCondition } from './flow/condition';
import { generateShapes } from './flow/generateShapes';
import { branchOf, genesOfPictures, genesOfVectors, inferVectors } from './inference';
import { readSpatia, type SpatiaInput } from './input';
import { generatePictures } from './pictures/generatePictures';
import { planTraining } from './plan';
import { type Reconstruction, reconstruct } from './reconstruct';
import { BRANCH_WORDS, type SpatiaResult } from './results';
import { spatiaConfig, type SpatiaConfig, type SpatiaOptions, transitionsOf } from './settings';
import type { SpatiaState } from './state';
import { summarize } from './summary';

/** Neighbors of a cell where a graph is asked for: a niche holds about 20 cells (SPATIA). */
const NEIGHBORS = 19;

/**
 * SPATIA: a vector of each cell from its picture, its genes, its niche and its tissue, and a flow of shapes between states of cells.
 * Make it with `zoo.create('spatia', options)`. Training writes obsm['X_spatia'] and uns['spatia'].
 *
 *     const model = zoo.create('spatia', { preset: 'tiny', section: 'section' });
 *     await model.fit({ cells: adata, image });
 */
export class Spatia extends BaseModel<SpatiaConfig, SpatiaState, SpatiaResult, ModelData> {
  readonly card = spatiaCard;
  readonly can: Capabilities = {
    embed: (data) => this.embed(data),
    embedsFrom: (data) => this.embedsFrom(data),
    embedImages: (data) => this.embedImages(data),
    fillGenes: (data, options) => this.fillGenes(data, options),
    generate: (data, options) => this.generate(data, options),
  };
  readonly frame: TissueFrame;
  protected override readonly undivided = 'it trains in stages, each with batches of its own';
  protected readonly reader = spatiaReader;

  /** @throws TissuebookError for options it does not know or cannot use */
  constructor(options: SpatiaOptions = {}) {
    super(spatiaConfig(options));
    const { section } = this.config;
    this.frame = {
      sectionColumn: section,
      sections: (adata) => readSections('spatia', adata, section),
      graph: (points, groups) => knnGraph(points, { k: NEIGHBORS, symmetric: true, ...(groups && { groups }) }),
    };
  }

  /** Vectors of all cells [cells, width], of picture and genes, or of genes alone where the data have no picture. */
  async embed(data: ModelData): Promise<DenseMatrix> {
    const state = this.#embedding('embed');
    const input = readSpatia('spatia.embed', data, this.config, state);
    return (await inferVectors(state, input, branchOf(state, input))).values;
  }

  /** What `embed` makes the vectors of these data of: 'pictures and genes', 'pictures alone' or 'genes alone'. */
  embedsFrom(data: ModelData): string {
    return BRANCH_WORDS[branchOf(this.#embedding('embedsFrom'), { image: 'image' in data ? data.image : undefined })];
  }

  /**
   * Vectors of all cells from their pictures, niches and tissues alone [cells, width].
   * @throws TissuebookError 'not-trained', 'invalid-argument' (no picture, or a model that never saw one)
   */
  async embedImages(data: ModelData): Promise<ImageVectors> {
    const state = this.#withPictures('embedImages', data);
    const input = readSpatia('spatia.embedImages', data, this.config, state);
    const { values, notices } = await inferVectors(state, input, 'image');
    return { values, encoder: 'SPATIA (this model)', notices };
  }

  /**
   * What the model expects of every gene [cells, genes], also where it is known: from picture, niche and the other genes. Entries with
   * 0 in layers['observed'] are looked at by nobody.
   */
  async fillGenes(data: ModelData, { genes }: { genes?: readonly string[] } = {}): Promise<GenePrediction> {
    const state = this.#embedding('fillGenes');
    const input = readSpatia('spatia.fillGenes', data, this.config, state);
    const { values } = await inferVectors(state, input, branchOf(state, input));
    return this.#inUnits(state, await genesOfVectors(state, values), 'fillGenes', genes);
  }

  /** Genes of each cell as its picture, niche and tissue alone tell them; what the cells express is not looked at. */
  async genesFromImages(data: ModelData, { genes }: { genes?: readonly string[] } = {}): Promise<GenePrediction> {
    const state = this.#withPictures('genesFromImages', data);
    const input = readSpatia('spatia.genesFromImages', data, this.config, state);
    const { values } = await inferVectors(state, input, 'image');
    return this.#inUnits(state, await genesOfPictures(state, values), 'genesFromImages', genes);
  }

  /**
   * Pictures of the cells with some of their patches hidden (the setting maskImage), and what the model fills in there.
   *
   * @param options.seed fixes which patches are hidden; 0
   * @throws TissuebookError 'not-trained', 'invalid-argument' (no picture, or patches that are scored standardized, which have no scale)
   */
  async fillImages(data: ModelData, { seed = 0 }: { seed?: number } = {}): Promise<Reconstruction> {
    const state = this.#withPictures('fillImages', data);
    if (this.config.normalizePatches) {
      throw new TissuebookError(
        'invalid-argument',
        'spatia.fillImages: patches were learned in deviations of their own.',
        {
          argument: 'normalizePatches',
          advice: 'Train with normalizePatches: false.',
        },
      );
    }
    return reconstruct(state, readSpatia('spatia.fillImages', data, this.config, state), seed);
  }

  /**
   * The shape that each cell would have after a transition, as measured, or its picture (the setting space); the cells of the data are taken
   * as the control.
   *
   * @throws TissuebookError 'not-trained', 'invalid-argument' (no such transition, several samples: a flow from a cell leads to one),
   *   'missing-key' (shapes that the data lack)
   */
  async generate(data: ModelData, options: GenerateOptions = {}): Promise<Generated> {
    const state = this.needState('generate');
    if (!state.flow) {
      throw new TissuebookError('not-trained', 'spatia.generate: this model has learned no flow.', {
        advice:
          "Train it with the options state and transitions: { state: 'phenotype', transitions: 'ECAD+ -> SMA+' }.",
      });
    }
    const transition = transitionOf(this.config, options);
    const input = readSpatia('spatia.generate', data, this.config, state);
    const condition = await this.#condition(state, input);
    if (!state.flow.pictures) return generateShapes(state, input, transition, condition);
    if (input.image) return generatePictures(state, input, transition, condition);
    throw new TissuebookError('invalid-argument', 'spatia.generate: pictures flow, and the data have none.', {
      argument: 'data',
      advice: 'Give { cells, image }.',
    });
  }

  /**
   * A model from a file that save() wrote.
   * @throws TissuebookError 'file-not-found', 'corrupt', 'too-large', 'checkpoint-mismatch' (of another model)
   */
  static async load(path: string): Promise<Spatia> {
    const state = await loadModel(path, spatiaReader);
    return new Spatia(state.config).keep(state);
  }

  protected make(config: SpatiaConfig): Spatia {
    return new Spatia(config);
  }

  /** A twin that is asked for shapes learns the flow alone: vectors are no part of its answer. */
  protected override settingsFor(purpose: Capability | undefined): Partial<SpatiaConfig> {
    if (purpose === 'generate') return { parts: this.config.parts === 'both' ? 'flow' : this.config.parts };
    return purpose === undefined ? {} : { parts: 'embedding' };
  }

  protected read(where: string, data: ModelData | Corpus): ModelData {
    return isCorpus(data) ? joinTissues(where, data, this.config.section) : data;
  }

  protected startFit(
    data: ModelData,
    options: FitOptions,
    from?: StartWeights<SpatiaState>,
  ): TrainingRun<SpatiaResult> {
    return startFit(this.config, data, options, from, (state) => this.keep(state));
  }

  protected async summarize(data: ModelData, epochs?: number): Promise<ModelSummary> {
    return summarize(planTraining('spatia.summary', data, this.config), epochs);
  }

  async #condition(state: SpatiaState, input: SpatiaInput): Promise<DenseMatrix> {
    if (state.flow!.condition === 'expression') return expressionCondition(input.genes.x, await basisOf(state));
    return (await inferVectors(state, input, branchOf(state, input))).values;
  }

  #embedding(verb: string): SpatiaState {
    const state = this.needState(verb);
    if (state.branches.image || state.branches.genes) return state;
    throw new TissuebookError('not-trained', `spatia.${verb}: this model learned a flow alone, and no vectors.`, {
      advice: "Train it with parts: 'both' or 'embedding'.",
    });
  }

  #withPictures(verb: string, data: ModelData): SpatiaState {
    const state = this.#embedding(verb);
    if (!state.branches.image || !('image' in data)) {
      const sentence = state.branches.image ? 'the data have no picture' : 'this model was trained without pictures';
      throw new TissuebookError('invalid-argument', `spatia.${verb}: ${sentence}.`, {
        argument: 'data',
        advice: 'Give { cells, image } to fit and to this.',
      });
    }
    return state;
  }

  /** Deviations as values of X, or as log1p of 10,000 a cell where X holds counts. */
  #inUnits(state: SpatiaState, values: DenseMatrix, verb: string, genes?: readonly string[]): GenePrediction {
    const { features, mean, deviation, counts } = state;
    const columns = genes && askedColumns(`spatia.${verb}`, features, genes, ', and the option genes');
    const out = Float32Array.from(values.values, (value, at) => value * deviation[at % features.length] + mean[at % features.length]); // prettier-ignore
    const all = new DenseMatrix(values.rows, features.length, out);
    return {
      values: columns ? all.takeColumns(columns) : all,
      genes: genes ?? features,
      unit: counts ? 'log1p' : 'X',
      ...(counts && { scale: 10_000 }),
      kind: 'inductive',
    };
  }
}

/** The number of the transition that is asked for. @throws TissuebookError 'invalid-argument' */
function transitionOf(config: SpatiaConfig, { control, target, samples = 1 }: GenerateOptions): number {
  const known = transitionsOf(config);
  const at = known.findIndex(
    ([from, to]) => (control === undefined || from === control) && (target === undefined || to === target),
  );
  if (samples !== 1) {
    throw new TissuebookError('invalid-argument', 'spatia.generate: a flow leads from a cell to one shape.', {
      argument: 'samples',
      found: samples,
    });
  }
  if (at >= 0) return at;
  throw new TissuebookError('invalid-argument', `spatia.generate: there is no transition ${control} -> ${target}.`, {
    argument: 'target',
    found: target,
    advice: `It learned ${known.map((states) => states.join(' -> ')).join('; ')}.`,
  });
}
