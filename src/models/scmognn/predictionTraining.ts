import type { DenseMatrix } from '../../data';
import { type Matrix, SparseMatrix } from '../../data';
import { type OptimizerSpec, startEngine, tf } from '../../engine';
import { Random } from '../../random';
import { shuffledBatches } from '../training/shuffledBatches';
import { StageTrainer } from '../training/stageTrainer';
import type { ScmognnConfig } from './config';
import { edgeCoefficients } from './graph';
import { withoutZeros } from '../../data/sparseMatrix';
import { convolve, embedGraph, listen, predict, rootMeanSquare } from './prediction';
import { edgeInputs, edgesOf, onDevice } from './sparseInputs';
import type { ScmognnState } from './state';
import { predictionConfig, taskSettings } from './taskSettings';

/** Training cells whose graph the features are remembered from, at most so many batches (ours). */
const REMEMBERED = 8;

/** AdamW along a cosine, for all tasks. */
export function optimizerOf(config: ScmognnConfig): OptimizerSpec {
  const { learningRate, weightDecay } = taskSettings(config);
  return { kind: 'adamw', learningRate, weightDecay, clip: config.clip, schedule: { kind: 'cosine', warmUp: 0 } };
}

/** The graph of the cells that are trained on, and what is to be predicted of them. */
export class PredictionGraph {
  readonly #state: ScmognnState;
  readonly #x: SparseMatrix;
  readonly #y: DenseMatrix;
  readonly #prior: SparseMatrix | undefined;

  /** @param y what is predicted [cells, targets] @param prior weights among features */
  constructor(state: ScmognnState, { x, y, prior }: { x: Matrix; y: Matrix; prior?: SparseMatrix | undefined }) {
    this.#state = state;
    this.#x = withoutZeros(x);
    this.#y = y.toDense();
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
  async validate(x: Matrix, y: DenseMatrix): Promise<number> {
    await startEngine();
    const { parameters } = this.#state;
    const states = this.#featureStates();
    const loss = tf.tidy(() => {
      const h = embedCells(this.#state, states, withoutZeros(x));
      const centered = tf.sub(tf.tensor2d(Float32Array.from(y.values), [y.rows, y.columns]), parameters.get('memory.center')); // prettier-ignore
      return rootMeanSquare(predict(parameters, h), centered as tf.Tensor2D);
    });
    const value = (await loss.data())[0];
    tf.dispose([loss, states]);
    return value;
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
    const { rows, columns, values } = this.#y;
    const means = new Float64Array(columns);
    values.forEach((value, at) => (means[at % columns] += value / rows));
    parameters.set('memory.center', means);
    const degrees = new Float64Array(this.#x.columns);
    this.#x.values.forEach((value, e) => (degrees[this.#x.indices[e]] += Math.abs(value)));
    parameters.set('memory.degrees', degrees);
  }

  #featureStates(): tf.Tensor2D[] {
    const { parameters, config, prior } = this.#state;
    const most = REMEMBERED * config.batchSize;
    const some = Array.from(new Random(config.seed).fork('remembered').permutation(this.#x.rows).subarray(0, most));
    const x = this.#x.rows <= most ? this.#x : withoutZeros(this.#x.takeRows(some));
    return tf.tidy(() => {
      const edges = onDevice(weighted(config, x));
      const own = this.#prior && onDevice(weighted(config, this.#prior));
      return convolve(parameters, predictionConfig(config, prior), { edges, prior: own }).features;
    });
  }

  #batch(cells: Int32Array | undefined, draws: Random): Record<string, tf.Tensor> {
    const { config, parameters } = this.#state;
    const x = weighted(config, cells ? withoutZeros(this.#x.takeRows([...cells])) : this.#x);
    const y = cells ? this.#y.takeRows(cells) : this.#y;
    const center = parameters.get('memory.center').dataSync();
    const share = 1 - taskSettings(config).dropout;
    const keep = share < 1 ? draws.fillMask(x.values.length, share).map((one) => one / share) : undefined;
    const target = Float32Array.from(y.values, (value, at) => value - center[at % y.columns]);
    return {
      ...edgeInputs('edges', x, { ...(keep && { keep }), padded: cells !== undefined }),
      ...(this.#prior && edgeInputs('prior', weighted(config, this.#prior))),
      target: tf.tensor2d(target, [y.rows, y.columns]),
    };
  }

  #loss(batch: Record<string, tf.Tensor>, cells: number): tf.Scalar {
    const { config, parameters, features, prior } = this.#state;
    const edges = edgesOf('edges', batch, [cells, features.length]);
    const own = prior ? edgesOf('prior', batch, [features.length, features.length]) : undefined;
    const h = embedGraph(parameters, predictionConfig(config, prior), { edges, prior: own });
    return rootMeanSquare(predict(parameters, h), batch.target as tf.Tensor2D);
  }
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
  return listen(parameters, predictionConfig(config, prior), onDevice(edges), states);
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
