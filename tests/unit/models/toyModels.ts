import { AnnData, cellsOf, coordinates, DenseMatrix, MuData, Table } from '../../../src/data';
import { names } from '../../madeTissue';
import {
  createLinear,
  linear,
  type OptimizerSpec,
  Parameters,
  Random,
  tf,
  train,
  type TrainingRun,
} from '../../../src/engine';
import { TissuebookError } from '../../../src/errors';
import { knnGraph } from '../../../src/graph';
import { nearestMeans, neighborhoodMeans } from '../../../src/graph/neighborhood';
import type { ModelSummary } from '../../../src/models';
import {
  type Capabilities,
  type Corpus,
  type FitOptions,
  type FitResult,
  isCorpus,
  type Model,
  type ModelData,
  type TissueFrame,
  toCells,
} from '../../../src/models';
import { BaseModel, type StartWeights } from '../../../src/models/training/baseModel';
import { isList, isText } from '../../../src/models/training/cardChecks';
import { fingerprint } from '../../../src/models/training/fingerprint';
import { fitModel, type Progress } from '../../../src/models/training/fitModel';
import { loadModel, type ModelReader } from '../../../src/models/training/modelFile';
import type { ModelState } from '../../../src/models/training/modelState';
import { giveRoles } from '../../../src/models/training/roles';
import { shuffledBatches } from '../../../src/models/training/shuffledBatches';
import { StageTrainer } from '../../../src/models/training/stageTrainer';
import { modelCard } from '../../../src/protocol';
import type { CardConfig } from '../../../src/protocol';
import { integer } from '../../../src/protocol/models/setting';

/** What a reader might write in a notebook: plain means of the nearest cells, which is no model of the zoo. */
export function meanModel(config: { k: number; seed?: number } = { k: 8 }): Model<{ k: number; seed?: number }> {
  let features: readonly string[] | undefined;
  const frame: TissueFrame = {
    sectionColumn: '',
    sections: (adata) => ({ section: new Int32Array(adata.nObs), sections: [''] }),
    graph: (points) => knnGraph(points, { k: config.k, symmetric: true }),
  };
  const valuesOf = (adata: AnnData): DenseMatrix => adata.matrix().toDense();
  /** The mean of the nearest cells that are not asked for. */
  const around = (adata: AnnData, cells: ArrayLike<number>): DenseMatrix => {
    const asked = new Set(Array.from(cells));
    const observed = [...Array(adata.nObs).keys()].filter((cell) => !asked.has(cell));
    const placed = { matrix: adata.matrix(), points: coordinates(adata).points, section: new Int32Array(adata.nObs) };
    return nearestMeans(placed, observed, cells, config.k);
  };
  const predicting = {
    prepared: async (adata: AnnData) => valuesOf(adata),
    predict: async (adata: AnnData, cells: ArrayLike<number>) => around(adata, cells),
  };
  return {
    card: { id: 'mean', name: 'Mean of the nearest' },
    config,
    frame,
    get trained() {
      return features !== undefined;
    },
    get features() {
      return features;
    },
    fit: (data): TrainingRun<FitResult> =>
      train<FitResult>({
        title: 'Mean of the nearest',
        epochs: 1,
        stepsPerEpoch: 1,
        step: () => ({ loss: 0 }),
        finish: () => {
          features = toCells('mean.fit', data).var.index;
          return { notices: [] };
        },
      }),
    summary: async () => Promise.reject(new Error('nothing is trained')),
    save: async () => Promise.reject(new Error('nothing to save')),
    fresh: (changes = {}) => meanModel({ ...config, ...changes }),
    can: {
      embed: async (data) => {
        const adata = toCells('mean.embed', data);
        const all = Int32Array.from({ length: adata.nObs }, (_, i) => i);
        const graph = frame.graph(coordinates(adata).points);
        return new DenseMatrix(adata.nObs, adata.nVars, neighborhoodMeans(adata.matrix(), graph, all));
      },
      fillCells: async (adata, cells) => around(adata, cells),
      predictCells: { share: 0.15, ...predicting },
      predictPerturbation: {
        prepared: predicting.prepared,
        predict: async (adata, added) => {
          if (!added) return smoothed(adata, config.k);
          const { expression, locations } = added;
          const places = locations instanceof DenseMatrix ? locations : DenseMatrix.fromRows(locations);
          const own = Int32Array.from({ length: adata.nObs }, (_, i) => i);
          return smoothed(withRows(adata, expression, places), config.k).takeRows(own);
        },
      },
    },
  };
}

