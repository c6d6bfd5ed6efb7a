import type { SparseMatrix } from '../../data';
import { linear, startEngine, type StepPlace, tf } from '../../engine';
import { Random } from '../../random';
import { evenParts } from '../training/evenParts';
import type { Stage } from '../training/fitModel';
import { shuffledBatches } from '../training/shuffledBatches';
import { StageTrainer } from '../training/stageTrainer';
import { cellEdges, type CellEdges, edgeMatrices, isDense, roomFor } from './cellEdges';
import { networkConfig, type ScmoformerConfig } from './config';
import { type FixedGraph, fixedGraph, fixedMatrices } from './fixedGraph';
import { CELLS_AT_ONCE, later, statesAmong } from './inference';
import { writeMemory } from './memory';
import { predictProteins } from './network';
import { proteinLoss } from './objective';
import { prepare, type Preparation } from './preparation';
import type { Priors } from './priors';
import type { ScmoformerState } from './state';

/** What is trained on. */
export interface TrainingCells {
  /** Cells of the graph [cells, genes]: with proteins, or company without. */
  readonly x: SparseMatrix;
  /** Their proteins [cells, proteins]; zeros for company. */
  readonly y: Float32Array;
  /** 1 for cells with proteins. */
  readonly measured: Float32Array;
  readonly priors: Priors;
  /** Training cells that the model keeps [cells, genes]. */
  readonly context: SparseMatrix;
}

type Batch = Record<string, tf.Tensor>;

/** Batches of cells of one training, each with all genes and proteins. What is drawn depends on the seed and the epoch alone. */
export class TrainingGraph {
  readonly #state: ScmoformerState;
  readonly #cells: TrainingCells;
  readonly #random: Random;
  readonly #size: number;
  readonly #dense: boolean;
  #room: number | undefined;
  #ready: Promise<{ prepared: Preparation; fixed: FixedGraph }> | undefined;
  #epoch: { number: number; batches: readonly Int32Array[] } | undefined;

  constructor(state: ScmoformerState, cells: TrainingCells) {
    const { config } = state;
    const { rows, columns, stored } = cells.x;
    this.#state = state;
    this.#cells = cells;
    this.#random = new Random(config.seed).fork('training');
    this.#size = Math.min(config.batchSize, rows);
    this.#dense = isDense(this.#size, columns, (stored * this.#size) / rows);
  }

