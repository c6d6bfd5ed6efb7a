import { isSparse, type Matrix, SparseMatrix } from '../../data';
import { type OptimizerSpec, startEngine, tf } from '../../engine';
import { forEachStored } from '../../prepare/values/mapValues';
import { Random } from '../../random';
import { evenParts } from '../training/evenParts';
import { shuffledBatches } from '../training/shuffledBatches';
import { StageTrainer } from '../training/stageTrainer';
import type { ScmognnConfig } from './config';
import { type DrawnFeatures, drawFeatures, featuresOfStep, onlyColumns, spread } from './drawnFeatures';
import { edgeCoefficients } from './graph';
import { withoutZeros } from '../../data/sparseMatrix';
import { convolveInParts, embedGraph, listen, predict, rootMeanSquare } from './prediction';
import { CELLS_AT_ONCE, edgeInputs, edgesOf, onDevice, onDeviceOneWay } from './sparseInputs';
import type { ScmognnState } from './state';
import { predictionConfig, taskSettings } from './taskSettings';

/** Training cells whose graph the features are remembered from, at most so many batches (ours). */
const REMEMBERED = 8;

/** Values of the predicted modality that are answered at once, at most (ours). */
const MOST_ANSWERED = 16e6;

/** AdamW along a cosine, for all tasks. */
export function optimizerOf(config: ScmognnConfig): OptimizerSpec {
  const { learningRate, weightDecay } = taskSettings(config);
  return { kind: 'adamw', learningRate, weightDecay, clip: config.clip, schedule: { kind: 'cosine', warmUp: 0 } };
}

/** The graph of the cells that are trained on, and what is to be predicted of them. */
export class PredictionGraph {
  readonly #state: ScmognnState;
  readonly #x: SparseMatrix;
  readonly #y: Matrix;
  readonly #prior: SparseMatrix | undefined;

  /** @param y what is predicted [cells, targets] @param prior weights among features */
  constructor(state: ScmognnState, { x, y, prior }: { x: Matrix; y: Matrix; prior?: SparseMatrix | undefined }) {
    this.#state = state;
    this.#x = withoutZeros(x);
    this.#y = y;
    this.#prior = prior;
  }

