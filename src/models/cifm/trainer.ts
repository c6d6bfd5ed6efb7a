import { constant, linearRamp, type Peers, tf, warmUp, type Random, type Schedule } from '../../engine';
import { neighborMeans, rowsOf } from '../../graph/neighborhood';
import { marked } from '../training/cells';
import { cutShares } from '../training/cutShares';
import { paddedIndices, paddedValues, type ShapeLimits } from '../training/paddedShape';
import { countTiles } from '../training/tiles';
import { TileTrainer } from '../training/tileTrainer';
import type { CellWeights } from '../training/watch/cellWeights';
import { worthCompiling } from '../training/worthCompiling';
import { baselineGate, cellsForLines, entryWeights, neighborLines, spreadAround } from './baseline';
import type { CifmConfig } from './config';
import {
  flatInput,
  networkInput,
  perLayer,
  planPass,
  shapeFor,
  type FlatInput,
  type PassShape,
  type Plan,
} from './input';
import { decode, encode } from './network';
import { cifmLosses, type CifmLosses, type Totals } from './objective';
import { type BaselineOutput, prepareStart } from './start';
import { formOf, type CifmState } from './state';
import type { Tissue } from './tissue';

/** Trains a network on tiles: a share of the cells is masked, and their expression is what a step learns to infer. */
export class CifmTrainer extends TileTrainer<FlatInput, CifmLosses, keyof PassShape> {
  readonly #state: CifmState;
  readonly #tissue: Tissue;
  #absent: Uint8Array;
  #version = 0;
  /** Tiles of a batch, each of one section. */
  readonly #samples: number;
  #masked: Uint8Array = new Uint8Array(0);

  /**
   * @param absent 1 for cells that take no part in training
   * @param cells the others @param weights how much they count from now on
   * @param peers processes that train it together
   */
  constructor(
    state: CifmState,
    tissue: Tissue,
    absent: Uint8Array,
    cells: Int32Array,
    weights: CellWeights,
    epochs: number,
    random: Random,
    peers?: Peers,
  ) {
    const { config, parameters } = state;
    const perEpoch = stepsPerEpoch(config, cells.length);
    const steps = epochs * perEpoch;
    super({
      positions: tissue,
      cells,
      tileSize: config.batchSize,
      stepsPerEpoch: perEpoch,
      random,
      weights,
      peers,
      step: {
        name: 'cifm.step',
        parameters,
        weightDecay: config.weightDecay,
        rate: rateOf(config, steps, perEpoch),
        clip: config.clip,
        enabled: worthCompiling(steps, parameters),
      },
    });
    this.#state = state;
    this.#tissue = tissue;
    this.#absent = absent;
    this.#samples = Math.ceil(countTiles(tissue.section, cells, config.batchSize) / perEpoch);
  }

  /** Trained weights need no preparation. */
  resume(): void {
    this.startEpoch(0);
  }

