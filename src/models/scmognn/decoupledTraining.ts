import type { DenseMatrix } from '../../data';
import { type Matrix, SparseMatrix } from '../../data';
import { sideBySide } from '../../data/denseMatrix';
import { withoutZeros } from '../../data/sparseMatrix';
import { drawKey, startEngine, tf } from '../../engine';
import { Random } from '../../random';
import { evenParts } from '../training/evenParts';
import { shuffledBatches } from '../training/shuffledBatches';
import { StageTrainer } from '../training/stageTrainer';
import { jointObjective } from './joint';
import { matchingObjective } from './matching';
import { inputsOf, learnInputs, learnPropagation, propagatedBy } from './memory';
import { optimizerOf } from './predictionTraining';
import { CELLS_AT_ONCE } from './sparseInputs';
import type { ScmognnState } from './state';
import { decoupledConfig, taskSettings, temperatureOf } from './taskSettings';

/** What cells hear at each level, and their inputs. */
export interface Levels {
  readonly cells: number;
  readonly width: number;
  /** [layers, cells, width] */
  readonly steps: Float32Array;
}

/** The levels of one modality of some cells, for matching. @param m 0 or 1 @param known their inputs, where they are known */
export async function modalityLevels(
  { parameters, inputs, config }: ScmognnState,
  m: 0 | 1,
  matrix: Matrix,
  known?: DenseMatrix,
): Promise<Levels> {
  const p = parameters.at('memory').at(m);
  const x = known ?? (await inputsOf(p, inputs[m], matrix));
  const steps = propagatedBy(p, withoutZeros(matrix), x, taskSettings(config).layers);
  return { cells: x.rows, width: x.columns, steps };
}

/** The levels of both modalities side by side, for a joint embedding. */
export async function jointLevels(
  { parameters, inputs, config }: ScmognnState,
  matrices: readonly [Matrix, Matrix],
  known?: readonly DenseMatrix[],
): Promise<Levels> {
  const memory = parameters.at('memory');
  const parts = known ?? (await Promise.all(matrices.map((matrix, m) => inputsOf(memory.at(m), inputs[m], matrix))));
  const x = sideBySide(parts);
  const steps = propagatedBy(memory.at('joint'), SparseMatrix.fromDense(x), x, taskSettings(config).layers);
  return { cells: x.rows, width: x.columns, steps };
}

/** Learns what the model keeps of the training cells: inputs of both modalities, which are returned, and what the other nodes heard. */
async function learnMemory(state: ScmognnState, matrices: readonly [Matrix, Matrix]): Promise<readonly DenseMatrix[]> {
  const { parameters, inputs, config } = state;
  const { layers } = taskSettings(config);
  const memory = parameters.at('memory');
  const found: DenseMatrix[] = [];
  for (const [m, matrix] of matrices.entries()) found.push(await learnInputs(memory.at(m), inputs[m], matrix));
  if (config.task === 'joint') {
    const x = sideBySide(found);
    learnPropagation(memory.at('joint'), SparseMatrix.fromDense(x), x, layers);
  } else {
    matrices.forEach((matrix, m) => learnPropagation(memory.at(m), withoutZeros(matrix), found[m], layers));
  }
  return found;
}

/** Cells with both modalities, and what else is learned of them. */
export interface DecoupledCells {
  readonly x: Matrix;
  readonly y: Matrix;
  /** The code of each cell's type, -1 for none. */
  readonly types: Int32Array;
  /** Phases or scores of the cell cycle [cells, phases], NaN where none is known. */
  readonly phases: DenseMatrix;
}

type Batch = Record<string, tf.Tensor>;

/** Pairs of cells that a decoupled network is trained on. */
export class DecoupledPairs {
  readonly #state: ScmognnState;
  readonly #cells: DecoupledCells;
  #levels: readonly Levels[] | undefined;
  /** Inputs of the training cells, until their levels are known. */
  #inputs: readonly DenseMatrix[] | undefined;
  /** Of the cells set aside: what is propagated is not learned. */
  #aside: readonly Levels[] | undefined;

  constructor(state: ScmognnState, cells: DecoupledCells) {
    this.#state = state;
    this.#cells = cells;
  }

