import {
  constant,
  linearRamp,
  tf,
  warmUp,
  type Parameters,
  type Random,
  type Schedule,
  type StepPlace,
} from '../../engine';
import { isCount, isList } from '../training/cardChecks';
import { rowsOf } from '../../graph/neighborhood';
import { countTiles, dealTiles, drawTiles, placesBySection } from '../training/tiles';
import { StepRunner, type Trainer } from '../training/trainer';
import { flatInput, networkInput, type FlatInput } from './batches';
import type { CifmConfig } from './config';
import { decode, encode } from './network';
import { baselineGate, spreadAround } from './baseline';
import { cifmLosses, type CifmLosses } from './objective';
import { planPass, roomFor, type Plan, type Room } from './plan';
import { prepareStart } from './start';
import { formOf, type CifmState } from './state';
import type { Tissue } from './tissue';

/** Compiling a step takes as long as some dozens of steps (ours): a run this short is done sooner without. */
const FEW_STEPS = 10;

/**
 * Trains a network step by step: draws masks and tiles for each epoch, feeds the compiled step. What an epoch draws depends
 * on the seed and its number alone, so that a run can be taken up at any epoch.
 */
export class CifmTrainer implements Trainer {
  readonly #state: CifmState;
  readonly #tissue: Tissue;
  readonly #absent: Uint8Array;
  readonly #open: Int32Array;
  readonly #random: Random;
  readonly #steps: number;
  readonly #samples: number;
  readonly #runner: StepRunner<FlatInput, CifmLosses>;
  #masked: Uint8Array = new Uint8Array(0);
  #batches: Int32Array[] = [];
  #room: Room | undefined;

