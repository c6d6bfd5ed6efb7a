import { cosine, linearRamp, tf, type Parameters, type Peers, type Random, type Schedule } from '../../engine';
import { type Graph, withoutNodes } from '../../graph';
import { buildIndex } from '../../neighbors';
import { padSize, type ShapeLimits } from '../training/paddedShape';
import { countTiles } from '../training/tiles';
import { TileTrainer } from '../training/tileTrainer';
import type { CellWeights } from '../training/watch/cellWeights';
import {
  type BatchPlan,
  type BatchShape,
  type BatchSource,
  choosePairs,
  drawReseed,
  planBatch,
  shapeFor,
  trainingBatch,
  type TrainingBatch,
} from './batches';
import type { SquintConfig } from './config';
import { encodeCells } from './inference';
import { drawMask, observedGraph } from './masks';
import { graphLayerBias } from './network';
import { squintObjective, type SquintOutputs } from './objective';
import { headsOf, kmeansStart, moveCodes, takeRows, updateCodebook, type Codebook } from './quantizer';
import { shapeForShares, type ShareBatch, ShareMaker, sharesOf, type ShareSums, squintShare, withPairs } from './share';
import type { SquintState } from './state';

/** Normal numbers are drawn once; each step takes another stretch of them. */
const SPARE_NOISE = 65536;
/** Entries of the cells x codes table of the k-means start, at most: 64 MB in float32. */
const KMEANS_ENTRIES = 2 ** 24;

type StepOutputs = Pick<SquintOutputs, 'loss' | 'attributes' | 'edges' | 'code' | 'commit' | 'unit' | 'tokens'>;

/** Trains a network on tiles: masks a growing share of the cells, and moves the codes by averages of their members. */
export class SquintTrainer extends TileTrainer<TrainingBatch, StepOutputs, keyof BatchShape> {
  readonly #state: SquintState;
  readonly #source: BatchSource;
  readonly #share: Schedule;
  /** Cells that the core of a batch has places for. */
  readonly #core: number;
  readonly #shares: ShareMaker | undefined;
  /** Of the epoch under way. */
  #masked: Uint8Array = new Uint8Array(0);
  /** What batches are made from, without cells that were taken out on the way. */
  #live: BatchSource;
  #version = 0;
  #receptive: Graph;
  #noise: Float32Array = new Float32Array(0);

  /** @param cells those to train on @param peers processes that train it together */
  constructor(
    state: SquintState,
    source: BatchSource & { readonly weights: CellWeights },
    cells: Int32Array,
    epochs: number,
    random: Random,
    peers?: Peers,
  ) {
    const { batchSize, learningRate, maskFrom, maskTo, clip } = state.config;
    const perEpoch = stepsPerEpoch(state.config, source.tissue.section, cells);
    const tileSize = Math.min(state.config.tileSize, batchSize);
    super({
      positions: source.tissue,
      cells,
      tileSize,
      stepsPerEpoch: perEpoch,
      random,
      weights: source.weights,
      peers,
      step: {
        name: 'squint.step',
        parameters: state.parameters,
        rate: cosine(learningRate, 0, epochs * perEpoch),
        clip,
      },
    });
    this.#state = state;
    this.#source = this.#live = source;
    this.#receptive = source.graph;
    this.#core = Math.ceil(countTiles(source.tissue.section, cells, tileSize) / perEpoch) * tileSize;
    this.#shares = peers && new ShareMaker(state, source, peers, this.#core);
    this.#share = linearRamp(maskFrom, maskTo, Math.max(1, epochs - 1));
  }

  /** With trained weights the codes are there; only a codebook of another size starts anew. */
  async resume(fresh: readonly string[]): Promise<void> {
    if (fresh.includes('quantizer.codebook')) await this.start();
  }

