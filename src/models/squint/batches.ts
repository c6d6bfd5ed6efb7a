import { tf, type Random } from '../../engine';
import { type Graph, withoutNodes } from '../../graph';
import { paddedIndices, type PaddedShape, paddedValues, padSize } from '../training/paddedShape';
import type { CellWeights } from '../training/watch/cellWeights';
import type { SquintConfig } from './config';
import { covariates, inputRows, targetRows } from './input';
import type { FeatureScale } from './scales';
import type { EncoderInput } from './network';
import type { Pairs, SquintBatch } from './objective';
import { officialCovariates } from './official/covariates';
import { isOfficial, sectionWidth, sizesOf, type SquintState } from './state';
import type { Tissue } from './tissue';

/** A batch as it is known before any tensor is made: which cells, and which look at which, by place in the batch. */
export interface BatchPlan {
  /** Cells whose tokens are made and trained. */
  readonly core: Int32Array;
  /** Core cells, then the other cells of their receptive fields. */
  readonly nodes: Int32Array;
  /** Place of the cell that receives and of the one that sends, message by message. */
  readonly dst: readonly number[];
  readonly src: readonly number[];
  /** Pairs of core cells that are neighbors, each once. */
  readonly edges: readonly (readonly [number, number])[];
}

/** What batches are padded to. */
export type BatchShape = PaddedShape<'core' | 'nodes' | 'messages' | 'pairs'>;

/** What stays the same over a training run. */
export interface BatchSource {
  readonly tissue: Tissue;
  readonly config: SquintConfig;
  readonly scale: FeatureScale;
  /** Edges among the training cells. */
  readonly graph: Graph;
  /** C of all cells [cells, condition] */
  readonly covariates: Float32Array;
  readonly condition: number;
  /** How much cells count in the loss; all alike unless given. */
  readonly weights?: CellWeights;
}

/** What batches of a tissue are made from. @param held 1 for cells whose edges are left out */
export function sourceOf(state: SquintState, tissue: Tissue, held: Uint8Array = new Uint8Array(0)): BatchSource {
  const sections = sectionWidth(state);
  return {
    tissue,
    config: state.config,
    scale: state.scale,
    graph: withoutNodes(tissue.graph, held),
    covariates: isOfficial(state)
      ? officialCovariates(tissue.points, tissue.section, state.config.rbf, sections)
      : covariates(tissue.graph, state.distances, tissue.section, sections),
    condition: sizesOf(state).condition,
  };
}

/**
 * Collects a batch's cells: the core, its one-hop halo, and the edges inside of the core.
 *
 * @param graph tells edges from non-edges, @param receptive which cells each cell looks at
 */
export function planBatch(core: Int32Array, graph: Graph, receptive: Graph): BatchPlan {
  const place = new Map<number, number>();
  for (const cell of core) place.set(cell, place.size);
  const dst: number[] = [];
  const src: number[] = [];
  const edges: (readonly [number, number])[] = [];
  for (let c = 0; c < core.length; c++) {
    for (const j of graph.neighbors(core[c]!)) {
      const other = place.get(j);
      if (other !== undefined && other > c && other < core.length) edges.push([c, other]);
    }
    for (const j of receptive.neighbors(core[c]!)) {
      let at = place.get(j);
      if (at === undefined) place.set(j, (at = place.size));
      dst.push(c);
      src.push(at);
    }
  }
  return { core, nodes: Int32Array.from(place.keys()), dst, src, edges };
}

/**
 * How much larger than the fullest batch a shape is (ours). Another shape is compiled anew, which takes seconds; padding costs
 * a few percent of a step.
 */
export const SPARE = 1.25;

/** A shape that holds the given plans, and what it held; one node is always left for padding. @param core of the shape */
export function shapeFor(plans: Iterable<BatchPlan>, core: number, now?: BatchShape): BatchShape {
  let { nodes, messages, pairs } = now ?? { nodes: 0, messages: 64, pairs: 64 };
  for (const plan of plans) {
    nodes = padSize(nodes, core + plan.nodes.length - plan.core.length + 1, SPARE);
    messages = padSize(messages, plan.src.length, SPARE);
    pairs = padSize(pairs, 2 * plan.edges.length, SPARE);
  }
  return { core, nodes, messages, pairs };
}

/**
 * What the encoder takes of a batch, on the device. The core is padded to `shape.core`; the halo starts there.
 *
 * @param maskHalo whether masks count in the halo too. In training they do not, as in the authors' code: with them the
 *   codes of a small tumour or section fell from 92% to 63% in use (osmFISH, 64 codes, one seed)
 */
