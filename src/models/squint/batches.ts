import { tf, type Random } from '../../engine';
import type { Graph } from '../../graph';
import type { SquintConfig } from './config';
import { inputRows, targetRows, type FeatureScale } from './features';
import type { EncoderInput } from './network';
import type { Pairs, SquintBatch } from './objective';
import type { Tissue } from './tissue';

/** A batch as it is known before any tensor is made: which cells, and who hears whom, by place in the batch. */
export interface BatchPlan {
  /** Cells whose tokens are made and trained. */
  readonly core: Int32Array;
  /** Core cells, then the cells that they hear. */
  readonly nodes: Int32Array;
  /** Place of the hearing cell and of the heard one, message by message. */
  readonly dst: readonly number[];
  readonly src: readonly number[];
  /** Pairs of core cells that are neighbors, each once. */
  readonly edges: readonly (readonly [number, number])[];
}

/** Room for a batch: every batch is padded to it, so that a compiled step sees the same shapes again. */
export interface Capacity {
  core: number;
  nodes: number;
  messages: number;
  pairs: number;
}

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
}

/** Collects a batch's cells: the core, its one-hop halo, and the edges inside of the core. */
export function planBatch(core: Int32Array, graph: Graph, hearing: Graph): BatchPlan {
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
    for (const j of hearing.neighbors(core[c]!)) {
      let at = place.get(j);
      if (at === undefined) place.set(j, (at = place.size));
      dst.push(c);
      src.push(at);
    }
  }
  return { core, nodes: Int32Array.from(place.keys()), dst, src, edges };
}

/**
 * How much more room than the fullest batch needs (ours). Another shape is compiled anew, which takes seconds; padding costs
 * a few percent of a step.
 */
const SPARE_ROOM = 1.25;

/** Enough room for the given plans, with some to spare, in round numbers; one node is always left for padding. */
export function capacityFor(plans: Iterable<BatchPlan>, core: number, now?: Capacity): Capacity {
  const room = { core, nodes: now?.nodes ?? 0, messages: now?.messages ?? 64, pairs: now?.pairs ?? 64 };
  const grow = (have: number, need: number): number => (need <= have ? have : Math.ceil((SPARE_ROOM * need) / 64) * 64);
  for (const plan of plans) {
    room.nodes = grow(room.nodes, core + plan.nodes.length - plan.core.length + 1);
    room.messages = grow(room.messages, plan.src.length);
    room.pairs = grow(room.pairs, 2 * plan.edges.length);
  }
  return room;
}

/**
 * What the encoder takes of a batch, on the device. The core is padded to `room.core`; the halo starts there.
 *
 * @param maskHalo whether masks count in the halo too. In training they do not, as in the authors' code: with them the
 *   codes of a small tumour or section fell from 92% to 63% in use (osmFISH, 64 codes, one seed)
 */
export function encoderInput(
  source: BatchSource,
  plan: BatchPlan,
  room: Capacity,
  masked: Uint8Array,
  noise: Float32Array,
  maskHalo: boolean,
): EncoderInput {
  const { tissue, scale, condition } = source;
  const { core, nodes } = plan;
  const features = tissue.features.length;
  const placed = (at: number): number => (at < core.length ? at : at + room.core - core.length);
  const rows = inputRows(tissue.matrix, scale, nodes);
  const x = filled(rows.subarray(0, core.length * features), room.nodes * features);
  x.set(rows.subarray(core.length * features), room.core * features);
  const mask = new Float32Array(room.nodes);
  nodes.forEach((cell, at) => (mask[placed(at)] = maskHalo || at < core.length ? masked[cell]! : 0));
  const c = new Float32Array(room.core * condition);
  core.forEach((cell, at) =>
    c.set(source.covariates.subarray(cell * condition, (cell + 1) * condition), at * condition),
  );
  const counts = new Float32Array(room.nodes);
  for (const at of plan.dst) counts[at]!++;
  return {
    x: tf.tensor2d(x, [room.nodes, features]),
    masked: tf.tensor2d(mask, [room.nodes, 1]),
    noise: noise.length > 1 ? tf.tensor2d(noise.subarray(0, x.length), [room.nodes, features]) : tf.zeros([1, 1]),
    covariates: tf.tensor2d(c, [room.core, condition]),
    src: padded(plan.src.map(placed), room.messages, room.nodes - 1),
    dst: padded(plan.dst, room.messages, room.nodes - 1),
    counts: tf.tensor1d(counts.map((count) => Math.max(1, count))),
  };
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
  room: Capacity,
  masked: Uint8Array,
  noise: Float32Array,
  random: Random,
): TrainingBatch {
  const { tissue, scale, graph, config } = source;
  const features = tissue.features.length;
  const { core } = plan;
  const target = filled(targetRows(tissue.matrix, scale, graph, core), room.core * features);
  const reseed = Int32Array.from({ length: config.heads * config.codes }, () => random.integer(0, core.length));
  return {
    ...encoderInput(source, plan, room, masked, noise, false),
    target: tf.tensor2d(target, [room.core, features]),
    real: tf.tensor1d(filled(new Float32Array(core.length).fill(1), room.core)),
    ...drawPairs(plan, graph, tissue.section, room.pairs, random),
    reseed: tf.tensor2d(reseed, [config.heads, config.codes], 'int32'),
  };
}

/** A batch's edges and as many non-edges: random pairs of core cells of one section that are no neighbors. */
function drawPairs(plan: BatchPlan, graph: Graph, section: Int32Array, room: number, random: Random): Pairs {
  const { core, edges } = plan;
  const pairs = edges.slice();
  // Where nearly all pairs are edges, or of different sections, fewer non-edges are found.
  for (let tries = 0; pairs.length < 2 * edges.length && tries < 20 * edges.length; tries++) {
    const [a, b] = [random.integer(0, core.length), random.integer(0, core.length)];
    const [i, j] = [core[a]!, core[b]!];
    if (i !== j && section[i] === section[j] && !graph.neighbors(i).includes(j)) pairs.push([a, b]);
  }
  const count = (value: number, size: number): Float32Array => filled(new Float32Array(size).fill(value), room);
  return {
    pairA: padded(
      pairs.map(([a]) => a),
      room,
      0,
    ),
    pairB: padded(
      pairs.map(([, b]) => b),
      room,
      0,
    ),
    pairEdge: tf.tensor1d(count(1, edges.length)),
    pairWeight: tf.tensor1d(count(1, pairs.length)),
  };
}

function padded(values: readonly number[], room: number, padding: number): tf.Tensor1D {
  const out = new Int32Array(room).fill(padding);
  out.set(values);
  return tf.tensor1d(out, 'int32');
}

function filled(values: Float32Array, size: number): Float32Array {
  const out = new Float32Array(size);
  out.set(values);
  return out;
}
