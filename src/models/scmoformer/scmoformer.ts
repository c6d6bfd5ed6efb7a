import { type AnnData, DenseMatrix, type MuData } from '../../data';
import { linear, tf } from '../../engine';
import { scmoformerCard } from '../../protocol/models/scmoformer';
import type { Capabilities, Corpus, FitOptions, ModalityPrediction, ModelData, ModelSummary } from '../contract';
import { BaseModel, type StartWeights } from '../training/baseModel';
import { loadModel } from '../training/modelFile';
import { scmoformerReader } from './checkpoint';
import { scmoformerConfig, type ScmoformerConfig, type ScmoformerOptions } from './config';
import { memoryOf, startFit } from './fitting';
import { type Answers, answer, type AnswerOptions } from './inference';
import { type Pairs, readCells, readPairs, readRna } from './pairs';
import { findPriors } from './priors';
import type { ScmoformerResult } from './results';
import type { ScmoformerState } from './state';
import { summarize } from './summary';

/** What each layer adds to the predictions, as barsView takes it. */
export interface LayerWeights {
  /** 'layer 1', 'layer 2', ... */
  readonly groups: readonly string[];
  /** Share of the variance of the predictions over cells that comes from the layer's vectors; the shares add up to 1. */
  readonly series: { readonly 'share of the prediction': Float64Array };
}

/** Cells that layerWeights looks at, at most (ours). */
const LOOKED_AT = 4096;

/**
 * scMoFormer (Tang et al. 2023): proteins from RNA on a graph of cells, genes and proteins, with a transformer for each kind of node.
 * Make it with `zoo.create('scmoformer', options)`. Training writes obsm['X_scmoformer'] of the RNA and uns['scmoformer'].
 *
 *     const mdata = obsmToMuData(adata, { key: 'protein_norm', name: 'prot' });
 *     const model = zoo.create('scmoformer', { preset: 'tiny' });
 *     await model.fit(mdata);
 *     const { values, features } = await model.predictModality(otherRna);
 */
export class Scmoformer extends BaseModel<ScmoformerConfig, ScmoformerState, ScmoformerResult, AnnData | MuData> {
  readonly card = scmoformerCard;
  readonly frame = undefined;
  readonly can: Capabilities = {
    embed: (data) => this.embed(data),
    predictModality: (data) => this.predictModality(data),
  };
  protected override readonly undivided = 'every step takes the whole graph of cells, genes and proteins';
  protected readonly reader = scmoformerReader;

  /** @throws TissuebookError for options it does not know or cannot use */
  constructor(options: ScmoformerOptions = {}) {
    super(scmoformerConfig(options));
  }

  /** Names of the proteins that it was trained on; absent before training. */
  get proteins(): readonly string[] | undefined {
    return this.trained ? this.needState('proteins').proteins : undefined;
  }

  /**
   * A vector for each cell of the data [cells, layers * width]: the cell after every layer. NaN for a cell without RNA. Genes are found
   * by name.
   *
   * @param data RNA as an AnnData, or a MuData that has it
   */
  async embed(data: ModelData): Promise<DenseMatrix> {
    const { rows, width } = await this.#answer('embed', data, { company: this.config.company, want: 'vectors' });
    return new DenseMatrix(rows.length / width, width, rows);
  }

  /**
   * The proteins of each cell of the data [cells, proteins], in the unit that training saw; NaN for a cell without RNA.
   *
   * @param data RNA as an AnnData, or a MuData that has it, with or without proteins
   * @param options.company whom cells are answered among; the configuration's unless given
   * @throws TissuebookError 'not-trained', 'shape-mismatch' (genes), 'invalid-argument' (values of another kind than those learned)
   */
  async predictModality(
    data: ModelData,
    options: Partial<Pick<AnswerOptions, 'company' | 'signal'>> = {},
  ): Promise<ModalityPrediction> {
    const company = options.company ?? this.config.company;
    const { proteins, transductive } = this.needState('predictModality');
    const { signal } = options;
    const { rows, width } = await this.#answer('predictModality', data, { company, want: 'values', signal });
    return {
      values: new DenseMatrix(rows.length / width, width, rows),
      features: proteins,
      kind: transductive || company === 'data' ? 'transductive' : 'inductive',
    };
  }