export function encoderInput(
  source: BatchSource,
  plan: BatchPlan,
  shape: BatchShape,
  masked: Uint8Array,
  noise: Float32Array,
  maskHalo: boolean,
): EncoderInput {
  const { tissue, scale } = source;
  const { core, nodes } = plan;
  const features = tissue.features.length;
  const placed = (at: number): number => (at < core.length ? at : at + shape.core - core.length);
  const rows = inputRows(tissue.matrix, scale, nodes);
  const x = paddedValues(rows.subarray(0, core.length * features), shape.nodes * features);
  x.set(rows.subarray(core.length * features), shape.core * features);
  const mask = new Float32Array(shape.nodes);
  nodes.forEach((cell, at) => (mask[placed(at)] = maskHalo || at < core.length ? masked[cell]! : 0));
  const counts = new Float32Array(shape.nodes);
  for (const at of plan.dst) counts[at]!++;
  return {
    x: tf.tensor2d(x, [shape.nodes, features]),
    masked: tf.tensor2d(mask, [shape.nodes, 1]),
    noise: noise.length > 1 ? tf.tensor2d(noise.subarray(0, x.length), [shape.nodes, features]) : tf.zeros([1, 1]),
    covariates: covariateRows(source, core, shape.core),
    src: paddedIndices(plan.src.map(placed), shape.messages, shape.nodes - 1),
    dst: paddedIndices(plan.dst, shape.messages, shape.nodes - 1),
    counts: tf.tensor1d(counts.map((count) => Math.max(1, count))),
  };
}

/** C of some cells [size, condition], zeros behind them. */
export function covariateRows(
  { condition, covariates }: BatchSource,
  cells: Int32Array,
  size = cells.length,
): tf.Tensor2D {
  const rows = new Float32Array(size * condition);
  cells.forEach((cell, at) => rows.set(covariates.subarray(cell * condition, (cell + 1) * condition), at * condition));
  return tf.tensor2d(rows, [size, condition]);
}

/** What the codebook's update takes beside the batch: cells whose latents take the place of dead codes. */
export type TrainingBatch = SquintBatch & {
  /** Places in the core [heads, codes], int32 */
  readonly reseed: tf.Tensor2D;
};

/** Puts a training batch on the device. */
export function trainingBatch(
  source: BatchSource,
  plan: BatchPlan,
  shape: BatchShape,
  masked: Uint8Array,
  noise: Float32Array,
  random: Random,
): TrainingBatch {
  const { tissue, scale, graph, config } = source;
  const features = tissue.features.length;
  const { core } = plan;
  const target = paddedValues(targetRows(tissue.matrix, scale, graph, core), shape.core * features);
  const reseed = drawReseed(config, core, random);
  return {
    ...encoderInput(source, plan, shape, masked, noise, false),
    target: tf.tensor2d(target, [shape.core, features]),
    real: tf.tensor1d(paddedValues(source.weights?.some(core) ?? new Float32Array(core.length).fill(1), shape.core)),
    ...drawPairs(plan, source, shape.pairs, random),
    reseed: tf.tensor2d(reseed, [config.heads, config.codes], 'int32'),
  };
}

/** A batch's edges and as many non-edges: random pairs of core cells of one section that are no neighbors. */
function drawPairs(
  plan: BatchPlan,
  { graph, tissue: { section }, weights }: BatchSource,
  size: number,
  random: Random,
): Pairs {
  const { core, edges } = plan;
  const pairs = choosePairs(plan, graph, section, random);
  const places = (end: 0 | 1): number[] => pairs.map((pair) => pair[end]);
  const ones = (count: number): tf.Tensor1D => tf.tensor1d(paddedValues(new Float32Array(count).fill(1), size));
  const weighed = (): tf.Tensor1D => {
    const values = Float32Array.from(pairs, ([a, b]) => (weights!.of(core[a]!) + weights!.of(core[b]!)) / 2);
    return tf.tensor1d(paddedValues(values, size));
  };
  return {
    pairA: paddedIndices(places(0), size, 0),
    pairB: paddedIndices(places(1), size, 0),
    pairEdge: ones(edges.length),
    pairWeight: weights?.steered ? weighed() : ones(pairs.length),
  };
}

/** The edges, then the non-edges, as places in the core. */
export function choosePairs(plan: BatchPlan, graph: Graph, section: Int32Array, random: Random): [number, number][] {
  const { core, edges } = plan;
  const pairs = edges.map(([a, b]): [number, number] => [a, b]);
  // Where nearly all pairs are edges, or of different sections, fewer non-edges are found.
  for (let tries = 0; pairs.length < 2 * edges.length && tries < 20 * edges.length; tries++) {
    const [a, b] = [random.integer(0, core.length), random.integer(0, core.length)];
    const [i, j] = [core[a]!, core[b]!];
    if (i !== j && section[i] === section[j] && !graph.neighbors(i).includes(j)) pairs.push([a, b]);
  }
  return pairs;
}

/** Cells whose latents take the place of dead codes, as places in the core [heads * codes]. */
export const drawReseed = ({ heads, codes }: SquintConfig, core: Int32Array, random: Random): Int32Array =>
  Int32Array.from({ length: heads * codes }, () => random.integer(0, core.length));
