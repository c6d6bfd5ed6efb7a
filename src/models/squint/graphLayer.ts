import {
  createGat,
  createMlp,
  createSage,
  csrProduct,
  gat,
  mlp,
  sage,
  tf,
  type EdgeTensors,
  type Parameters,
  type Random,
} from '../../engine';
import type { SquintConfig } from './config';

/** How a cell hears its neighbors. */
export type GraphLayerKind = 'sage' | 'gat' | 'gin';

/** Attention heads of the graph attention layer (ours). */
const ATTENTION_HEADS = 4;

/** Makes the layer's parameters under its name: 'sage', 'gat' or 'gin'. */
export function createGraphLayer(
  p: Parameters,
  { layer, dim }: Pick<SquintConfig, 'layer' | 'dim'>,
  random: Random,
): void {
  if (layer === 'sage') createSage(p.at('sage'), dim, dim, random);
  if (layer === 'gat') createGat(p.at('gat'), dim, dim, dim % ATTENTION_HEADS === 0 ? ATTENTION_HEADS : 1, random);
  if (layer === 'gin') {
    p.at('gin').create('epsilon', [1], random, { init: 'zeros' });
    createMlp(p.at('gin').at('mlp'), dim, dim, dim, random);
  }
}

/**
 * One graph layer [nodes, dim] without an activation behind it: GraphSAGE with mean pooling (the paper's choice), graph
 * attention, or the graph isomorphism layer mlp((1 + epsilon) h_i + sum of h_j) (Xu et al. 2019; the paper's ablations).
 */
export function graphLayer(
  p: Parameters,
  kind: GraphLayerKind,
  h: tf.Tensor2D,
  edges: EdgeTensors & { counts: tf.Tensor1D },
): tf.Tensor2D {
  if (kind === 'sage') return sage(p.at('sage'), h, edges);
  if (kind === 'gat') return gat(p.at('gat'), h, edges);
  const [nodes] = h.shape;
  const sums = csrProduct({ shape: [nodes, nodes], rows: edges.dst, columns: edges.src }, h);
  const own = tf.mul(h, tf.add(1, p.at('gin').get('epsilon')));
  return mlp(p.at('gin').at('mlp'), tf.add(own, sums) as tf.Tensor2D);
}

/** The parameter that is added to every output of the layer. */
export function graphLayerBias(p: Parameters, kind: GraphLayerKind): tf.Variable {
  return p.get({ sage: 'sage.root.bias', gat: 'gat.bias', gin: 'gin.mlp.fc2.bias' }[kind]);
}
