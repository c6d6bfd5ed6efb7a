import { DenseMatrix } from '../../data';
import { readSections } from '../../data/sections';
import { TissuebookError } from '../../errors';
import { knnGraph } from '../../graph';
import { checkOptions, integer, oneOf } from '../../options';
import { stalignCard } from '../../protocol/models/stalign';
import type {
  Capabilities,
  Corpus,
  FitOptions,
  ImageVectors,
  ModelData,
  ModelSummary,
  Retrieval,
  RetrieveOptions,
  TissueFrame,
} from '../contract';
import { BaseModel, type StartWeights } from '../training/baseModel';
import { checkNeeds } from '../training/checkNeeds';
import { loadModel } from '../training/modelFile';
import { stalignReader } from './checkpoint';
import { stalignConfig, type StalignConfig, type StalignOptions } from './config';
import { encodersOf } from './encoders';
import { startFit, untrained } from './fitting';
import { encodeSpots, fusedWidth } from './inference';
import { type Pictured, picturedTissues } from './pictured';
import { type StalignResult, sideBySide } from './results';
import { nearestItems } from './retrieval';
import { chooseGenes, readSpots } from './spots';
import type { StalignState } from './state';
import { summarize } from './summary';

/** Which vectors `embed` gives. */
export interface StalignEmbedOptions {
  /**
   * 'fused': picture and genes of the spot. 'niche': those of its niche. 'image': the picture alone, spot and niche side by side. 'gene':
   * expression alone, likewise. 'fused'.
   */
  use?: 'fused' | 'niche' | 'image' | 'gene';
}

/**
 * ST-Align (Lin et al. 2024): pictures and genes of spots and of their niches in one space. Make it with `zoo.create('stalign', options)`.
 *
 *     const image = new ImageSource({ MOB1: imageOf(adata, { library: 'MOB1' }), MOB2: imageOf(adata, { library: 'MOB2' }) }, { section: 'section' });
 *     const model = zoo.create('stalign', { preset: 'tiny', section: 'section' });
 *     await model.fit({ cells: adata, image });
 *     const { values } = await model.embedImages({ cells: adata, image });
 */
export class Stalign extends BaseModel<StalignConfig, StalignState, StalignResult, Pictured[]> {
  readonly card = stalignCard;
  readonly can: Capabilities = {
    embed: (data) => this.embed(data),
    embedImages: (data) => this.embedImages(data),
    retrieve: (data, options) => this.retrieve(data, options),
  };
  readonly frame: TissueFrame;
  protected override readonly undivided = 'its loss compares each spot of a batch with all others of it';
  protected readonly reader = stalignReader;

  /** @throws TissuebookError for options it does not know or cannot use */
  constructor(options: StalignOptions = {}) {
    super(stalignConfig(options));
    const { section, neighbors } = this.config;
    this.frame = {
      sectionColumn: section,
      sections: (adata) => readSections('stalign', adata, section),
      graph: (points, groups) => knnGraph(points, { k: neighbors, ...(groups && { groups }) }),
    };
  }

  /** Vectors of all spots, as obsm['X_stalign'] and its like. Features are found by name. @throws TissuebookError as readSpots */
  async embed(data: ModelData, options: StalignEmbedOptions = {}): Promise<DenseMatrix> {
    checkOptions('stalign.embed', options, { use: oneOf('fused', 'niche', 'image', 'gene') });
    const { use = 'fused' } = options;
    if (use === 'image') return (await this.embedImages(data)).values;
    const state = this.needState('embed');
    const spots = readSpots('stalign.embed', picturedTissues('stalign.embed', data), this.config, { trained: state });
    const { fusedSpot, fusedNiche, spotGene, nicheGene } = await encodeSpots(state, spots);
    if (use === 'gene') return sideBySide(spotGene!, nicheGene!, spots.count);
    return new DenseMatrix(spots.count, fusedWidth(state), use === 'niche' ? fusedNiche! : fusedSpot!);
  }

  /** Vectors of the picture alone, spot and niche side by side [spots, 2 width]; X is not looked at. */
  async embedImages(data: ModelData): Promise<ImageVectors> {
    const where = 'stalign.embedImages';
    const state = this.needState('embedImages');
    const spots = readSpots(where, picturedTissues(where, data), this.config, { trained: state, expression: false });
    const { spotImage, nicheImage, notices } = await encodeSpots(state, spots);
    const encoders = await encodersOf(state);
    const encoder = `${encoders.spotImage}; niches by ${encoders.nicheImage}`;
    return { values: sideBySide(spotImage, nicheImage, spots.count), encoder, notices };
  }

  /**
   * For each spot the spots whose expression is nearest to its picture, or the reverse, among all spots of the data.
   *
   * @param options.query 'image' (default) finds profiles for pictures, 'gene' pictures for profiles
   * @param options.k items for each query. 10, or as many as there are
   */
  async retrieve(data: ModelData, options: RetrieveOptions = {}): Promise<Retrieval> {
    const where = 'stalign.retrieve';
    checkOptions(where, options, { query: oneOf('image', 'gene'), k: integer(1) });
    const state = this.needState('retrieve');
    const spots = readSpots(where, picturedTissues(where, data), this.config, { trained: state });
    const { query = 'image', k = Math.min(10, spots.count) } = options;
    if (k > spots.count) {
      throw new TissuebookError('invalid-argument', `${where}: k is ${k}, there are ${spots.count} spots.`, {
        argument: 'k',
        found: k,
      });
    }
    const { spotImage, nicheImage, spotGene, nicheGene } = await encodeSpots(state, spots);
    const [images, genes] = [
      { spot: spotImage, niche: nicheImage },
      { spot: spotGene!, niche: nicheGene! },
    ];
    const [queries, items] = query === 'image' ? [images, genes] : [genes, images];
    const encoders = await encodersOf(state);
    const encoder = `${encoders.spotImage} and ${encoders.nicheImage}; ${encoders.spotGene} and ${encoders.nicheGene}`;
    return { ...(await nearestItems(queries, items, spots.count, k)), encoder };
  }

  /**
   * A model from a file that save() wrote.
   * @throws TissuebookError 'file-not-found', 'corrupt', 'too-large', 'checkpoint-mismatch' (of another model)
   */
  static async load(path: string): Promise<Stalign> {
    const state = await loadModel(path, stalignReader);
    return new Stalign(state.config).keep(state);
  }

  protected make(config: StalignConfig): Stalign {
    return new Stalign(config);
  }

  protected read(where: string, data: ModelData | Corpus): Pictured[] {
    const tissues = picturedTissues(where, data);
    for (const tissue of tissues) checkNeeds(where, this.card, tissue);
    return tissues;
  }

  protected startFit(tissues: Pictured[], options: FitOptions, from?: StartWeights<StalignState>) {
    return startFit(this.config, tissues, options, from, (state) => this.keep(state));
  }

  protected async summarize(tissues: Pictured[], epochs = this.config.epochs): Promise<ModelSummary> {
    const all = readSpots('stalign.summary', tissues, this.config);
    const rows = Int32Array.from({ length: all.count }, (_, i) => i);
    return summarize(untrained(this.config, tissues, chooseGenes(all, rows, this.config.genes)), all.count, epochs);
  }
}
