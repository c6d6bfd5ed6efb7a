import { compile, type CompiledStep, type Parameters, type Peers, stopGradient, tf } from '../../engine';
import { cutShares } from '../training/cutShares';
import { paddedIndices, paddedValues, padSize } from '../training/paddedShape';
import { type BatchPlan, type BatchShape, type BatchSource, encoderInput, SPARE } from './batches';
import type { SquintConfig } from './config';
import { targetRows } from './input';
import { adjacencyVectors, encode, type EncoderInput, type Likelihood } from './network';
import { cellTerms, pairLosses, type SquintBatch, weighTerms } from './objective';
import { type Codebook, membersOf, quantize, takeRows } from './quantizer';
import type { SquintState } from './state';

/** A part of a batch's core with the halo that it looks at. */
export interface Share {
  /** As of a batch of its own; `edges` are those of the batch that touch it, as places in the batch's core. */
  readonly plan: BatchPlan;
  /** Place in the batch's nodes of each node. */
  readonly rows: Int32Array;
  /** Place in this share's core of each core cell of the batch, -1 for those of other shares. */
  readonly own: Int32Array;
  /** Edges of the batch. */
  readonly edges: number;
}

/** Cuts a batch in shares. */
export function sharesOf(batch: BatchPlan, positions: BatchSource['tissue'], shares: number): Share[] {
  return cutShares(positions, batch.core, shares).map((places) => shareOf(batch, places));
}

function shareOf(batch: BatchPlan, places: Int32Array): Share {
  const own = new Int32Array(batch.core.length).fill(-1);
  places.forEach((place, at) => (own[place] = at));
  const node = new Map<number, number>();
  for (const place of places) node.set(place, node.size);
  const dst: number[] = [];
  const src: number[] = [];
  batch.dst.forEach((to, message) => {
    if (own[to]! < 0) return;
    const from = batch.src[message]!;
    let at = node.get(from);
    if (at === undefined) node.set(from, (at = node.size));
    dst.push(own[to]!);
    src.push(at);
  });
  const rows = Int32Array.from(node.keys());
  const core = Int32Array.from(places, (place) => batch.core[place]!);
  const edges = batch.edges.filter(([a, b]) => own[a]! >= 0 || own[b]! >= 0);
  return {
    plan: { core, nodes: rows.map((row) => batch.nodes[row]!), dst, src, edges },
    rows,
    own,
    edges: batch.edges.length,
  };
}

/**
 * A shape that holds the given shares, and what it held. Non-edges are drawn later: of as many as there are edges, those with an end in
 * the share.
 *
 * @param core of a batch's shape
 */
export function shapeForShares(cut: Iterable<readonly Share[]>, core: number, now?: BatchShape): BatchShape {
  let shape = now;
  for (const shares of cut) {
    const touched = 1 - (1 - 1 / shares.length) ** 2;
    const own = shape?.core ?? padSize(undefined, Math.ceil(core / shares.length), 1);
    for (const { plan, edges } of shares) {
      shape = {
        core: own,
        nodes: padSize(shape?.nodes, own + plan.nodes.length - plan.core.length + 1, SPARE),
        messages: padSize(shape?.messages ?? 64, plan.src.length, SPARE),
        pairs: padSize(shape?.pairs ?? 64, plan.edges.length + Math.ceil(edges * touched), SPARE),
      };
    }
  }
  return shape!;
}

/** The same with room for the pairs that were drawn: how many of them touch a share is left to chance. */
export function withPairs(shape: BatchShape, shares: readonly Share[], pairs: BatchDraws['pairs']): BatchShape {
  const most = Math.max(...shares.map((share) => touchedPairs(share, pairs).length));
  return { ...shape, pairs: padSize(shape.pairs, most, SPARE) };
}

/** Numbers of the pairs that have an end in a share. */
const touchedPairs = ({ own }: Share, pairs: BatchDraws['pairs']): number[] =>
  [...pairs.keys()].filter((pair) => pairs[pair]!.some((place) => own[place]! >= 0));