  get stepsPerEpoch(): number {
    return Math.ceil(this.#cells.x.rows / this.#size);
  }

  get cellsPerStep(): number {
    return this.#size;
  }

  /** The decomposition and the fixed part of the graph, made once. */
  ready(): Promise<{ prepared: Preparation; fixed: FixedGraph }> {
    return (this.#ready ??= this.#prepare());
  }

  /** Puts what the model keeps into its parameters, and starts the predictions at the means of the proteins where they are new. */
  async start(fresh: (name: string) => boolean): Promise<void> {
    const { parameters, proteins } = this.#state;
    const { prepared } = await this.ready();
    writeMemory(parameters.at('memory'), prepared.memory);
    if (!fresh('head.bias')) return;
    const { y, measured } = this.#cells;
    const means = new Float32Array(proteins.length);
    const count = measured.reduce((sum, value) => sum + value, 0);
    y.forEach((value, at) => (means[at % means.length]! += value / count));
    parameters.set('head.bias', means);
  }

  /** The tensors of a step. */
  async batch({ step, epoch }: StepPlace): Promise<Batch> {
    const { prepared, fixed } = await this.ready();
    const { x, y, measured } = this.#cells;
    const { config, proteins } = this.#state;
    const cells = this.#batchesOf(epoch)[step % this.stepsPerEpoch]!;
    const draws = this.#random.fork(`step ${step}`);
    const rows = (values: Float32Array, width: number): Float32Array => takeRows(values, cells, width);
    const start = dropped(rows(prepared.cells, config.rank), config.cellDropout, draws.fork('cells'));
    return {
      ...Object.fromEntries(Object.entries(fixed.tensors).map(([name, tensor]) => [name, tf.clone(tensor)])),
      ...this.#edges(cells.length === x.rows && this.stepsPerEpoch === 1 ? x : x.takeRows(cells), draws.fork('edges')),
      cells: tf.tensor2d(start, [cells.length, config.rank]),
      target: tf.tensor2d(rows(y, proteins.length), [cells.length, proteins.length]),
      measured: tf.tensor1d(rows(measured, 1)),
      ...(fixed.encoding && { encoding: encodingOf(fixed.encoding, config, draws.fork('signs')) }),
    };
  }

  /** The loss of a batch. */
  objective(batch: Batch): { loss: tf.Scalar } {
    const { config, parameters, encoded, features, proteins } = this.#state;
    const { genes, cells, target, measured, encoding } = batch as Record<string, tf.Tensor2D>;
    const graph = {
      ...fixedMatrices(batch, { genes: features.length, proteins: proteins.length }),
      ...edgeMatrices(batch, [cells!.shape[0], features.length]),
    };
    const input = { genes: genes!, cells: cells!, ...(encoding && { encoding }) };
    const predicted = predictProteins(parameters, networkConfig(config, encoded), input, graph);
    return { loss: proteinLoss(predicted, target!, measured as tf.Tensor as tf.Tensor1D) };
  }

  /** The mean squared error of cells set aside, each among the training cells that the model keeps. */
  async validate(x: SparseMatrix, y: Float32Array): Promise<number> {
    await startEngine();
    const { prepared, fixed } = await this.ready();
    const { parameters, proteins } = this.#state;
    const width = proteins.length;
    const states = statesAmong(this.#state, prepared.memory, fixed);
    let sum = 0;
    for (const rows of evenParts(x.rows, CELLS_AT_ONCE)) {
      const error = tf.tidy(() => {
        const vectors = later(this.#state, prepared.memory, states, rows.length === x.rows ? x : x.takeRows(rows));
        const known = y.subarray(rows[0]! * width, (rows[0]! + rows.length) * width);
        return proteinLoss(linear(parameters.at('head'), vectors), tf.tensor2d(known, [rows.length, width]));
      });
      sum += ((await error.data())[0]! * rows.length) / x.rows;
      error.dispose();
    }
    tf.dispose(states);
    return sum;
  }

  /** Frees what the device holds. */
  async dispose(): Promise<void> {
    const made = await this.#ready?.catch(() => undefined);
    this.#ready = undefined;
    made?.fixed.dispose();
  }

  async #prepare(): Promise<{ prepared: Preparation; fixed: FixedGraph }> {
    await startEngine();
    const { config } = this.#state;
    const { x, priors, context } = this.#cells;
    const prepared = await prepare(x, { rank: config.rank, seed: config.seed, priors, context });
    return { prepared, fixed: await fixedGraph(config, prepared.memory) };
  }

  #edges(x: SparseMatrix, draws: Random): CellEdges {
    const { edgeDropout } = this.#state.config;
    const kept = edgeDropout > 0 ? draws.fillMask(x.stored, 1 - edgeDropout) : undefined;
    this.#room = roomFor(this.#room, x.stored);
    return cellEdges(x, { dense: this.#dense, kept, room: this.stepsPerEpoch === 1 ? x.stored : this.#room });
  }

  #batchesOf(epoch: number): readonly Int32Array[] {
    if (this.#epoch?.number === epoch) return this.#epoch.batches;
    const { rows } = this.#cells.x;
    const batches =
      this.stepsPerEpoch === 1
        ? [Int32Array.from({ length: rows }, (_, cell) => cell)]
        : shuffledBatches(rows, this.#size, this.#random.fork(`epoch ${epoch}`));
    this.#epoch = { number: epoch, batches };
    return batches;
  }
}

/** The one stage of a training. */
export function trainingStage(
  state: ScmoformerState,
  graph: TrainingGraph,
  epochs: number,
): Omit<Stage, 'validate'> & { name: string } {
  const { config, parameters } = state;
  const { stepsPerEpoch, cellsPerStep } = graph;
  return {
    name: 'proteins',
    epochs,
    stepsPerEpoch,
    cellsPerStep,
    makeTrainer: () =>
      new StageTrainer<Batch, { loss: tf.Scalar }>({
        name: 'scmoformer.training',
        parameters,
        optimizer: {
          kind: 'adamw',
          learningRate: config.learningRate,
          weightDecay: config.weightDecay,
          clip: config.clip,
          schedule:
            config.schedule === 'cosine'
              ? { kind: 'cosine' }
              : { kind: 'plateau', watch: 'error', factor: 0.9, patience: 20, per: 'epoch' },
        },
        epochs,
        stepsPerEpoch,
        start: () => graph.start(() => true),
        resume: (fresh) => graph.start((name) => fresh.includes(name)),
        batch: (place) => graph.batch(place),
        objective: (batch) => graph.objective(batch),
      }),
  };
}

function takeRows(values: Float32Array, rows: Int32Array, width: number): Float32Array {
  const out = new Float32Array(rows.length * width);
  rows.forEach((row, at) => out.set(values.subarray(row * width, (row + 1) * width), at * width));
  return out;
}

/** A share of the values set to 0, the others divided by what is left. */
function dropped(values: Float32Array, rate: number, draws: Random): Float32Array {
  if (rate === 0) return values;
  const kept = draws.fillMask(values.length, 1 - rate);
  return values.map((value, at) => (value * kept[at]!) / (1 - rate));
}

/** 'laplacian' takes random signs, as an eigenvector has none of its own. */
function encodingOf(
  { values, columns }: NonNullable<FixedGraph['encoding']>,
  { encoding }: ScmoformerConfig,
  draws: Random,
): tf.Tensor2D {
  const flips = encoding === 'laplacian' ? draws.fillMask(columns, 0.5) : undefined;
  const signed = flips ? values.map((value, at) => (flips[at % columns] ? -value : value)) : values;
  return tf.tensor2d(signed, [values.length / columns, columns]);
}