  /**
   * @param absent 1 for cells that take no part in training
   * @param open the others
   */
  constructor(state: CifmState, tissue: Tissue, absent: Uint8Array, open: Int32Array, epochs: number, random: Random) {
    const { config, parameters } = state;
    this.#state = state;
    this.#tissue = tissue;
    this.#absent = absent;
    this.#open = open;
    this.#random = random;
    this.#steps = stepsPerEpoch(config, open);
    this.#samples = Math.ceil(countTiles(tissue.section, open, config.batchSize) / this.#steps);
    this.#runner = new StepRunner<FlatInput, CifmLosses>({
      name: 'cifm.step',
      parameters,
      weightDecay: config.weightDecay,
      rate: rateOf(config, epochs * this.#steps, this.#steps),
      clip: config.clip,
      enabled: epochs * this.#steps > FEW_STEPS,
      objective: (batch) => this.#objective(batch),
    });
  }

  get optimizer(): Parameters {
    return this.#runner.state;
  }

  /** The shape that batches are padded to. */
  get memory(): unknown {
    return this.#room;
  }

  recall(memory: unknown): void {
    const { asked, nodes, messages } = (memory ?? {}) as Record<string, unknown>;
    const { graph, cells } = this.#tissue;
    // No batch has more than all cells and all their edges; rooms are up to three times as large.
    const [mostNodes, mostMessages] = [4 * cells.length + 128, 4 * (graph.indices.length + cells.length) + 128];
    const isMessages = (value: unknown): value is number => isCount(value, mostMessages);
    const { encoderLayers, decoderLayers } = this.#state.config;
    if (!isCount(asked, mostNodes) || !isCount(nodes, mostNodes) || !isList(messages, isMessages)) return;
    if (messages.length === encoderLayers + decoderLayers) this.#room = { asked, nodes, messages };
  }

  /** Trained weights need no preparation. */
  resume(): void {
    this.#startEpoch(0);
  }

  /** Prepares the fresh weights on the first batch. */
  start(): void {
    this.#startEpoch(0);
    const batch = this.#batch(this.#plan(0));
    const { parameters, config } = this.#state;
    const { constant: always } = this.#state;
    const baseline = {
      output: config.gate ? baselineGate(this.#tissue.matrix, this.#open) : always,
      spread: spreadAround(this.#tissue.matrix, this.#open, always),
    };
    prepareStart(parameters, formOf(this.#state), batch, this.#room!.asked, config.calibrate, baseline);
    tf.dispose(batch);
  }

  /** One training step; the value of each loss term. */
  async step({ step, epoch }: StepPlace): Promise<Record<string, number>> {
    const place = step % this.#steps;
    if (place === 0) this.#startEpoch(epoch);
    return this.#runner.run(step, this.#batch(this.#plan(place)));
  }

  dispose(): void {
    this.#runner.dispose();
  }

  #objective(batch: FlatInput): CifmLosses {
    const { parameters, config, balanced } = this.#state;
    const form = formOf(this.#state);
    const input = networkInput(batch);
    const target = batch.target as tf.Tensor2D;
    const output = decode(parameters, form, encode(parameters, form, input), input, target.shape[0]);
    const targets = {
      target,
      real: batch.real as tf.Tensor1D,
      sample: batch.sample as tf.Tensor1D,
      samples: this.#samples,
    };
    return cifmLosses(output, targets, { gate: config.gate, balanced });
  }

  /** Masks and tiles for one epoch. */
  #startEpoch(epoch: number): void {
    const { config } = this.#state;
    const { points, section, cells } = this.#tissue;
    const wanted = Math.max(1, Math.round(config.mask * this.#open.length));
    this.#masked = new Uint8Array(cells.length);
    const draws = this.#random.fork(`epoch ${epoch}`);
    for (const at of draws.choice(this.#open.length, wanted)) this.#masked[this.#open[at]!] = 1;
    const groups = placesBySection(section, this.#open).map((places) => places.map((at) => this.#open[at]!));
    const [x, y] = [points.column(0), points.column(1)] as [Float64Array, Float64Array];
    this.#batches = dealTiles(drawTiles(x, y, groups, config.batchSize, draws), this.#steps);
    if (!this.#room) this.#room = roomFor(this.#batches.map((_, at) => this.#plan(at)));
  }

  /** What it takes to predict the masked cells of a batch. */
  #plan(at: number): Plan {
    const { encoderLayers, decoderLayers } = this.#state.config;
    const asked = this.#batches[at]!.filter((cell) => this.#masked[cell]);
    const parts = { graph: this.#tissue.graph, absent: this.#absent, masked: this.#masked };
    return planPass(asked, parts, encoderLayers, decoderLayers);
  }

  #batch(plan: Plan): FlatInput {
    const { matrix, points, section } = this.#tissue;
    const room = (this.#room = roomFor([plan], this.#room));
    const asked = plan.nodes.subarray(0, plan.asked);
    const target = new Float32Array(room.asked * matrix.columns);
    target.set(rowsOf(matrix, asked));
    const samples = [...new Set(Array.from(asked, (cell) => section[cell]!))];
    const sample = new Int32Array(room.asked);
    asked.forEach((cell, at) => (sample[at] = samples.indexOf(section[cell]!)));
    const real = new Float32Array(room.asked).fill(1, 0, plan.asked);
    return {
      ...flatInput({ matrix, points, masked: this.#masked, unit: this.#state.radius }, plan, room),
      target: tf.tensor2d(target, [room.asked, matrix.columns]),
      sample: tf.tensor1d(sample, 'int32'),
      real: tf.tensor1d(real),
    };
  }
}

/** Batches of an epoch over the given cells. */
export const stepsPerEpoch = (config: CifmConfig, open: Int32Array): number =>
  Math.max(1, Math.ceil(open.length / config.batchSize));

/** Rises, stays, and falls to 0 over the last share of the steps. */
function rateOf({ learningRate, warmUp: epochs, fall }: CifmConfig, total: number, perEpoch: number): Schedule {
  const rising = Math.min(epochs * perEpoch, Math.floor(total / 4));
  const falling = Math.round(fall * total);
  const level = constant(learningRate);
  const down = linearRamp(learningRate, 0, Math.max(1, falling));
  const after: Schedule = (step) =>
    step < total - falling - rising ? level(step) : down(step + rising + falling - total);
  return warmUp(rising, learningRate, after);
}