/** Every cell as the mean of its k nearest others. */
function smoothed(adata: AnnData, k: number): DenseMatrix {
  const { points } = coordinates(adata);
  const graph = knnGraph(points, { k: Math.min(k, adata.nObs - 1) });
  const x = adata.matrix().toDense();
  const out = DenseMatrix.zeros(x.rows, x.columns);
  for (let i = 0; i < x.rows; i++) {
    const near = graph.neighbors(i);
    for (const j of near) x.row(j).forEach((value, g) => (out.row(i)[g]! += value / near.length));
  }
  return out;
}

/** Data with further cells behind their own. */
function withRows(adata: AnnData, expression: DenseMatrix, places: DenseMatrix): AnnData {
  const { points } = coordinates(adata);
  const x = adata.matrix().toDense();
  const rows = x.rows + expression.rows;
  const values = new Float32Array(rows * x.columns);
  values.set(x.values);
  values.set(expression.values, x.values.length);
  const at = new Float64Array(rows * points.columns);
  at.set(points.values);
  at.set(places.values, points.values.length);
  const cells = adata.subset({ obs: [...Array(adata.nObs).keys(), ...Array<number>(expression.rows).fill(0)] });
  return cells.with({
    X: new DenseMatrix(rows, x.columns, values),
    obsm: [['spatial', new DenseMatrix(rows, points.columns, at)]],
  });
}

/** A model of two modalities in two stages: an autoencoder of the first, then the second from its code. */
export const translatorCard = modelCard({
  id: 'translator',
  name: 'Translator',
  title: 'Translator: a toy of two stages and two modalities',
  task: 'Predict a modality',
  purpose: 'For tests.',
  paper: 'none',
  license: 'Apache-2.0',
  needs: [{ kind: 'modalities', text: 'two modalities of the same cells' }],
  gives: [],
  tasks: [],
  paperFigures: [],
  ourFigures: [],
  limits: [],
  settings: {
    seed: integer(0, 0xffffffff, 0, 'ours', 'Seed of everything random.'),
    width: integer(1, 64, 4, 'ours', 'Width of the code.'),
    epochs: integer(1, 1000, 4, 'ours', 'Epochs of each stage.'),
  },
  presets: { small: {} },
  presetHelp: 'small.',
  firstEpochs: 4,
  looks: [],
});

type TranslatorConfig = CardConfig<typeof translatorCard>;

interface TranslatorState extends ModelState {
  readonly config: TranslatorConfig;
  readonly targets: readonly string[];
}

/** What the toy says of its training. */
export interface TranslatorResult extends FitResult, Omit<Progress, 'notices'> {}

const BATCH = 16;

const reader: ModelReader<TranslatorState> = {
  format: { name: 'translator', title: 'Translator', version: 1 },
  card: ({ targets }) => ({ targets }),
  describe: ({ config, features, targets }, parameters) =>
    isList(features, isText) && isList(targets, isText)
      ? { config: config as TranslatorConfig, features, targets, parameters }
      : undefined,
  create: (state, parameters) => createTranslator(state, parameters, new Random(0)),
};

function createTranslator({ config, features, targets }: TranslatorState, p: Parameters, random: Random): void {
  createLinear(p.at('encoder'), features.length, config.width, random);
  createLinear(p.at('decoder'), config.width, features.length, random);
  createLinear(p.at('head'), config.width, targets.length, random);
}

export class Translator extends BaseModel<TranslatorConfig, TranslatorState, TranslatorResult, MuData> {
  readonly card = translatorCard;
  readonly can: Capabilities = {
    predictModality: async (data) => {
      const state = this.needState('predictModality');
      const rna = this.read('translator.predictModality', data).mod.get('rna')!;
      const x = rna.matrix().toDense();
      const values = tf.tidy(() => {
        const code = linear(state.parameters.at('encoder'), tf.tensor2d(x.values as Float32Array, [x.rows, x.columns]));
        return linear(state.parameters.at('head'), code).dataSync();
      });
      const shape = new DenseMatrix(x.rows, state.targets.length, values as Float32Array);
      return { values: shape, features: state.targets, kind: 'inductive' };
    },
  };
  readonly frame = undefined;
  protected readonly reader = reader;

  /** The weights as they are. */
  parametersForTests(): Parameters {
    return this.needState('parametersForTests').parameters;
  }

  static async load(path: string): Promise<Translator> {
    const state = await loadModel(path, reader);
    return new Translator(state.config).keep(state);
  }

  protected make(config: TranslatorConfig): Translator {
    return new Translator(config);
  }

