import { csrProduct } from '../ops/csrProduct';
import { segmentCounts } from '../ops/segmentMean';
import type { Parameters } from '../parameters';
import type { Random } from '../../random';
import { tf } from '../tf';
import { createLinear, linear } from './linear';

/** Edges on the device: messages run from `src[e]` to `dst[e]`. Both int32 [edges]. */
export interface EdgeTensors {
  src: tf.Tensor1D;
  dst: tf.Tensor1D;
  /** How many edges end at each node, at least 1, float32 [nodes]; counted when left out. See segmentCounts(). */
  counts?: tf.Tensor1D;
}

/** Makes `root` (with bias) and `neighbor` (without). */
export function createSage(p: Parameters, inputs: number, outputs: number, random: Random): void {
  createLinear(p.at('root'), inputs, outputs, random);
  createLinear(p.at('neighbor'), inputs, outputs, random, { bias: false });
}

/**
 * GraphSAGE with mean pooling (Hamilton et al. 2017): root(h_i) + neighbor(mean of h_j over the edges j -> i). No
 * activation. The linear maps work per node, never per edge.
 *
 * @param h [nodes, inputs]
 */
export function sage(p: Parameters, h: tf.Tensor2D, edges: EdgeTensors): tf.Tensor2D {
  const nodes = h.shape[0];
  const counts = edges.counts ?? segmentCounts(edges.dst, nodes);
  const sums = csrProduct({ shape: [nodes, nodes], rows: edges.dst, columns: edges.src }, h);
  const means = tf.div(sums, tf.expandDims(counts, 1)) as tf.Tensor2D;
  return tf.add(linear(p.at('root'), h), linear(p.at('neighbor'), means));
}
