import { csrProduct, type SparseTensor } from '../ops/csrProduct';
import type { Parameters } from '../parameters';
import type { Random } from '../../random';
import { tf } from '../tf';
import { createLinear, linear } from './linear';

/** Makes `fc_self` (with bias) and `fc_neigh` (without), DGL's names. */
export function createWeightedSage(p: Parameters, inputs: number, outputs: number, random: Random): void {
  createLinear(p.at('fc_self'), inputs, outputs, random);
  createLinear(p.at('fc_neigh'), inputs, outputs, random, { bias: false });
}

/**
 * GraphSAGE as DGL has it with edge weights: fc_self(h_i) + fc_neigh(sum of w_ij h_j, divided by the NUMBER of edges that end at i).
 * A node without any hears 0.
 *
 * @param target [targets, inputs]
 * @param source [sources, inputs]
 * @param edges weights [targets, sources]
 * @param counts edges that end at each target, at least 1 [targets]; see segmentCounts()
 */
export function weightedSage(
  p: Parameters,
  target: tf.Tensor2D,
  source: tf.Tensor2D,
  edges: SparseTensor,
  counts: tf.Tensor1D,
): tf.Tensor2D {
  const heard: tf.Tensor2D = tf.div(csrProduct(edges, source), tf.expandDims(counts, 1));
  return tf.add(linear(p.at('fc_self'), target), linear(p.at('fc_neigh'), heard));
}
