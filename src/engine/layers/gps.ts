import { segmentCounts } from '../ops/segmentMean';
import type { Parameters } from '../parameters';
import type { Random } from '../../random';
import { tf } from '../tf';
import { type AttentionNames, type AttentionOptions, attention, createAttention } from './attention';
import { createLayerNorm, layerNorm } from './layerNorm';
import { createLinear, linear } from './linear';
import { createResidualGat, residualGat } from './residualGat';
import type { EdgeTensors } from './sage';
import { createWeightedSage, weightedSage } from './weightedSage';

export interface GpsOptions {
  heads: number;
  /** How a node hears its neighbors; the two forms of 'gat' are those of ResidualGatOptions. */
  local: 'sage' | 'gat' | 'gatSum';
  activation: (x: tf.Tensor2D) => tf.Tensor2D;
  /** Among all nodes; 'performer' as in the authors' code of SpaFormer and scMoFormer unless given. */
  global?: Omit<AttentionOptions, 'heads' | 'names'>;
}

/** Edges of a GPS layer; self loops are there or not, none is added. */
export interface WeightedEdges extends EdgeTensors {
  /** Of 'sage' [edges]. Default: 1 each. */
  weights?: tf.Tensor1D;
}

/** Names of performer-pytorch, the package that both authors' codes use. */
export const PERFORMER_NAMES: AttentionNames = {
  q: 'to_q',
  k: 'to_k',
  v: 'to_v',
  o: 'to_out',
  features: 'fast_attention.projection_matrix',
};

/** The attention of performer-pytorch 1.1.4: heads of 64, floor(64 ln 64) = 266 directions, no bias but the output's. */
export const PERFORMER: Omit<AttentionOptions, 'heads'> = {
  kind: 'performer',
  headDim: 64,
  features: 266,
  bias: false,
  kernelEpsilon: 1e-4,
  names: PERFORMER_NAMES,
};

const globalOf = ({ heads, global }: GpsOptions): AttentionOptions => ({ ...PERFORMER, ...global, heads });

/** Makes `local_model`, `self_attn`, `norm1_local`, `norm1_attn`, `ff_linear1`, `ff_linear2` and `norm2`. */
export function createGps(p: Parameters, width: number, random: Random, options: GpsOptions): void {
  const { heads, local } = options;
  if (local === 'sage') createWeightedSage(p.at('local_model'), width, width, random);
  else createResidualGat(p.at('local_model'), width, random, { heads, join: local === 'gat' ? 'concat' : 'sum' });
  createAttention(p.at('self_attn'), width, random, globalOf(options));
  for (const name of ['norm1_local', 'norm1_attn', 'norm2']) createLayerNorm(p.at(name), width, random);
  createLinear(p.at('ff_linear1'), width, 2 * width, random);
  createLinear(p.at('ff_linear2'), 2 * width, width, random);
}

/**
 * A GPS layer (Rampasek et al. 2022): s = norm(h + local(h)) + norm(h + attention(h)), then norm(s + MLP(s)).
 *
 * @param h [nodes, width]
 * @param mask 1 for a node, 0 for padding [nodes]
 */
export function gps(
  p: Parameters,
  h: tf.Tensor2D,
  edges: WeightedEdges,
  options: GpsOptions,
  mask?: tf.Tensor1D,
): tf.Tensor2D {
  const near: tf.Tensor2D = layerNorm(p.at('norm1_local'), tf.add(h, locally(p.at('local_model'), h, edges, options)));
  const heard: tf.Tensor2D = attention(p.at('self_attn'), h, globalOf(options), { mask });
  const s: tf.Tensor2D = tf.add(near, layerNorm(p.at('norm1_attn'), tf.add(h, heard)));
  const fed: tf.Tensor2D = linear(p.at('ff_linear2'), options.activation(linear(p.at('ff_linear1'), s)));
  return layerNorm(p.at('norm2'), tf.add(s, fed));
}

function locally(p: Parameters, h: tf.Tensor2D, edges: WeightedEdges, { local }: GpsOptions): tf.Tensor2D {
  if (local !== 'sage') return residualGat(p, h, edges, { join: local === 'gat' ? 'concat' : 'sum' });
  const [nodes] = h.shape;
  const { src, dst, weights, counts = segmentCounts(dst, nodes) } = edges;
  return weightedSage(
    p,
    h,
    h,
    { shape: [nodes, nodes], rows: dst, columns: src, ...(weights && { values: weights }) },
    counts,
  );
}