/** What is drawn for the batch: the same in every process. */
export interface BatchDraws {
  /** Of all nodes of the batch, row by row as its shape places them. */
  readonly noise: Float32Array;
  readonly masked: Uint8Array;
  readonly reseed: Int32Array;
  /** Edges, then non-edges, as places in the batch's core. */
  readonly pairs: readonly (readonly [number, number])[];
}

/** The tensors of a share. Pairs that lead to other shares find the vectors of their other ends behind this share's own. */
export type ShareBatch = EncoderInput &
  Pick<SquintBatch, 'target' | 'real' | 'pairA' | 'pairB' | 'pairEdge'> & {
    /** Adjacency vectors of the batch's core [core of the batch, dim]; no gradient flows into them. */
    readonly others: tf.Tensor2D;
    /** 1 for pairs with an end in the share, over the pairs of the batch [pairs] */
    readonly pairSlope: tf.Tensor1D;
    /** The same, half for a pair that another share counts too. */
    readonly pairPart: tf.Tensor1D;
    /** The share's cells over the batch's. */
    readonly part: tf.Scalar;
    /** Places in the share of the cells whose latents may take the place of dead codes [heads, codes], int32 */
    readonly reseed: tf.Tensor2D;
    /** 1 where they lie in the share [heads, codes] */
    readonly reseedOwn: tf.Tensor2D;
  };

/** How a process makes its share of batches. */
export class ShareMaker {
  readonly #state: SquintState;
  readonly #source: BatchSource;
  readonly #peers: Peers;
  readonly #core: number;
  readonly #vectors: CompiledStep<EncoderInput, { vectors: tf.Tensor }>;

  /** @param core cells that the core of a batch has places for */
  constructor(state: SquintState, source: BatchSource, peers: Peers, core: number) {
    this.#state = state;
    this.#source = source;
    this.#peers = peers;
    this.#core = core;
    const { parameters: p, config, scale } = state;
    this.#vectors = compile('squint.vectors', (input) => {
      const { z } = quantize(p.at('quantizer'), encode(p, config.layer, scale.likelihood, input));
      return { vectors: adjacencyVectors(p, z) };
    });
  }

  dispose(): void {
    this.#vectors.dispose();
  }

  /** Puts a share on the device. The ends of pairs in other shares are what the other processes find: their vectors are exchanged. */
  async make(batch: BatchPlan, share: Share, draws: BatchDraws, shape: BatchShape): Promise<ShareBatch> {
    const { tissue, scale, graph, config } = this.#source;
    const features = tissue.features.length;
    const { core } = share.plan;
    const input = this.#input(batch, share, draws, shape);
    const others = await this.#exchange(input, share, batch.core.length);
    const reseed = Int32Array.from(draws.reseed, (place) => share.own[place]!);
    const table = [config.heads, config.codes] as [number, number];
    return {
      ...input,
      others,
      target: tf.tensor2d(paddedValues(targetRows(tissue.matrix, scale, graph, core), shape.core * features), [shape.core, features]), // prettier-ignore
      real: tf.tensor1d(paddedValues(new Float32Array(core.length).fill(1), shape.core)),
      ...pairTensors(batch, share, draws.pairs, shape),
      part: tf.scalar(core.length / Math.max(1, batch.core.length)),
      reseed: tf.tensor2d(reseed.map((place) => Math.max(0, place)), table, 'int32'), // prettier-ignore
      reseedOwn: tf.tensor2d(
        Float32Array.from(reseed, (place) => (place < 0 ? 0 : 1)),
        table,
      ),
    };
  }

  #input(batch: BatchPlan, { plan, rows }: Share, { noise, masked }: BatchDraws, shape: BatchShape): EncoderInput {
    const features = this.#source.tissue.features.length;
    // Masks count in the core of the batch alone, also where it is the halo of a share.
    const hidden = new Uint8Array(masked.length);
    for (const cell of batch.core) hidden[cell] = masked[cell]!;
    const own = new Float32Array(shape.nodes * features);
    rows.forEach((row, at) => {
      const from = row < batch.core.length ? row : row + this.#core - batch.core.length;
      const to = at < plan.core.length ? at : at + shape.core - plan.core.length;
      own.set(noise.subarray(from * features, (from + 1) * features), to * features);
    });
    return encoderInput(this.#source, plan, shape, hidden, own, true);
  }

  /** The adjacency vectors of the whole core, each from the process that has the cell. */
  async #exchange(input: EncoderInput, { own }: Share, cells: number): Promise<tf.Tensor2D> {
    const { dim } = this.#state.config;
    const { vectors } = this.#vectors(input);
    const found = (await vectors.data()) as Float32Array;
    vectors.dispose();
    const row = new Float32Array(cells * dim);
    own.forEach((at, place) => {
      if (at >= 0) row.set(found.subarray(at * dim, (at + 1) * dim), place * dim);
    });
    return tf.tensor2d(paddedValues(await this.#peers.sum(row), this.#core * dim), [this.#core, dim]);
  }
}

