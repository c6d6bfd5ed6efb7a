import { createFilm, createLinear, createMlp, film, linear, mlp, tf, type Parameters, type Random } from '../../engine';
import type { SquintConfig } from './config';
import { createGraphLayer, graphLayer, type GraphLayerKind } from './graphLayer';
import { createQuantizer } from './quantizer';

/** Which likelihood X asks for, once 'auto' is decided. */
export type Likelihood = 'negative-binomial' | 'gaussian';

/** The sizes that the data add to the configuration. */
export interface SquintSizes {
  readonly features: number;
  /** Width of the covariates: radial basis functions and sections. */
  readonly condition: number;
}

/** What the encoder takes. Nodes are the batch's core cells first, then its halo: cells that are only heard. */
export type EncoderInput = {
  /** Counts, or standardized intensities [nodes, features] */
  readonly x: tf.Tensor2D;
  /** 1 where the cell is masked [nodes, 1] */
  readonly masked: tf.Tensor2D;
  /** Added to the mask token [nodes, features], or [1, 1] zero. */
  readonly noise: tf.Tensor2D;
  /** C of the core cells [core, condition] */
  readonly covariates: tf.Tensor2D;
  /** Node dst[e] hears node src[e], both int32 [edges]; padding joins the last node, which is no cell, to itself. */
  readonly src: tf.Tensor1D;
  readonly dst: tf.Tensor1D;
  /** How many nodes each node hears, at least 1 [nodes] */
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
  const heard = graphLayer(p, layer, tf.relu(mlp(p.at('mlp'), seen)), input);
  const core = input.covariates.shape[0];
  return film(p.at('film'), tf.slice(heard, [0, 0], [core, -1]), input.covariates);
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
