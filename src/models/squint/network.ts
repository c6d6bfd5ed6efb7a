import {
  createFilm,
  createGat,
  createLinear,
  createMlp,
  createSage,
  csrProduct,
  film,
  gat,
  linear,
  mlp,
  sage,
  tf,
  type EdgeTensors,
  type Parameters,
  type Random,
} from '../../engine';
import type { SquintConfig } from './config';
import type { DecoderWidths } from './official/decoderWidths';
import { createQuantizer } from './quantizer';

/** Which likelihood X asks for, once 'auto' is decided. */
export type Likelihood = 'negative-binomial' | 'gaussian';

/** How a cell takes in its neighbors. */
export type GraphLayerKind = 'sage' | 'gat' | 'gin';

/** Attention heads of the graph attention layer (ours). */
const ATTENTION_HEADS = 4;

/** The sizes that the data add to the configuration. */
export interface SquintSizes {
  readonly features: number;
  /** Width of the covariates: radial basis functions and sections. */
  readonly condition: number;
  /** Of a network in the authors' layout, as its checkpoint had them; their defaults unless given. */
  readonly decoder?: DecoderWidths | undefined;
}

/** What the encoder takes. Nodes are the batch's core cells first, then its halo: cells that these only look at. */
export type EncoderInput = {
  /** Counts, or standardized intensities [nodes, features] */
  readonly x: tf.Tensor2D;
  /** 1 where the cell is masked [nodes, 1] */
  readonly masked: tf.Tensor2D;
  /** Added to the mask token [nodes, features], or [1, 1] zero. */
  readonly noise: tf.Tensor2D;
  /** C of the core cells [core, condition] */
  readonly covariates: tf.Tensor2D;
  /** Node dst[e] receives from node src[e], both int32 [edges]; padding joins the last node, which is no cell, to itself. */
  readonly src: tf.Tensor1D;
  readonly dst: tf.Tensor1D;
  /** From how many nodes each node receives, at least 1 [nodes] */
  readonly counts: tf.Tensor1D;
};

/** Makes the parameters of a network. FiLM starts as the identity. */
export function createSquint(p: Parameters, config: SquintConfig, sizes: SquintSizes, random: Random): void {
  const { hidden, dim } = config;
  const { features, condition } = sizes;
  p.create('mask_token', [features], random, { init: 'normal' });
  createMlp(p.at('mlp'), features, hidden, dim, random);
  createGraphLayer(p, config, random);
  createFilm(p.at('film'), condition, dim, random);
  createQuantizer(p.at('quantizer'), config, random);
  for (const [layer, inputs] of [dim, hidden].entries()) {
    createLinear(p.at('attributes').at('layers').at(layer), inputs, hidden, random);
    createFilm(p.at('attributes').at('films').at(layer), condition, hidden, random);
  }
  createLinear(p.at('attributes').at('out'), hidden, features, random);
  p.create('log_dispersion', [features], random, { init: 'zeros' });
  createMlp(p.at('adjacency'), dim, hidden, dim, random);
}

/**
 * Latents of the core cells [core, dim] before quantization: log1p of counts (intensities as they are), the mask
 * token in place of masked cells (equation 4), MLP, relu, graph layer, FiLM by C. A masked cell's own X is multiplied
 * away here and nowhere else enters.
 */
export function encode(p: Parameters, layer: GraphLayerKind, likelihood: Likelihood, input: EncoderInput): tf.Tensor2D {
  const x = likelihood === 'gaussian' ? input.x : tf.log1p(input.x);
  const token = tf.add(p.get('mask_token'), input.noise);
  const seen = tf.add(tf.mul(x, tf.sub(1, input.masked)), tf.mul(token, input.masked)) as tf.Tensor2D;
  const received = graphLayer(p, layer, tf.relu(mlp(p.at('mlp'), seen)), input);
  const core = input.covariates.shape[0];
  return film(p.at('film'), tf.slice(received, [0, 0], [core, -1]), input.covariates);
}

/**
 * What the codes say about the target [core, features]: two layers relu(FiLM(linear)), then linear. For counts a softmax
 * over the features times the read depth: the mean of the negative binomial.
 *
 * @param depth [core, 1], used for counts only
 */
export function decodeAttributes(
  p: Parameters,
  likelihood: Likelihood,
  z: tf.Tensor2D,
  covariates: tf.Tensor2D,
  depth: tf.Tensor2D,
): tf.Tensor2D {
  const at = p.at('attributes');
  let h = z;
  for (const layer of [0, 1]) {
    h = tf.relu(film(at.at('films').at(layer), linear(at.at('layers').at(layer), h), covariates));
  }
  const out = linear(at.at('out'), h);
  return likelihood === 'gaussian' ? out : tf.mul(tf.softmax(out), depth);
}

/** One vector per core cell, whose inner products tell neighbors from others. */
export function adjacencyVectors(p: Parameters, z: tf.Tensor2D): tf.Tensor2D {
  return mlp(p.at('adjacency'), z);
}

/** Makes the layer's parameters under its name: 'sage', 'gat' or 'gin'. */
function createGraphLayer(p: Parameters, { layer, dim }: Pick<SquintConfig, 'layer' | 'dim'>, random: Random): void {
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
function graphLayer(
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
