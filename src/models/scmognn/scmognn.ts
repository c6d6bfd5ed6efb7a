import type { DenseMatrix, MuData } from '../../data';
import { startEngine, type TrainingRun } from '../../engine';
import { scmognnCard } from '../../protocol/models/scmognn';
import type { Capabilities, Capability, Classification, Corpus, FitOptions, Matching, ModalityPrediction, ModelData, ModelSummary } from '../contract'; // prettier-ignore
import { BaseModel, type StartWeights } from '../training/baseModel';
import { loadModel } from '../training/modelFile';
import { scmognnReader } from './checkpoint';
import { scmognnConfig, type ScmognnConfig, type ScmognnOptions } from './config';
import { describeState, startFit } from './fitting';
import { classifyAll, embedAll, matchAll, predictAll } from './inference';
import { readMuData, readPairs } from './pairs';
import type { ScmognnResult } from './results';
import type { ScmognnState } from './state';
import { summarize } from './summary';

/** What each capability is trained as, and how long matching takes more. */
const TASKS: Partial<Record<Capability, Partial<ScmognnConfig>>> = {
  predictModality: { task: 'prediction' },
  match: { task: 'matching' },
  embed: { task: 'joint' },
  classify: { task: 'joint' },
};

/**
 * scMoGNN (Wen et al. 2022): a graph of cells and features for two modalities, trained for one of three tasks. Make it with
 * `zoo.create('scmognn', options)`. Training writes obsm['X_scmognn'] and uns['scmognn'] of the MuData.
 *
 *     const mdata = obsmToMuData(adata, { key: 'protein_norm', name: 'prot' });
 *     const model = zoo.create('scmognn', { task: 'prediction' });
 *     await model.fit(mdata);
 *     const { values, features } = await model.predictModality(mdata);
 */
export class Scmognn extends BaseModel<ScmognnConfig, ScmognnState, ScmognnResult, MuData> {
  readonly card = scmognnCard;
  readonly frame = undefined;
  readonly can: Capabilities = {
    embed: (data) => this.embed(data),
    classify: (data) => this.classify(data),
    predictModality: (data) => this.predictModality(data),
    match: (data) => this.match(data),
  };
  protected override readonly undivided = 'every step takes the whole graph of cells and features';
  protected readonly reader = scmognnReader;

  /** @throws TissuebookError for options it does not know or cannot use */
  constructor(options: ScmognnOptions = {}) {
    super(scmognnConfig(options));
  }

  /**
   * A vector for each cell of the data [cells, width], of a model that was trained for prediction (from the given modality) or joint
   * (from both). NaN for a cell that lacks them.
   *
   * @throws TissuebookError 'not-trained', 'invalid-argument' (trained for matching), 'shape-mismatch' (features)
   */
  async embed(data: ModelData): Promise<DenseMatrix> {
    const state = this.needState('embed');
    await startEngine();
    return embedAll('scmognn.embed', state, this.read('scmognn.embed', data));
  }

  /**
   * The other modality of each cell of the data [cells, targets], in the unit that training saw; NaN for a cell without the given one.
   * With graph 'training' each cell is answered for itself, else among all cells of the data.
   *
   * @throws TissuebookError 'not-trained', 'invalid-argument' (trained for another task), 'shape-mismatch' (features)
   */
  async predictModality(data: ModelData): Promise<ModalityPrediction> {
    const state = this.needState('predictModality');
    await startEngine();
    return predictAll('scmognn.predictModality', state, this.read('scmognn.predictModality', data));
  }

  /**
   * How likely each cell of the second modality is the partner of each of the first, in the order of each modality's own obs.
   *
   * @throws TissuebookError 'not-trained', 'invalid-argument' (trained for another task), 'shape-mismatch' (features)
   */
  async match(data: ModelData): Promise<Matching> {
    const state = this.needState('match');
    await startEngine();
    return matchAll('scmognn.match', state, this.read('scmognn.match', data));
  }

  /**
   * Shares of the types that a joint embedding learned (fit with `labels`), for each cell of the data; NaN for one that lacks a modality.
   *
   * @throws TissuebookError 'not-trained', 'invalid-argument' (trained for another task, or without labels), 'shape-mismatch' (features)
   */
  async classify(data: ModelData): Promise<Classification> {
    const state = this.needState('classify');
    await startEngine();
    return classifyAll('scmognn.classify', state, this.read('scmognn.classify', data));
  }

  /**
   * A model from a file that save() wrote.
   * @throws TissuebookError 'file-not-found', 'corrupt', 'too-large', 'checkpoint-mismatch' (of another model)
   */
  static async load(path: string): Promise<Scmognn> {
    const state = await loadModel(path, scmognnReader);
    return new Scmognn(state.config).keep(state);
  }

  protected make(config: ScmognnConfig): Scmognn {
    return new Scmognn(config);
  }

  protected read(where: string, data: ModelData | Corpus): MuData {
    return readMuData(where, data);
  }

  /** The task that suits what it is asked; one that was chosen stays as it is with its epochs. */
  protected override settingsFor(purpose: Capability | undefined): Partial<ScmognnConfig> {
    const wanted = purpose && TASKS[purpose];
    if (!wanted || wanted.task === this.config.task) return {};
    return wanted.task === 'matching' ? { ...wanted, epochs: 2 * this.config.epochs } : wanted;
  }

  protected startFit(
    mdata: MuData,
    options: FitOptions,
    from: StartWeights<ScmognnState> | undefined,
  ): TrainingRun<ScmognnResult> {
    return startFit(this.config, mdata, options, from, (state) => this.keep(state));
  }

  protected async summarize(mdata: MuData, epochs = this.config.epochs): Promise<ModelSummary> {
    const pairs = readPairs('scmognn.summary', mdata, this.config);
    return summarize(this.config, pairs, describeState(this.config, pairs), epochs);
  }
}