  /**
   * How much of what is predicted comes from each layer's vectors, over at most 4,096 cells.
   *
   *     barsView(await model.layerWeights(mdata));
   */
  async layerWeights(data: ModelData): Promise<LayerWeights> {
    const state = this.needState('layerWeights');
    const { layers, width } = this.config;
    const all = readRna('scmoformer.layerWeights', readCells('scmoformer.layerWeights', data), this.config, state).x;
    const x = all.takeRows(Int32Array.from({ length: Math.min(LOOKED_AT, all.rows) }, (_, cell) => cell));
    const { vectors } = await answer(state, memoryOf(state), x, { company: this.config.company, want: 'vectors' });
    const shares = tf.tidy(() => {
      const h = tf.tensor2d(vectors, [x.rows, layers * width]);
      const centered = (values: tf.Tensor2D): tf.Tensor => tf.sub(values, tf.mean(values, 0, true));
      const whole = centered(linear(state.parameters.at('head'), h));
      const weight = state.parameters.get('head.weight') as tf.Tensor as tf.Tensor2D;
      const own = Array.from({ length: layers }, (_, l) => {
        const part = tf.matMul(
          tf.slice(h, [0, l * width], [-1, width]),
          tf.slice(weight, [0, l * width], [-1, width]),
          false,
          true,
        );
        return tf.sum(tf.mul(centered(part as tf.Tensor2D), whole));
      });
      return tf.div(tf.stack(own), tf.maximum(tf.sum(tf.square(whole)), 1e-12)).dataSync();
    });
    return {
      groups: Array.from({ length: layers }, (_, l) => `layer ${l + 1}`),
      series: { 'share of the prediction': Float64Array.from(shares) },
    };
  }

  /**
   * A model from a file that save() wrote.
   * @throws TissuebookError 'file-not-found', 'corrupt', 'too-large', 'checkpoint-mismatch' (of another model)
   */
  static async load(path: string): Promise<Scmoformer> {
    const state = await loadModel(path, scmoformerReader);
    return new Scmoformer(state.config).keep(state);
  }

  protected make(config: ScmoformerConfig): Scmoformer {
    return new Scmoformer(config);
  }

  protected read(where: string, data: ModelData | Corpus): AnnData | MuData {
    return readCells(where, data);
  }

  protected startFit(data: AnnData | MuData, options: FitOptions, from?: StartWeights<ScmoformerState>) {
    return startFit(this.config, data, options, from, (state) => this.keep(state));
  }

  protected async summarize(data: AnnData | MuData, epochs = this.config.epochs): Promise<ModelSummary> {
    const pairs: Pairs = readPairs('scmoformer.summary', data, this.config);
    const { priors } = findPriors('scmoformer.summary', { rna: pairs.table, proteins: pairs.proteins }, this.config);
    return summarize(this.config, pairs, priors, epochs);
  }

  /** Rows for the cells of the data, NaN for those without RNA. */
  async #answer(verb: string, data: ModelData, options: AnswerOptions): Promise<{ rows: Float32Array; width: number }> {
    const state = this.needState(verb);
    const where = `scmoformer.${verb}`;
    const { x, row, nObs } = readRna(where, readCells(where, data), this.config, state);
    const said: Answers = await answer(state, memoryOf(state), x, options);
    const found = options.want === 'vectors' ? said.vectors : said.values;
    const width = options.want === 'vectors' ? this.config.layers * this.config.width : state.proteins.length;
    if (nObs === x.rows && row.every((place, cell) => place === cell)) return { rows: found, width };
    const rows = new Float32Array(nObs * width).fill(NaN);
    row.forEach((place, cell) => {
      if (place >= 0) rows.set(found.subarray(place * width, (place + 1) * width), cell * width);
    });
    return { rows, width };
  }
}