  protected read(where: string, data: ModelData | Corpus): MuData {
    if (!isCorpus(data) && data instanceof MuData) return data;
    throw new TissuebookError('invalid-argument', `${where} takes a MuData.`, { argument: 'data' });
  }

  protected async summarize(): Promise<ModelSummary> {
    return Promise.reject(new Error('not part of the toy'));
  }

  protected startFit(
    mdata: MuData,
    options: FitOptions,
    from: StartWeights<TranslatorState> | undefined,
  ): TrainingRun<TranslatorResult> {
    const [rna, protein] = [mdata.mod.get('rna')!, mdata.mod.get('protein')!];
    const { config } = this;
    const parameters = new Parameters();
    const state: TranslatorState = { config, features: rna.var.index, targets: protein.var.index, parameters };
    const random = new Random(config.seed);
    const [x, y] = [rna.matrix().toDense(), protein.matrix().toDense()];
    const { trained: open, validation } = giveRoles('translator.fit', options, { size: mdata.nObs, nObs: mdata.nObs });
    const epochs = options.epochs ?? config.epochs;
    const stepsPerEpoch = Math.ceil(open.length / BATCH);
    const rows = (matrix: DenseMatrix, cells: Int32Array): tf.Tensor2D =>
      tf.tensor2d(matrix.takeRows(cells).values as Float32Array, [cells.length, matrix.columns]);
    const stage = (
      name: string,
      optimizer: OptimizerSpec,
      objective: (batch: { x: tf.Tensor2D; y: tf.Tensor2D }) => tf.Scalar,
    ) => ({
      name,
      epochs,
      stepsPerEpoch,
      cellsPerStep: BATCH,
      makeTrainer: () =>
        new StageTrainer({
          name: `translator.${name}`,
          parameters,
          optimizer,
          epochs,
          stepsPerEpoch,
          batch: ({ step, epoch }) => {
            const batches = shuffledBatches(open.length, BATCH, random.fork(`${name} ${epoch}`));
            const cells = batches[step % stepsPerEpoch]!.map((at) => open[at]!);
            return { x: rows(x, cells), y: rows(y, cells) };
          },
          objective: (batch: { x: tf.Tensor2D; y: tf.Tensor2D }) => ({ loss: objective(batch) }),
        }),
      ...(validation.length > 0 && {
        validate: async () =>
          tf.tidy(() => objective({ x: rows(x, validation), y: rows(y, validation) }).dataSync()[0]!),
      }),
    });
    const error = (a: tf.Tensor, b: tf.Tensor): tf.Scalar => tf.mean(tf.square(tf.sub(a, b))) as tf.Scalar;
    const code = (batch: { x: tf.Tensor2D }): tf.Tensor2D => linear(parameters.at('encoder'), batch.x) as tf.Tensor2D;
    return fitModel<TranslatorState, TranslatorResult>({
      title: 'Translator',
      state,
      options,
      from,
      reader,
      identity: {
        model: 'translator',
        config,
        data: fingerprint(state.features, x, cellsOf(mdata).obsm.get('spatial') ?? { values: [] }, open),
      },
      create: (p) => createTranslator(state, p, random.fork('start values')),
      stages: [
        stage('code', { kind: 'adam', learningRate: 0.01, groups: [{ match: 'head.*', frozen: true }] }, (batch) =>
          error(linear(parameters.at('decoder'), code(batch)), batch.x),
        ),
        stage(
          'head',
          { kind: 'adamw', learningRate: 0.02, groups: [{ match: 'encoder.*', learningRate: 0.001 }] },
          (batch) => error(linear(parameters.at('head'), code(batch)), batch.y),
        ),
      ],
      keep: (trained) => this.keep(trained),
      finish: async ({ notices, ...progress }) => ({ ...progress, notices }),
    });
  }
}

/** 64 cells of six genes and three proteins, which follow from the genes but for some noise. */
export function toyPairs({ genes = names('gene', 6), noise = 0.05 } = {}): MuData {
  const random = new Random(8);
  const cells = names('cell', 64);
  const x = random.fillNormal(64 * genes.length);
  const y = Float32Array.from({ length: 64 * 3 }, (_, at) => {
    const [cell, protein] = [Math.floor(at / 3), at % 3];
    return x[cell * genes.length + protein]! - x[cell * genes.length + protein + 1]! + random.normal(0, noise);
  });
  const rna = new AnnData({ X: new DenseMatrix(64, genes.length, x), obs: new Table(cells), var: new Table(genes) });
  const protein = new AnnData({
    X: new DenseMatrix(64, 3, y),
    obs: new Table(cells),
    var: new Table(names('protein', 3)),
  });
  return new MuData({ mod: { rna, protein } });
}
