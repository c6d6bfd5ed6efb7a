import { cosine, linearRamp, tf, type Parameters, type Random, type Schedule, type StepPlace } from '../../engine';
import type { Graph } from '../../graph';
import { isCount } from '../training/cardChecks';
import type { SquintConfig } from './config';
import {
  capacityFor,
  planBatch,
  trainingBatch,
  type BatchPlan,
  type BatchSource,
  type Capacity,
  type TrainingBatch,
} from './batches';
import { encodeCells } from './encodeAll';
import { graphLayerBias } from './graphLayer';
import { drawMask, hearObserved } from './masks';
import { squintObjective } from './objective';
import { headsOf, kmeansStart, updateCodebook, type Codebook } from './quantizer';
import type { SquintState } from './state';
import { countTiles, dealTiles, drawTiles, placesBySection } from '../training/tiles';
import { StepRunner, type Trainer } from '../training/trainer';

/** Normal numbers are drawn once; each step takes another stretch of them. */
const SPARE_NOISE = 65536;
/** Entries of the cells x codes table of the k-means start, at most: 64 MB in float32. */
const KMEANS_ENTRIES = 2 ** 24;

type StepResult = { loss: tf.Scalar; [term: string]: tf.Tensor };

/**
 * Trains a network step by step: draws masks and tiles for each epoch, feeds the compiled step. What an epoch draws depends
 * on the seed and its number alone, so that a run can be taken up at any epoch.
 */
export class SquintTrainer implements Trainer {
  readonly #stepsPerEpoch: number;
  readonly #state: SquintState;
  readonly #source: BatchSource;
  readonly #open: Int32Array;
  readonly #random: Random;
  readonly #share: Schedule;
  readonly #runner: StepRunner<TrainingBatch, StepResult>;
  readonly #coreRoom: number;
  /** Of the epoch under way. */
  #draws: Random;
  #masked: Uint8Array = new Uint8Array(0);
  #hearing: Graph | undefined;
  #batches: Int32Array[] = [];
  #room: Capacity | undefined;
  #noise: Float32Array = new Float32Array(0);