  /** The one stage: all cells are a step, or as many as a batch holds. */
  stage(epochs: number) {
    const { config, parameters } = this.#state;
    const cells = this.#x.rows;
    const size = Math.min(cells, config.batchSize);
    const stepsPerEpoch = Math.ceil(cells / size);
    const random = new Random(config.seed).fork('training');
    return {
      name: 'prediction',
      epochs,
      stepsPerEpoch,
      cellsPerStep: size,
      makeTrainer: () =>
        new StageTrainer<Record<string, tf.Tensor>, { loss: tf.Scalar }>({
          name: 'scmognn.prediction',
          parameters,
          optimizer: optimizerOf(config),
          epochs,
          stepsPerEpoch,
          start: () => this.#learn(),
          resume: () => this.#learn(),
          batch: ({ step, epoch }) => {
            const draws = random.fork(`epoch ${epoch}`);
            const part = step % stepsPerEpoch;
            const all = size === cells;
            return this.#batch(all ? undefined : shuffledBatches(cells, size, draws)[part], draws.fork(`edges ${part}`)); // prettier-ignore
          },
          objective: (batch) => ({ loss: this.#loss(batch, size) }),
        }),
    };
  }

  /** RMSE on cells set aside, which hear the training cells' features. */
  async validate(x: Matrix, y: Matrix): Promise<number> {
    await startEngine();
    const { parameters } = this.#state;
    const states = this.#featureStates();
    const center = parameters.get('memory.center').dataSync();
    const all = Int32Array.from({ length: y.columns }, (_, j) => j);
    let squares = 0;
    for (const rows of evenParts(x.rows, cellsAtOnce(y.columns))) {
      const error = tf.tidy(() => {
        const h = embedCells(this.#state, states, withoutZeros(x.takeRows(rows)));
        return rootMeanSquare(predict(parameters, h), targetsOf(y, rows, all, center));
      });
      squares += (await error.data())[0] ** 2 * rows.length;
      error.dispose();
    }
    tf.dispose(states);
    return Math.sqrt(squares / x.rows);
  }

  /** Keeps what the features heard, for cells that are asked about later. */
  remember(): void {
    const { parameters, features, config } = this.#state;
    const states = this.#featureStates();
    const flat = new Float32Array(parameters.get('memory.features').size);
    states.forEach((state, l) => flat.set(state.dataSync(), l * features.length * config.width));
    parameters.set('memory.features', flat);
    tf.dispose(states);
  }

  #learn(): void {
    const { parameters } = this.#state;
    const { rows, columns } = this.#y;
    const means = new Float64Array(columns);
    forEachStored(this.#y, (_, j, value) => (means[j] += value / rows));
    parameters.set('memory.center', means);
    const degrees = new Float64Array(this.#x.columns);
    this.#x.values.forEach((value, e) => (degrees[this.#x.indices[e]] += Math.abs(value)));
    parameters.set('memory.degrees', degrees);
  }

  /** What the features were before each convolution, after hearing training cells. */
  #featureStates(): tf.Tensor2D[] {
    const { parameters, config, prior } = this.#state;
    const most = REMEMBERED * config.batchSize;
    const some = new Random(config.seed).fork('remembered').permutation(this.#x.rows).subarray(0, most);
    const x = this.#x.rows <= most ? this.#x : this.#x.takeRows(some);
    return tf.tidy(() => {
      const own = this.#prior && onDevice(weighted(config, this.#prior));
      return convolveInParts(parameters, predictionConfig(config, prior), weighted(config, x), own).features;
    });
  }

  #batch(cells: Int32Array | undefined, draws: Random): Record<string, tf.Tensor> {
    const { config, parameters } = this.#state;
    const drawn = this.#drawnFeatures(draws);
    const own = cells ? this.#x.takeRows(cells) : this.#x;
    const edges = drawn ? onlyColumns(own, drawn.places) : own;
    const targets = this.#drawnTargets(draws);
    const share = 1 - taskSettings(config).dropout;
    const keep = share < 1 ? draws.fillMask(edges.stored, share).map((one) => one / share) : undefined;
    const kept = { ...(keep && { keep }), padded: cells !== undefined || drawn !== undefined };
    const rows = cells ?? Int32Array.from({ length: own.rows }, (_, cell) => cell);
    const center = parameters.get('memory.center').dataSync();
    return {
      // Cells hear a sum over the drawn features that stands for all of them; features hear the cells as they are.
      ...edgeInputs('edges', weighted(config, drawn ? spread(edges, drawn) : edges), kept),
      ...(drawn && {
        ...edgeInputs('heard', weighted(config, edges), kept),
        drawn: tf.tensor1d(drawn.places, 'int32'),
      }),
      ...(this.#prior && this.#priorInputs(this.#prior, drawn)),
      ...(targets.length < this.#y.columns && { targets: tf.tensor1d(targets, 'int32') }),
      target: targetsOf(this.#y, rows, targets, center),
    };
  }

  /** The features of a step, those that are expressed more being likelier; undefined where a step takes all. */
  #drawnFeatures(draws: Random): DrawnFeatures | undefined {
    const { config, parameters, features } = this.#state;
    const count = featuresOfStep(config, features.length);
    if (count === features.length) return undefined;
    return drawFeatures(parameters.get('memory.degrees').dataSync(), count, draws.fork('features'));
  }

  /** The targets that a step is scored on, each as likely as another. */
  #drawnTargets(draws: Random): Int32Array {
    const { columns } = this.#y;
    const count = Math.min(columns, this.#state.config.targetsPerStep);
    if (count === columns) return Int32Array.from({ length: columns }, (_, j) => j);
    return draws.fork('targets').permutation(columns).slice(0, count).sort();
  }

  #priorInputs(prior: SparseMatrix, drawn: DrawnFeatures | undefined): Record<string, tf.Tensor> {
    const { config } = this.#state;
    if (!drawn) return edgeInputs('prior', weighted(config, prior));
    const among = onlyColumns(prior.takeRows(drawn.places), drawn.places);
    return edgeInputs('prior', weighted(config, among), { padded: true });
  }

  #loss(batch: Record<string, tf.Tensor>, cells: number): tf.Scalar {
    const { config, parameters, features, prior } = this.#state;
    const nodes = featuresOfStep(config, features.length);
    const graph = {
      edges: edgesOf('edges', batch, [cells, nodes]),
      heard: batch.drawn && edgesOf('heard', batch, [cells, nodes]).transposed,
      prior: prior ? edgesOf('prior', batch, [nodes, nodes]) : undefined,
      drawn: batch.drawn as tf.Tensor1D | undefined,
    };
    const h = embedGraph(parameters, predictionConfig(config, prior), graph);
    return rootMeanSquare(
      predict(parameters, h, batch.targets as tf.Tensor1D | undefined),
      batch.target as tf.Tensor2D,
    );
  }
}

/** Cells that are answered at once, so that their targets take at most 64 MB. */
export const cellsAtOnce = (targets: number): number =>
  Math.max(16, Math.min(CELLS_AT_ONCE, Math.floor(MOST_ANSWERED / Math.max(1, targets))));

/** Some columns of some rows less their means [rows, targets]. @param targets rising */
function targetsOf(y: Matrix, rows: Int32Array, targets: Int32Array, center: ArrayLike<number>): tf.Tensor2D {
  const own = y.takeRows(rows);
  const dense = (isSparse(own) && targets.length < y.columns ? onlyColumns(own, targets) : own).toDense();
  const columns = dense.columns === targets.length ? undefined : targets;
  const width = targets.length;
  const out = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    for (let k = 0; k < width; k++) {
      out[i * width + k] = dense.values[i * dense.columns + (columns ? columns[k] : k)] - center[targets[k]];
    }
  }
  return tf.tensor2d(out, [rows.length, width]);
}

/** Edges as the network takes them. */
export const weighted = ({ weighting }: ScmognnConfig, edges: SparseMatrix): SparseMatrix =>
  weighting === 'symmetric' ? edgeCoefficients(edges) : edges;

/**
 * Embeddings of cells that listen and do not speak [cells, width].
 *
 * @param states what the features were at each layer
 */
export function embedCells(state: ScmognnState, states: readonly tf.Tensor2D[], x: SparseMatrix): tf.Tensor2D {
  const { config, parameters, prior } = state;
  const edges = config.weighting === 'symmetric' ? withDegrees(x, parameters.get('memory.degrees').dataSync()) : x;
  return listen(parameters, predictionConfig(config, prior), onDeviceOneWay(edges), states);
}

/** Equation 2.7 with the degrees that features had in training. */
function withDegrees(
  { rows, columns, indptr, indices, values }: SparseMatrix,
  degrees: ArrayLike<number>,
): SparseMatrix {
  const out = new Float32Array(values.length);
  for (let i = 0; i < rows; i++) {
    let own = 0;
    for (let e = indptr[i]; e < indptr[i + 1]; e++) own += Math.abs(values[e]);
    for (let e = indptr[i]; e < indptr[i + 1]; e++) {
      const scale = Math.sqrt(own * degrees[indices[e]]);
      out[e] = scale > 0 ? values[e] / scale : 0;
    }
  }
  return new SparseMatrix(rows, columns, { indptr, indices, values: out });
}
