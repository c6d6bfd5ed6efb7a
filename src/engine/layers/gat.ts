import { gatherRows } from '../ops/gatherRows';
import { segmentSoftmax } from '../ops/segmentSoftmax';
import { segmentSum } from '../ops/segmentSum';
import type { Parameters } from '../parameters';
import type { Random } from '../../random';
import { tf } from '../tf';
import { createLinear, linear } from './linear';
import type { EdgeTensors } from './sage';

/** Slope of the leaky rectifier on negative scores (Velickovic et al. 2018). */
const SLOPE = 0.2;

/** Makes `lin` (without bias), the score vectors `src` and `dst` (heads, outputs / heads), and `bias` (outputs). */
export function createGat(p: Parameters, inputs: number, outputs: number, heads: number, random: Random): void {
  createLinear(p.at('lin'), inputs, outputs, random, { bias: false });
  for (const name of ['src', 'dst']) {
    p.create(name, [heads, outputs / heads], random, { init: { normal: 1 / Math.sqrt(outputs / heads) } });
  }
  p.create('bias', [outputs], random, { init: 'zeros' });
}

/**
 * Graph attention (Velickovic et al. 2018): each node takes a weighted mean of its neighbors and itself, weighted by the
 * softmax of leakyRelu(a_src . W x_j + a_dst . W x_i); heads are put side by side, then a bias. No activation.
 *
 * @param x [nodes, inputs]
 * @param edges without self loops, which are added here
 * @returns [nodes, outputs]
 */
export function gat(p: Parameters, x: tf.Tensor2D, edges: Pick<EdgeTensors, 'src' | 'dst'>): tf.Tensor2D {
  const [nodes] = x.shape;
  const [heads, width] = p.get('src').shape;
  const self = tf.range(0, nodes, 1, 'int32');
  const [src, dst] = [edges.src, edges.dst].map((ends) => tf.concat1d([ends, self]));
  const h = tf.reshape(linear(p.at('lin'), x), [nodes, heads, width]);
  const part = (name: string): tf.Tensor2D => tf.sum(tf.mul(h, p.get(name)), -1);
  const scores = tf.leakyRelu(tf.add(gatherRows(part('src'), src), gatherRows(part('dst'), dst)), SLOPE);
  const weights = segmentSoftmax(scores, dst, nodes);
  const messages = tf.mul(gatherRows(h, src), tf.expandDims(weights, -1));
  return tf.add(tf.reshape(segmentSum(messages, dst, nodes), [nodes, heads * width]), p.get('bias'));
}