  /** Prepares the fresh weights on the first batch. */
  start(): void {
    this.startEpoch(0);
    // Of several processes, too, each prepares them on the whole batch.
    const shape = this.peers ? shapeFor(this.batches.map((cells) => this.#plan(cells))) : this.shape!;
    const batch = this.#batch(this.#plan(this.batches[0]!), shape);
    const { parameters, config } = this.#state;
    prepareStart(parameters, formOf(this.#state), batch, shape.asked, config.calibrate, this.#baseline());
    tf.dispose(batch);
  }

  /** What each gene's line over its visible neighbors says, or else the same for all cells. */
  #baseline(): BaselineOutput {
    const { config, constant, balanced } = this.#state;
    const { matrix, graph } = this.#tissue;
    if (config.gate || !config.residual) {
      const output = config.gate ? baselineGate(matrix, this.cells) : constant;
      return { output, spread: spreadAround(matrix, this.cells, constant) };
    }
    const some = this.draws.choice(this.cells.length, cellsForLines(this.cells.length, matrix.columns));
    const cells = Int32Array.from(some, (at) => this.cells[at]!);
    const among = (cell: number): boolean => !this.#absent[cell] && !this.#masked[cell];
    const means = neighborMeans(matrix, graph, cells, { among });
    const weights = entryWeights(matrix, this.cells, balanced);
    const { intercept, slope, spread } = neighborLines(matrix, cells, means, constant, weights);
    return { output: intercept, slope, spread };
  }

  protected objective(batch: FlatInput): CifmLosses {
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
      totals: this.peers && totalsOf(batch),
    };
    return cifmLosses(output, targets, { gate: config.gate, balanced });
  }

  protected drawMasks(): void {
    const wanted = Math.max(1, Math.round(this.#state.config.mask * this.cells.length));
    const masked = this.draws.choice(this.cells.length, wanted);
    this.#masked = marked(
      this.#absent.length,
      masked.map((at) => this.cells[at]!),
    );
  }

  protected firstShape(): PassShape {
    return shapeFor(
      this.batches.flatMap((cells) => (this.peers ? this.#shares(cells, this.peers) : [this.#plan(cells)])),
    );
  }

  /** No batch has more than all cells and all their edges; shapes are up to three times as large. */
  protected shapeLimits(): ShapeLimits<keyof PassShape> {
    const { graph, cells } = this.#tissue;
    const { encoderLayers, decoderLayers } = this.#state.config;
    const nodes = [1, 4 * cells.length + 128] as const;
    const messages = [1, 4 * (graph.nEdges + cells.length) + 128] as const;
    return { asked: nodes, nodes, ...perLayer(encoderLayers + decoderLayers, () => messages) };
  }

  /** The masked cells of a batch, their surroundings, and what is to be inferred. */
  protected makeBatch(cells: Int32Array): FlatInput {
    this.#follow();
    const plan = this.#plan(cells);
    this.shape = shapeFor([plan], this.shape);
    return this.#batch(plan, this.shape);
  }

  /** The same for a share of the masked cells, with what the means of the whole batch are taken over. */
  protected makeShare(cells: Int32Array, peers: Peers): FlatInput {
    const { matrix } = this.#tissue;
    const shares = this.#shares(cells, peers);
    this.shape = shapeFor(shares, this.shape);
    const asked = this.#asked(cells);
    const sampleOf = this.#samplesOf(asked);
    const totals = { cells: new Float32Array(this.#samples), positive: new Float32Array(this.#samples) };
    const rows = rowsOf(matrix, asked);
    asked.forEach((cell, at) => {
      const sample = sampleOf(cell);
      totals.cells[sample]!++;
      for (let gene = 0; gene < matrix.columns; gene++) {
        if (rows[at * matrix.columns + gene]! > 0) totals.positive[sample]!++;
      }
    });
    return {
      ...this.#batch(shares[peers.rank]!, this.shape, sampleOf),
      cells: tf.tensor1d(totals.cells),
      positive: tf.tensor1d(totals.positive),
      rest: tf.tensor1d(totals.positive.map((count, sample) => totals.cells[sample]! * matrix.columns - count)),
    };
  }

  protected shareObjective(share: FlatInput): CifmLosses {
    return this.objective(share);
  }

  #batch(plan: Plan, shape: PassShape, sampleOf?: (cell: number) => number): FlatInput {
    const { matrix, points } = this.#tissue;
    const asked = plan.nodes.subarray(0, plan.asked);
    const sample = Array.from(asked, sampleOf ?? this.#samplesOf(asked));
    const target = paddedValues(rowsOf(matrix, asked), shape.asked * matrix.columns);
    return {
      ...flatInput({ matrix, points, masked: this.#masked, unit: this.#state.radius }, plan, shape),
      target: tf.tensor2d(target, [shape.asked, matrix.columns]),
      sample: paddedIndices(sample, shape.asked, 0),
      real: tf.tensor1d(paddedValues(this.weights.some(asked), shape.asked)),
    };
  }

  /** Cells that were taken out are not there from now on. */
  #follow(): void {
    if (this.weights.version === this.#version) return;
    this.#version = this.weights.version;
    this.#absent = this.weights.without(this.#absent);
  }

  /** Numbers the sections of some cells by their first place among them. */
  #samplesOf(asked: Int32Array): (cell: number) => number {
    const { section } = this.#tissue;
    const samples = [...new Set(Array.from(asked, (cell) => section[cell]!))];
    return (cell) => samples.indexOf(section[cell]!);
  }

  /** What it takes to predict the masked cells among some. */
  #plan(cells: Int32Array): Plan {
    return this.#planOf(this.#asked(cells));
  }

  /** The same for each share of them. */
  #shares(cells: Int32Array, { size }: Peers): Plan[] {
    const asked = this.#asked(cells);
    return cutShares(this.#tissue, asked, size).map((places) => this.#planOf(places.map((at) => asked[at]!)));
  }

  #planOf(asked: Int32Array): Plan {
    const { encoderLayers, decoderLayers } = this.#state.config;
    const parts = { graph: this.#tissue.graph, absent: this.#absent, masked: this.#masked };
    return planPass(asked, parts, encoderLayers, decoderLayers);
  }

  #asked(cells: Int32Array): Int32Array {
    return cells.filter((cell) => this.#masked[cell]);
  }
}

const totalsOf = ({ cells, positive, rest }: FlatInput): Totals => ({ cells, positive, rest }) as Record<keyof Totals, tf.Tensor1D>; // prettier-ignore

/** Batches of an epoch over so many cells. */
export const stepsPerEpoch = ({ batchSize }: CifmConfig, cells: number): number =>
  Math.max(1, Math.ceil(cells / batchSize));

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