  /** Centers the latents of the untrained network and starts the codes by k-means. */
  async start(): Promise<void> {
    const { heads, codes, dim, kmeansCells, kmeansIterations } = this.#state.config;
    const count = Math.min(this.cells.length, kmeansCells, Math.max(codes, Math.floor(KMEANS_ENTRIES / codes)));
    this.startEpoch(0);
    const cells = Int32Array.from(this.draws.choice(this.cells.length, count), (at) => this.cells[at]!).sort();
    const { latents } = await encodeCells(this.#state, this.#source, cells, this.#masked, this.#receptive);
    const joined = tf.tidy(() => {
      const unit = headsOf(this.#center(tf.tensor2d(latents, [count, dim])), heads);
      const started = Array.from({ length: heads }, (_, head) => {
        const start = tf.tensor2d(this.#firstMembers(count, codes), [1, codes], 'int32');
        return kmeansStart(tf.slice(unit, [head, 0, 0], [1, count, dim / heads]), start, kmeansIterations);
      });
      const joinedHeads = <K extends keyof Codebook>(part: K): Codebook[K] =>
        tf.concat(
          started.map((codebook) => codebook[part]),
          0,
        ) as Codebook[K];
      return { codebook: joinedHeads('codebook'), count: joinedHeads('count'), sum: joinedHeads('sum') };
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
    if (cells >= codes) return Int32Array.from(this.draws.choice(cells, codes));
    return Int32Array.from({ length: codes }, (_, at) => (at < cells ? at : this.draws.integer(0, cells)));
  }

  protected drawMasks(epoch: number): void {
    const { graph, config } = this.#source;
    const blocks = config.masked === 'observed';
    this.#masked = drawMask(graph, this.cells, this.#share(epoch), blocks, this.draws);
    this.#receptive = this.#receptiveFields(this.#masked);
  }

  protected makeBatch(cells: Int32Array): TrainingBatch {
    this.#follow();
    const plan = planBatch(cells, this.#live.graph, this.#receptive);
    const shape = (this.shape = shapeFor([plan], this.#core, this.shape));
    return trainingBatch(this.#live, plan, shape, this.#masked, this.#drawNoise(shape.nodes), this.draws);
  }

  protected async makeShare(cells: Int32Array, { rank, size }: Peers): Promise<ShareBatch> {
    const { tissue, graph, config } = this.#source;
    const plan = planBatch(cells, graph, this.#receptive);
    const shares = sharesOf(plan, tissue, size);
    // Drawn in the order in which a batch draws it.
    const noise = this.#drawNoise(this.#core + plan.nodes.length - plan.core.length);
    const reseed = drawReseed(config, plan.core, this.draws);
    const pairs = choosePairs(plan, graph, tissue.section, this.draws);
    this.shape = withPairs(shapeForShares([shares], this.#core, this.shape), shares, pairs);
    return this.#shares!.make(plan, shares[rank]!, { noise, masked: this.#masked, reseed, pairs }, this.shape);
  }

  protected shareObjective(share: Record<string, tf.Tensor>): ReturnType<typeof squintShare> {
    const { parameters, config, scale } = this.#state;
    return squintShare(parameters, config, scale.likelihood, share as ShareBatch);
  }

  /** Moves the codes by the members in all shares. */
  protected override afterShares(sums: Record<string, tf.Tensor>): void {
    const { parameters, config } = this.#state;
    const { count, sum, fresh } = sums as ShareSums;
    const options = { decay: config.emaDecay, dead: config.deadThreshold };
    assignCodebook(parameters, moveCodes(codebookOf(parameters), { count, sum }, (rank) => takeRows(fresh, rank), options)); // prettier-ignore
  }

  override dispose(): void {
    super.dispose();
    this.#shares?.dispose();
  }

  protected objective(batch: TrainingBatch): StepOutputs {
    const { parameters, config, scale } = this.#state;
    const all = squintObjective(parameters, config, scale.likelihood, batch);
    const { loss, attributes, edges, code, commit, unit, tokens } = all;
    return { loss, attributes, edges, code, commit, unit, tokens };
  }

  /** Moves the codes. */
  protected override afterStep(batch: TrainingBatch, { unit, tokens }: StepOutputs): void {
    const { parameters, config } = this.#state;
    const options = { decay: config.emaDecay, dead: config.deadThreshold };
    const before = codebookOf(parameters);
    assignCodebook(parameters, updateCodebook(before, unit, tokens, batch.real, batch.reseed, options));
  }

  /** Holds also what the last epoch will need, whose masks are the widest: shapes should not change on the way. */
  protected firstShape(): BatchShape {
    const { tissue, graph, config } = this.#source;
    const cut = (plans: BatchPlan[], now?: BatchShape): BatchShape =>
      this.peers
        ? shapeForShares(
            plans.map((plan) => sharesOf(plan, tissue, this.peers!.size)),
            this.#core,
            now,
          )
        : shapeFor(plans, this.#core, now);
    const shape = (receptive: Graph, now?: BatchShape): BatchShape =>
      cut(
        this.batches.map((core) => planBatch(core, graph, receptive)),
        now,
      );
    const first = shape(this.#receptive);
    if (config.masked !== 'observed') return first;
    return shape(this.#receptiveFields(drawMask(graph, this.cells, config.maskTo, true, this.random)), first);
  }

  /** No batch has more than all cells and all their edges; shapes are somewhat larger. */
  protected shapeLimits(): ShapeLimits<keyof BatchShape> {
    const { nNodes, nEdges } = this.#source.graph;
    const messages = [1, 4 * nEdges + 128] as const;
    const core = this.peers ? padSize(undefined, Math.ceil(this.#core / this.peers.size), 1) : this.#core;
    return { core: [core, core], nodes: [1, 2 * (this.#core + nNodes) + 64], messages, pairs: messages };
  }

  /** Cells that were taken out are nobody's neighbor from now on. */
  #follow(): void {
    if (this.weights.version === this.#version) return;
    this.#version = this.weights.version;
    const { graph } = this.#source;
    this.#live = { ...this.#source, graph: withoutNodes(graph, this.weights.without(new Uint8Array(graph.nNodes))) };
    this.#receptive = this.#receptiveFields(this.#masked);
  }

  #receptiveFields(masked: Uint8Array): Graph {
    const { tissue, graph, config } = this.#live;
    if (config.masked !== 'observed') return graph;
    const observed = this.weights.open(this.cells).filter((cell) => !masked[cell]);
    const near = buildIndex(tissue.points, { groups: tissue.section, candidates: observed });
    return observedGraph(graph, masked, near, config.neighbors);
  }

  /** @param nodes rows that are needed */
  #drawNoise(nodes: number): Float32Array {
    const size = nodes * this.#state.features.length;
    if (this.#noise.length < size + SPARE_NOISE) {
      this.#noise = this.random.fork('noise').fillNormal(size + SPARE_NOISE, 0, this.#state.config.maskNoise);
    }
    const from = this.draws.integer(0, SPARE_NOISE + 1);
    return this.#noise.subarray(from, from + size);
  }
}

/** Batches of an epoch over the given cells. */
export function stepsPerEpoch(config: SquintConfig, section: Int32Array, cells: Int32Array): number {
  const tile = Math.min(config.tileSize, config.batchSize);
  return Math.ceil(countTiles(section, cells, tile) / Math.floor(config.batchSize / tile));
}

/** Passes over the cells that the paper takes. */
const PAPER_EPOCHS = 20;

/**
 * Epochs of a training: those of the configuration; for 'auto' the paper's 20, and as many more as come to the configuration's
 * steps. Vectors after the 380 steps of 20 epochs told regions of the osmFISH cortex as well as the mean of 8 neighbors, after 2,000
 * better (accuracy .69 and .76 against .71); 1,000 steps gave .71, also at twice the learning rate.
 */
export function epochsOf({ epochs, steps }: SquintConfig, perEpoch: number): number {
  return epochs === 'auto' ? Math.max(PAPER_EPOCHS, Math.ceil(steps / perEpoch)) : epochs;
}

function codebookOf(p: Parameters): Codebook {
  const get = (name: string): tf.Tensor => p.get(`quantizer.${name}`);
  return {
    codebook: get('codebook') as tf.Tensor3D,
    count: get('ema_count') as tf.Tensor2D,
    sum: get('ema_sum') as tf.Tensor3D,
  };
}

function assignCodebook(p: Parameters, { codebook, count, sum }: Codebook): void {
  p.get('quantizer.codebook').assign(codebook);
  p.get('quantizer.ema_count').assign(count);
  p.get('quantizer.ema_sum').assign(sum);
}
