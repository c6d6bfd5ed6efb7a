import { gatherRows, l2Normalize, tf } from '../../engine';

/** Stands for minus infinity: finite, so that gradients stay numbers. */
const NEVER = 1e30;

/** A contrast that may leave the right partner out of its denominator, as equations 10 and 11 print it. */
export interface ContrastOptions {
  /** Default true, the usual InfoNCE. */
  readonly positiveInDenominator?: boolean;
}

/**
 * InfoNCE of one direction: -log of what row i of `a` gives to row i of `b` among all rows of `b`, the mean over rows. Rows are
 * brought to length 1 first (ours).
 *
 * @param a, b [samples, width]
 * @param temperature what cosines are divided by
 */
export function contrast(
  a: tf.Tensor2D,
  b: tf.Tensor2D,
  temperature: tf.Tensor | number,
  { positiveInDenominator = true }: ContrastOptions = {},
): tf.Scalar {
  const [unit, other] = [l2Normalize(a), l2Normalize(b)];
  const logits: tf.Tensor2D = tf.div(tf.matMul(unit, other, false, true), temperature);
  const positive = tf.div(tf.sum(tf.mul(unit, other), 1), temperature);
  const counted = positiveInDenominator ? logits : tf.sub(logits, tf.mul(tf.eye(a.shape[0]), NEVER));
  return tf.mean(tf.sub(tf.logSumExp(counted, 1), positive));
}

/** The mean of both directions (equation 10). */
export const symmetricContrast = (
  a: tf.Tensor2D,
  b: tf.Tensor2D,
  temperature: tf.Tensor | number,
  options: ContrastOptions = {},
): tf.Scalar => tf.mul(tf.add(contrast(a, b, temperature, options), contrast(b, a, temperature, options)), 0.5);

/**
 * The same as symmetricContrast() with negatives that are chosen for each row among the samples.
 *
 * @param chosen int32 [samples, negatives], numbers of rows
 */
export function symmetricPairedContrast(
  a: tf.Tensor2D,
  b: tf.Tensor2D,
  temperature: tf.Tensor | number,
  chosen: tf.Tensor2D,
): tf.Scalar {
  return tf.mul(tf.add(chosenContrast(a, b, temperature, chosen), chosenContrast(b, a, temperature, chosen)), 0.5);
}

/** One direction of it. */
export function chosenContrast(
  a: tf.Tensor2D,
  b: tf.Tensor2D,
  temperature: tf.Tensor | number,
  chosen: tf.Tensor2D,
): tf.Scalar {
  const [samples, negatives] = chosen.shape;
  const rows = gatherRows(b, tf.reshape(chosen, [samples * negatives]) as tf.Tensor1D);
  return pairedContrast(a, b, tf.reshape(rows, [samples, negatives, b.shape[1]]), temperature);
}

/**
 * InfoNCE of one direction with negatives of each row's own, as in the authors' code: one random spot of each other cluster of the slide.
 *
 * @param query, positive [samples, width]
 * @param negatives [samples, negatives, width]
 */
export function pairedContrast(
  query: tf.Tensor2D,
  positive: tf.Tensor2D,
  negatives: tf.Tensor3D,
  temperature: tf.Tensor | number,
): tf.Scalar {
  const unit = l2Normalize(query);
  const right = tf.sum(tf.mul(unit, l2Normalize(positive)), 1, true);
  const wrong = tf.sum(tf.mul(tf.expandDims(unit, 1), l2Normalize(negatives)), 2);
  const logits = tf.div(tf.concat([right, wrong], 1), temperature);
  return tf.mean(tf.sub(tf.logSumExp(logits, 1), tf.squeeze(tf.div(right, temperature), [1])));
}
