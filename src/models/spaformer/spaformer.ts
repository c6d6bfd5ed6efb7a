import { DenseMatrix, type AnnData } from '../../data';
import { readSections } from '../../data/sections';
import { radiusGraph } from '../../graph';
import { spaformerCard } from '../../protocol/models/spaformer';
import {
  type Capabilities,
  type FitOptions,
  type GenePrediction,
  type ModelSummary,
  type TissueFrame,
  toCells,
} from '../contract';
import type { StartWeights } from '../training/baseModel';
import { askedColumns } from '../training/matchFeatures';
import { loadModel } from '../training/modelFile';
import { TableModel } from '../training/tableModel';
import { spaformerReader } from './checkpoint';
import { spaformerConfig, type SpaformerConfig, type SpaformerOptions } from './config';
import { startFit } from './fitting';
import { inferAll } from './inference';
import type { SpaformerResult } from './results';
import type { SpaformerState } from './state';
import { summarize } from './summary';
import { radiusOf, readTissue } from './tissue';

/**
 * SpaFormer (Wen et al.): the cells of a field of view are the tokens of a transformer, trained to restore what a bi-level mask
 * hides. Make it with `zoo.create('spaformer', options)`. Training writes obsm['X_spaformer'] and uns['spaformer'].
 *
 *     const model = zoo.create('spaformer', { section: 'fov' });
 *     await model.fit(adata);
 *     const { values } = await model.fillGenes(adata);
 */
export class Spaformer extends TableModel<SpaformerConfig, SpaformerState, SpaformerResult> {
  readonly card = spaformerCard;
  readonly can: Capabilities = {
    embed: (data) => this.embed(toCells('spaformer.embed', data)),
    fillGenes: (data, options) => this.fillGenes(toCells('spaformer.fillGenes', data), options),
  };
  readonly frame: TissueFrame;
  protected override readonly undivided = 'the cells of a field of view attend to each other';
  protected readonly reader = spaformerReader;

  /** @throws TissuebookError for options it does not know or cannot use */
  constructor(options: SpaformerOptions = {}) {
    super(spaformerConfig(options));
    const { config } = this;
    this.frame = {
      sectionColumn: config.section,
      sections: (adata) => readSections('spaformer', adata, config.section),
      graph: (points, section = new Int32Array(points.rows)) =>
        radiusGraph(points, { radius: radiusOf(config, points, section), groups: section }),
    };
  }

  /** Latents of all cells [cells, latent], as obsm['X_spaformer']; nothing is masked. Features are found by name. */
  async embed(adata: AnnData): Promise<DenseMatrix> {
    const state = this.needState('embed');
    const { latents } = await inferAll(state, readTissue('spaformer.embed', adata, this.config, state));
    return new DenseMatrix(adata.nObs, this.config.latent, latents);
  }

  /**
   * What the model expects at every entry [cells, genes], also where one is known: log1p of counts that add up to `scale` by the
   * known counts of the cell. Entries with 0 in layers['observed'] are looked at by nobody.
   *
   * @param options.genes which; all that the model knows unless given
   * @throws TissuebookError 'not-trained', 'missing-key' (a gene that the model does not know)
   */
  async fillGenes(adata: AnnData, { genes }: { genes?: readonly string[] } = {}): Promise<GenePrediction> {
    const state = this.needState('fillGenes');
    const columns = genes && askedColumns('spaformer.fillGenes', state.features, genes);
    const tissue = readTissue('spaformer.fillGenes', adata, this.config, state);
    const { values } = await inferAll(state, tissue, { values: true });
    const all = new DenseMatrix(tissue.cells, state.features.length, values!);
    return {
      values: columns ? all.takeColumns(columns) : all,
      genes: genes ?? state.features,
      unit: 'log1p',
      scale: this.config.scale,
      kind: 'transductive',
    };
  }

  /**
   * A model from a file that save() wrote.
   * @throws TissuebookError 'file-not-found', 'corrupt', 'too-large', 'checkpoint-mismatch' (of another model)
   */
  static async load(path: string): Promise<Spaformer> {
    const state = await loadModel(path, spaformerReader);
    return new Spaformer(state.config).keep(state);
  }

  protected make(config: SpaformerConfig): Spaformer {
    return new Spaformer(config);
  }

  protected startFit(adata: AnnData, options: FitOptions, from?: StartWeights<SpaformerState>) {
    return startFit(this.config, adata, options, from, (state) => this.keep(state));
  }

  protected async summarize(adata: AnnData, epochs = this.config.epochs): Promise<ModelSummary> {
    return summarize(this.config, readTissue('spaformer.summary', adata, this.config), epochs);
  }
}