function pairTensors(batch: BatchPlan, share: Share, all: BatchDraws['pairs'], shape: BatchShape) {
  const { own } = share;
  const touched = touchedPairs(share, all);
  const placed = (place: number): number => (own[place]! >= 0 ? own[place]! : shape.core + place);
  const ends = (end: 0 | 1): number[] => touched.map((pair) => placed(all[pair]![end]));
  const counted = (weight: (pair: number) => number): tf.Tensor1D =>
    tf.tensor1d(paddedValues(touched.map(weight), shape.pairs));
  const whole = (pair: number): boolean => all[pair]!.every((place) => own[place]! >= 0);
  return {
    pairA: paddedIndices(ends(0), shape.pairs, 0),
    pairB: paddedIndices(ends(1), shape.pairs, 0),
    pairEdge: counted((pair) => (pair < batch.edges.length ? 1 : 0)),
    pairSlope: counted(() => 1 / all.length),
    pairPart: counted((pair) => (whole(pair) ? 1 : 0.5) / all.length),
  };
}

/** The share's part of the loss and its terms, and what the codebook moves by: parts of all shares add up to those of the batch. */
export function squintShare(p: Parameters, config: SquintConfig, likelihood: Likelihood, batch: ShareBatch) {
  const { terms, z, unit, tokens } = cellTerms(p, config, likelihood, batch);
  const [attributes, code, commit, maskNorm] = [terms.attributes, terms.code, terms.commit, terms.maskNorm].map(
    (term) => tf.mul(term, batch.part) as tf.Scalar,
  ) as [tf.Scalar, tf.Scalar, tf.Scalar, tf.Scalar];
  const losses = pairLosses(tf.concat([adjacencyVectors(p, z), batch.others]), batch);
  // Both processes of a pair count half of it and move by all of it: each has one of its two ends.
  const more = tf.sub(batch.pairPart, batch.pairSlope);
  const counted = tf.add(tf.mul(losses, batch.pairSlope), tf.mul(stopGradient(losses), more));
  const edges = tf.sum(counted) as tf.Scalar;
  const { count, sum } = membersOf(unit, tokens, batch.real, config.codes);
  const fresh = tf.mul(takeRows(unit, batch.reseed), tf.expandDims(batch.reseedOwn, -1)) as tf.Tensor3D;
  const loss = weighTerms(config, likelihood, { attributes, edges, code, commit, maskNorm });
  return { loss, attributes, edges, code, commit, count, sum, fresh };
}

/** What all shares together say of the codes. */
export type ShareSums = Pick<Codebook, 'count' | 'sum'> & { readonly fresh: tf.Tensor3D };
