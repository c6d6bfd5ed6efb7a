import { tf, zeroInflatedNegativeBinomialLogLikelihood } from '../../../engine';

/** What the decoder 'zinb' says of every count [cells, genes]: see officialSpaformerCounts. */
export interface OfficialCounts {
  readonly mean: tf.Tensor2D;
  readonly dispersion: tf.Tensor2D;
  readonly zeroLogit: tf.Tensor2D;
}

/** First and last weight of the divergence, and the steps over which it grows, in a straight line (ours). */
const WEIGHTS = [1e-6, 1e-2] as const;
const STEPS = 10_000;

/** What the authors minimize for 'mlp': the squared error over ALL genes of the masked cells. @param masked 1 for a masked cell [cells] */
export function officialSpaformerLoss(predicted: tf.Tensor2D, x: tf.Tensor2D, masked: tf.Tensor1D): tf.Scalar {
  return ofMasked(tf.square(tf.sub(predicted, x) as tf.Tensor2D), masked);
}

/**
 * The same for 'zinb': the negative log-likelihood of the counts over all genes of the masked cells.
 *
 * @param sizes total of each cell divided by 250, by which the means are multiplied [cells, 1]
 */
export function officialSpaformerCountLoss(
  { mean, dispersion, zeroLogit }: OfficialCounts,
  counts: tf.Tensor2D,
  sizes: tf.Tensor2D,
  masked: tf.Tensor1D,
): tf.Scalar {
  const scaled: tf.Tensor2D = tf.mul(mean, sizes);
  return ofMasked(tf.neg(zeroInflatedNegativeBinomialLogLikelihood(counts, scaled, dispersion, zeroLogit)), masked);
}

/** The divergence of the latents of 'vae' and 'maskvae' from N(0, 1): their sum in a cell, the mean over cells. */
export function officialSpaformerDivergence(mean: tf.Tensor2D, logVariance: tf.Tensor2D): tf.Scalar {
  const parts = tf.sub(tf.sub(tf.add(tf.exp(logVariance), tf.square(mean)), 1), logVariance);
  return tf.mean(tf.div(tf.sum(parts, 1), 2));
}

/** Weight of that divergence at a step, counted from 0. */
export function officialDivergenceWeight(step: number): number {
  const [first, last] = WEIGHTS;
  return first + (last - first) * Math.min(1, step / STEPS);
}

/** What 'zinb' fills in: log1p of the mean without the extra zeros [cells, genes]. */
export function officialSpaformerImputed({ mean, zeroLogit }: OfficialCounts): tf.Tensor2D {
  return tf.log1p(tf.mul(tf.sigmoid(tf.neg(zeroLogit)), mean) as tf.Tensor2D);
}

function ofMasked(errors: tf.Tensor2D, masked: tf.Tensor1D): tf.Scalar {
  return tf.div(tf.sum(tf.mul(tf.mean(errors, 1), masked)), tf.maximum(tf.sum(masked), 1));
}