  stage(epochs: number) {
    const { config, parameters } = this.#state;
    const cells = this.#cells.x.rows;
    const size = Math.min(cells, config.batchSize);
    const stepsPerEpoch = Math.ceil(cells / size);
    const random = new Random(config.seed).fork('training');
    const { x, y } = this.#cells;
    const learn = async (): Promise<void> => {
      this.#inputs = await learnMemory(this.#state, [x, y]);
    };
    return {
      name: config.task,
      epochs,
      stepsPerEpoch,
      cellsPerStep: size,
      makeTrainer: () =>
        new StageTrainer<Batch, Batch & { loss: tf.Scalar }>({
          name: `scmognn.${config.task}`,
          parameters,
          optimizer: optimizerOf(config),
          epochs,
          stepsPerEpoch,
          start: learn,
          resume: learn,
          batch: async ({ step, epoch }) => {
            this.#levels ??= await levelsOf(this.#state, this.#cells, this.#inputs);
            this.#inputs = undefined;
            const draws = random.fork(`epoch ${epoch}`);
            const chosen = shuffledBatches(cells, size, draws)[step % stepsPerEpoch];
            return { ...batchOf(this.#levels, this.#cells, chosen, draws), key: drawKey(config.seed, step) };
          },
          objective: (batch) => terms(this.#state, batch),
        }),
    };
  }

  /** The loss on cells set aside; those of matching look for partners among each other, at most 4,096 (code) at a time. */
  async validate(cells: DecoupledCells): Promise<number> {
    await startEngine();
    this.#aside ??= await levelsOf(this.#state, cells);
    let sum = 0;
    for (const some of evenParts(cells.x.rows, CELLS_AT_ONCE)) {
      const loss = tf.tidy(() => {
        const found = terms(this.#state, batchOf(this.#aside!, cells, some, new Random(0)));
        return 'match' in found ? found.match : found.loss;
      });
      sum += ((await loss.data())[0] * some.length) / cells.x.rows;
      loss.dispose();
    }
    return sum;
  }
}

async function levelsOf(
  state: ScmognnState,
  { x, y }: DecoupledCells,
  known?: readonly DenseMatrix[],
): Promise<readonly Levels[]> {
  if (state.config.task === 'joint') return [await jointLevels(state, [x, y], known)];
  return [await modalityLevels(state, 0, x, known?.[0]), await modalityLevels(state, 1, y, known?.[1])];
}

/** Some cells as tensors; in matching the second modality in another order than the first. */
function batchOf(
  levels: readonly Levels[],
  cells: Omit<DecoupledCells, 'x' | 'y'>,
  chosen: Int32Array,
  draws: Random,
): Batch {
  if (levels.length === 1) {
    const [steps, x] = rowsOf(levels[0], chosen);
    const own = chosen.map((cell) => cells.types[cell]);
    const known = Float32Array.from(own, (code) => Number(code >= 0));
    const label = tf.tensor1d(own.map((code) => Math.max(0, code)), 'int32'); // prettier-ignore
    return {
      steps,
      x,
      label,
      known: tf.tensor1d(known),
      ...(cells.phases.columns > 0 && phasesOf(cells.phases, chosen)),
    };
  }
  const partner1 = draws.fork('pairing').permutation(chosen.length);
  const partner2 = new Int32Array(chosen.length);
  partner1.forEach((column, row) => (partner2[column] = row));
  const [steps1, x1] = rowsOf(levels[0], chosen);
  const [steps2, x2] = rowsOf(levels[1], partner2.map((row) => chosen[row])); // prettier-ignore
  return { steps1, x1, steps2, x2, partner1: tf.tensor1d(partner1, 'int32'), partner2: tf.tensor1d(partner2, 'int32') };
}

function phasesOf(phases: DenseMatrix, chosen: Int32Array): Batch {
  const { rows, columns, values } = phases.takeRows(chosen);
  const phased = Float32Array.from({ length: rows }, (_, at) => Number(!Number.isNaN(values[at * columns])));
  const phase = Float32Array.from(values, (value) => (Number.isNaN(value) ? 0 : value));
  return { phase: tf.tensor2d(phase, [rows, columns]), phased: tf.tensor1d(phased) };
}

function rowsOf({ cells, width, steps }: Levels, chosen: Int32Array): [tf.Tensor3D, tf.Tensor2D] {
  const layers = steps.length / (cells * width);
  const out = new Float32Array(layers * chosen.length * width);
  for (let l = 0; l < layers; l++) {
    chosen.forEach((cell, at) => {
      const from = (l * cells + cell) * width;
      out.set(steps.subarray(from, from + width), (l * chosen.length + at) * width);
    });
  }
  const first = out.slice(0, chosen.length * width);
  return [tf.tensor3d(out, [layers, chosen.length, width]), tf.tensor2d(first, [chosen.length, width])];
}

function terms(state: ScmognnState, batch: Batch): Batch & { loss: tf.Scalar } {
  const { parameters, config, types, phases } = state;
  const network = decoupledConfig(state);
  const drop = { rate: taskSettings(config).dropout, ...(batch.key && { key: batch.key as tf.Tensor1D }) };
  if (config.task === 'joint') {
    const { steps } = batch as Record<string, tf.Tensor3D>;
    const { x, phase } = batch as Record<string, tf.Tensor2D>;
    const { label, known, phased } = batch as Record<string, tf.Tensor1D>;
    const { beta, phaseWeight } = config;
    const joint = { ...network, types: types.length, phases: phases.length };
    const found = jointObjective(parameters, joint, { beta, phaseWeight, drop }, { steps, x, label, known, phase, phased });
    const { loss, reconstruction, type, cycle, regularizer } = found;
    return { loss, reconstruction, type, regularizer, ...(phases.length > 0 && { cycle }) };
  }
  const matching = { ...network, temperature: temperatureOf(config) };
  const found = matchingObjective(parameters, matching, matchingBatch(batch), { auxiliary: config.auxiliary, drop });
  const { loss, match, predicted12, predicted21, reconstructed1, reconstructed2 } = found;
  return { loss, match, predicted12, predicted21, reconstructed1, reconstructed2 };
} // prettier-ignore

function matchingBatch(batch: Batch) {
  const { steps1, steps2 } = batch as Record<string, tf.Tensor3D>;
  const { x1, x2 } = batch as Record<string, tf.Tensor2D>;
  const { partner1, partner2 } = batch as Record<string, tf.Tensor1D>;
  return { steps1, steps2, x1, x2, partner1, partner2 };
}
