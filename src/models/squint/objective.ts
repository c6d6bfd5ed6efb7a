import { gatherRows, negativeBinomialLogLikelihood, tf, type Parameters } from '../../engine';
import { adjacencyWeightOf, type SquintConfig } from './config';
import { adjacencyVectors, decodeAttributes, encode, type EncoderInput, type Likelihood } from './network';
import { quantize, type Quantized } from './quantizer';

/** Pairs of core cells: `pairA[p]` and `pairB[p]`, int32; padding has weight 0. */
export type Pairs = {
  readonly pairA: tf.Tensor1D;
  readonly pairB: tf.Tensor1D;
  /** 1 for an edge, 0 for a non-edge [pairs] */
  readonly pairEdge: tf.Tensor1D;
  /** [pairs] */
  readonly pairWeight: tf.Tensor1D;
};

/** A training batch on the device; every shape is the same from step to step. */
export type SquintBatch = EncoderInput &
  Pairs & {
    /** What to predict of the core cells [core, features]: X_nbr as counts, or the mean of standardized intensities. */
    readonly target: tf.Tensor2D;
    /** 1 for a cell, 0 for padding [core] */
    readonly real: tf.Tensor1D;
  };

/** What a forward pass gives; losses are scalars, before their weights unless said otherwise. */
export type SquintOutputs = {
  readonly loss: tf.Scalar;
  /** Negative log-likelihood of the target: summed over features, mean over cells. */
  readonly attributes: tf.Scalar;
  readonly edges: tf.Scalar;
  readonly code: tf.Scalar;
  /** With the commitment weight in it. */
  readonly commit: tf.Scalar;
  readonly maskNorm: tf.Scalar;
  /** Latents before quantization [core, dim] */
  readonly h: tf.Tensor2D;
  /** The decoder's prediction of the target [core, features] */
  readonly mean: tf.Tensor2D;
} & Quantized;

/** Equations 4 and 5: encode the masked batch, quantize, decode, and weigh the four terms. */
export function squintObjective(
  p: Parameters,
  config: Pick<
    SquintConfig,
    'layer' | 'attributeWeight' | 'adjacencyWeight' | 'quantizerWeight' | 'maskWeight' | 'commitment'
  >,
  likelihood: Likelihood,
  batch: SquintBatch,
): SquintOutputs {
  const { terms, ...rest } = cellTerms(p, config, likelihood, batch);
  const edges = edgeLoss(adjacencyVectors(p, rest.z), batch);
  return { loss: weighTerms(config, likelihood, { ...terms, edges }), edges, ...terms, ...rest };
}

/** The terms that are means over cells, and what they are made from. */
export function cellTerms(
  p: Parameters,
  config: Pick<SquintConfig, 'layer' | 'commitment'>,
  likelihood: Likelihood,
  batch: EncoderInput & Pick<SquintBatch, 'target' | 'real'>,
) {
  const h = encode(p, config.layer, likelihood, batch);
  const quantized = quantize(p.at('quantizer'), h);
  const depth = tf.sum(batch.target, 1, true) as tf.Tensor2D;
  const mean = decodeAttributes(p, likelihood, quantized.z, batch.covariates, depth);
  const attributes = weightedMean(attributeLoss(p, likelihood, batch.target, mean), batch.real);
  const code = weightedMean(quantized.codeDistance, batch.real);
  const commit = tf.mul(weightedMean(quantized.commitDistance, batch.real), config.commitment) as tf.Scalar;
  const maskNorm = tf.sum(tf.square(p.get('mask_token'))) as tf.Scalar;
  return { terms: { attributes, code, commit, maskNorm }, h, mean, ...quantized };
}

/** The loss of equation 5: the terms with their weights. */
export function weighTerms(
  config: Pick<SquintConfig, 'attributeWeight' | 'adjacencyWeight' | 'quantizerWeight' | 'maskWeight'>,
  likelihood: Likelihood,
  {
    attributes,
    edges,
    code,
    commit,
    maskNorm,
  }: Record<'attributes' | 'edges' | 'code' | 'commit' | 'maskNorm', tf.Scalar>,
): tf.Scalar {
  return tf.addN([
    tf.mul(attributes, config.attributeWeight),
    tf.mul(edges, adjacencyWeightOf(config, likelihood === 'gaussian')),
    tf.mul(tf.add(code, commit), config.quantizerWeight),
    tf.mul(maskNorm, config.maskWeight),
  ]) as tf.Scalar;
}

/**
 * Negative log-likelihood of each cell's target, summed over the features [n]. The Gaussian has unit variance on
 * standardized intensities, and its constant is left out.
 */
function attributeLoss(p: Parameters, likelihood: Likelihood, target: tf.Tensor2D, mean: tf.Tensor2D): tf.Tensor1D {
  if (likelihood === 'gaussian') return tf.sum(tf.mul(tf.square(tf.sub(target, mean)), 0.5), 1);
  const dispersion = tf.exp(p.get('log_dispersion'));
  return tf.sum(tf.neg(negativeBinomialLogLikelihood(target, mean, dispersion)), 1);
}

/** Binary cross-entropy of sigmoid(a . b) over edges and non-edges, the mean over all of them. */
export function edgeLoss(vectors: tf.Tensor2D, pairs: Pairs): tf.Scalar {
  return weightedMean(pairLosses(vectors, pairs), pairs.pairWeight);
}

/** The same, pair by pair [pairs]. */
export function pairLosses(vectors: tf.Tensor2D, pairs: Pick<Pairs, 'pairA' | 'pairB' | 'pairEdge'>): tf.Tensor1D {
  const logits = tf.sum(tf.mul(gatherRows(vectors, pairs.pairA), gatherRows(vectors, pairs.pairB)), 1);
  return tf.sub(tf.softplus(logits), tf.mul(logits, pairs.pairEdge)) as tf.Tensor1D;
}

/** sum(weight * values) / sum(weight); 0 when all weights are 0. */
function weightedMean(values: tf.Tensor1D, weight: tf.Tensor1D): tf.Scalar {
  return tf.div(tf.sum(tf.mul(values, weight)), tf.maximum(tf.sum(weight), 1e-12));
}