  /** @param open the cells to train on */
  constructor(state: SquintState, source: BatchSource, open: Int32Array, epochs: number, random: Random) {
    const { batchSize, learningRate, maskFrom, maskTo, clip } = state.config;
    const tile = Math.min(state.config.tileSize, batchSize);
    this.#state = state;
    this.#source = source;
    this.#open = open;
    this.#random = random;
    this.#draws = random;
    this.#stepsPerEpoch = stepsPerEpoch(state.config, source.tissue.section, open);
    this.#coreRoom = Math.ceil(countTiles(source.tissue.section, open, tile) / this.#stepsPerEpoch) * tile;
    this.#share = linearRamp(maskFrom, maskTo, Math.max(1, epochs - 1));
    this.#runner = new StepRunner<TrainingBatch, StepResult>({
      name: 'squint.step',
      parameters: state.parameters,
      rate: cosine(learningRate, 0, epochs * this.#stepsPerEpoch),
      clip,
      objective: (batch) => this.#objective(batch),
      after: (batch, outputs) => this.#moveCodes(batch, outputs),
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
    const { core, nodes, messages, pairs } = (memory ?? {}) as Record<string, unknown>;
    const { nNodes, indices } = this.#source.graph;
    // No batch has more than all cells and all their edges; rooms are somewhat larger.
    const [mostNodes, mostPairs] = [2 * (this.#coreRoom + nNodes) + 64, 4 * indices.length + 128];
    if (core !== this.#coreRoom || !isCount(nodes, mostNodes)) return;
    if (isCount(messages, mostPairs) && isCount(pairs, mostPairs)) this.#room = { core, nodes, messages, pairs };
  }

  /** With trained weights the codes are there; only a codebook of another size starts anew. */
  async resume(fresh: readonly string[]): Promise<void> {
    if (fresh.includes('quantizer.codebook')) await this.start();
  }

  /** Centers the latents of the untrained network and starts the codes by k-means. */
  async start(): Promise<void> {
    const { heads, codes, dim, kmeansCells, kmeansIterations } = this.#state.config;
    const count = Math.min(this.#open.length, kmeansCells, Math.max(codes, Math.floor(KMEANS_ENTRIES / codes)));
    this.#startEpoch(0);
    const cells = Int32Array.from(this.#draws.choice(this.#open.length, count), (at) => this.#open[at]!).sort();
    const { latents } = await encodeCells(this.#state, this.#source, cells, this.#masked, this.#hearing!);
    const joined = tf.tidy(() => {
      const unit = headsOf(this.#center(tf.tensor2d(latents, [count, dim])), heads);
      const started = Array.from({ length: heads }, (_, head) => {
        const start = tf.tensor2d(this.#firstMembers(count, codes), [1, codes], 'int32');
        return kmeansStart(tf.slice(unit, [head, 0, 0], [1, count, dim / heads]), start, kmeansIterations);
      });
      return {
        codebook: tf.concat3d(
          started.map((part) => part.codebook),
          0,
        ),
        count: tf.concat2d(
          started.map((part) => part.count),
          0,
        ),
        sum: tf.concat3d(
          started.map((part) => part.sum),
          0,
        ),
      };
    });
    assignCodebook(this.#state.parameters, joined);
    tf.dispose(joined);
  }

  /**
   * Takes the mean latent out of the graph layer's bias (FiLM is still the identity): fresh latents all point one way,
   * and a cosine codebook could hardly tell them apart.
   */
  #center(latents: tf.Tensor2D): tf.Tensor2D {
    const mean = tf.mean(latents, 0);
    const bias = graphLayerBias(this.#state.parameters, this.#state.config.layer);
    bias.assign(tf.sub(bias, mean) as tf.Tensor1D);
    return tf.sub(latents, mean);
  }

  /** Different cells, one for each code; where there are fewer cells than codes, some serve twice. */
  #firstMembers(cells: number, codes: number): Int32Array {
    if (cells >= codes) return Int32Array.from(this.#draws.choice(cells, codes));
    return Int32Array.from({ length: codes }, (_, at) => (at < cells ? at : this.#draws.integer(0, cells)));
  }

  /** One training step; the value of each loss term. */
  async step({ step, epoch }: StepPlace): Promise<Record<string, number>> {
    if (step % this.#stepsPerEpoch === 0) this.#startEpoch(epoch);
    const plan = planBatch(this.#batches[step % this.#stepsPerEpoch]!, this.#source.graph, this.#hearing!);
    this.#room = capacityFor([plan], this.#coreRoom, this.#room);
    const batch = trainingBatch(this.#source, plan, this.#room, this.#masked, this.#drawNoise(), this.#draws);
    return this.#runner.run(step, batch);
  }

  dispose(): void {
    this.#runner.dispose();
  }

  #objective(batch: TrainingBatch): StepResult {
    const { parameters, config, scale } = this.#state;
    const { loss, attributes, edges, code, commit, unit, tokens } = squintObjective(
      parameters,
      config,
      scale.likelihood,
      batch,
    );
    return { loss, attributes, edges, code, commit, unit, tokens };
  }

  #moveCodes(batch: TrainingBatch, outputs: StepResult): void {
    const { parameters, config } = this.#state;
    const before = codebookOf(parameters);
    const { unit, tokens } = outputs as unknown as { unit: tf.Tensor3D; tokens: tf.Tensor2D };
    const options = { decay: config.emaDecay, dead: config.deadThreshold };
    assignCodebook(parameters, updateCodebook(before, unit, tokens, batch.real, batch.reseed, options));
  }

  /** Masks, tiles and who hears whom for one epoch. */
  #startEpoch(epoch: number): void {
    const { tissue, graph, config } = this.#source;
    const blocks = config.masked === 'observed';
    this.#draws = this.#random.fork(`epoch ${epoch}`);
    const tile = Math.min(config.tileSize, config.batchSize);
    this.#masked = drawMask(graph, this.#open, this.#share(epoch), blocks, this.#draws);
    this.#hearing = blocks ? this.#hearObserved(this.#masked) : graph;
    const groups = placesBySection(tissue.section, this.#open).map((places) => places.map((at) => this.#open[at]!));
    const x = tissue.points.column(0) as Float64Array;
    const y = tissue.points.column(1) as Float64Array;
    this.#batches = dealTiles(drawTiles(x, y, groups, tile, this.#draws), this.#stepsPerEpoch);
    if (!this.#room) this.#makeRoom();
  }

  /** Room for what the last epoch will need, whose masks are the widest: shapes should not change on the way. */
  #makeRoom(): void {
    const { graph, config } = this.#source;
    const plans = (hearing: Graph): BatchPlan[] => this.#batches.map((core) => planBatch(core, graph, hearing));
    this.#room = capacityFor(plans(this.#hearing!), this.#coreRoom);
    if (config.masked === 'observed') {
      const widest = drawMask(graph, this.#open, config.maskTo, true, this.#random);
      this.#room = capacityFor(plans(this.#hearObserved(widest)), this.#coreRoom, this.#room);
    }
  }

  #hearObserved(masked: Uint8Array): Graph {
    const { tissue, graph, config } = this.#source;
    return hearObserved(
      tissue,
      graph,
      masked,
      this.#open.filter((cell) => !masked[cell]),
      config.neighbors,
    );
  }

  #drawNoise(): Float32Array {
    const size = this.#room!.nodes * this.#state.features.length;
    if (this.#noise.length < size + SPARE_NOISE) {
      this.#noise = this.#random.fork('noise').fillNormal(size + SPARE_NOISE, 0, this.#state.config.maskNoise);
    }
    const from = this.#draws.integer(0, SPARE_NOISE + 1);
    return this.#noise.subarray(from, from + size);
  }
}

/** Batches of an epoch over the given cells. */
export function stepsPerEpoch(config: SquintConfig, section: Int32Array, open: Int32Array): number {
  const tile = Math.min(config.tileSize, config.batchSize);
  return Math.ceil(countTiles(section, open, tile) / Math.floor(config.batchSize / tile));
}

function codebookOf(p: Parameters): Codebook {
  const get = (name: string): unknown => p.get(`quantizer.${name}`);
  return { codebook: get('codebook'), count: get('ema_count'), sum: get('ema_sum') } as Codebook;
}

function assignCodebook(p: Parameters, { codebook, count, sum }: Codebook): void {
  p.get('quantizer.codebook').assign(codebook);
  p.get('quantizer.ema_count').assign(count);
  p.get('quantizer.ema_sum').assign(sum);
}
