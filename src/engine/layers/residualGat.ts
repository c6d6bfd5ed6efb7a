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

export interface ResidualGatOptions {
  heads: number;
  /** 'concat': heads of width / heads, side by side. 'sum': heads of the whole width, added up. */
  join: 'concat' | 'sum';
}

/**
 * Makes DGL's graph attention: `fc` (without bias), `attn_l` and `attn_r` (1, heads, channels), and for the residual `bias` where the
 * heads are side by side, else `res_fc`.
 */
export function createResidualGat(p: Parameters, width: number, random: Random, options: ResidualGatOptions): void {
  const { heads, join } = options;
  const channels = join === 'concat' ? width / heads : width;
  createLinear(p.at('fc'), width, heads * channels, random, { bias: false });
  for (const name of ['attn_l', 'attn_r']) {
    p.create(name, [1, heads, channels], random, { init: { normal: 1 / Math.sqrt(channels) } });
  }
  if (heads * channels === width) p.create('bias', [width], random, { init: 'zeros' });
  else createLinear(p.at('res_fc'), width, heads * channels, random);
}

/**
 * Graph attention as DGL has it, along the edges as they are given: no self loops are added. Each head adds its own residual: the
 * input itself and a bias, or a linear map of it where heads are as wide as the input.
 *
 * @param x [nodes, width]
 * @returns [nodes, width]
 */
export function residualGat(
  p: Parameters,
  x: tf.Tensor2D,
  { src, dst }: Pick<EdgeTensors, 'src' | 'dst'>,
  { join }: Pick<ResidualGatOptions, 'join'>,
): tf.Tensor2D {
  const [nodes, width] = x.shape;
  const [, heads, channels] = p.get('attn_l').shape;
  const h = tf.reshape(linear(p.at('fc'), x), [nodes, heads, channels]);
  const part = (name: string): tf.Tensor2D => tf.sum(tf.mul(h, p.get(name)), -1);
  const scores = tf.leakyRelu(tf.add(gatherRows(part('attn_l'), src), gatherRows(part('attn_r'), dst)), SLOPE);
  const messages = tf.mul(gatherRows(h, src), tf.expandDims(segmentSoftmax(scores, dst, nodes), -1));
  const rest: tf.Tensor2D = p.has('res_fc.weight') ? linear(p.at('res_fc'), x) : tf.add(x, p.get('bias'));
  const all = tf.add(segmentSum(messages, dst, nodes), tf.reshape(rest, [nodes, heads, channels]));
  return join === 'sum' ? tf.sum(all, 1) : tf.reshape(all, [nodes, width]);
}
