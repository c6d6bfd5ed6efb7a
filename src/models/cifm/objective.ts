import { segmentSum, tf } from '../../engine';

/** What a step is scored on: the masked cells of a batch. */
export interface Targets {
  /** Their expression [asked, genes] */
  readonly target: tf.Tensor2D;
  /** 1 for a cell, 0 for padding [asked] */
  readonly real: tf.Tensor1D;
  /** Number of the sample (section) within the batch, int32 [asked]. */
  readonly sample: tf.Tensor1D;
  /** Most samples that a batch can have. */
  readonly samples: number;
  /** What means are taken over, where these cells are a share of a batch. */
  readonly totals?: Totals | undefined;
}

/** The cells and entries of a whole batch [samples]. */
export interface Totals {
  readonly cells: tf.Tensor1D;
  /** Entries that are expressed. */
  readonly positive: tf.Tensor1D;
  readonly rest: tf.Tensor1D;
}

/**
 * Balanced mean of `errors` [asked, genes] (equation B11): in each sample half the mean over expressed entries plus half the
 * mean over the others, then the mean over the samples that have cells. A side without entries counts 0.
 */
export function balancedMean(errors: tf.Tensor2D, { target, real, sample, samples, totals }: Targets): tf.Scalar {
  const weight = tf.expandDims(real, 1);
  const positive = tf.mul(tf.cast(tf.greater(target, 0), 'float32'), weight);
  const rest = tf.sub(weight, positive);
  const perSample = (values: tf.Tensor): tf.Tensor1D =>
    segmentSum(tf.sum(values, 1) as tf.Tensor1D, sample, samples) as tf.Tensor1D;
  const side = (chosen: tf.Tensor, all: tf.Tensor | undefined): tf.Tensor =>
    tf.div(perSample(tf.mul(errors, chosen)), tf.maximum(all ?? perSample(chosen), 1));
  const cells = totals?.cells ?? segmentSum(real, sample, samples);
  const filled = tf.sum(tf.cast(tf.greater(cells, 0), 'float32'));
  const sides = tf.add(side(positive, totals?.positive), side(rest, totals?.rest));
  return tf.div(tf.sum(tf.mul(sides, 0.5)), tf.maximum(filled, 1)) as tf.Scalar;
}

/** The plain mean of `errors` in each sample, then over the samples that have cells. */
export function plainMean(errors: tf.Tensor2D, { real, sample, samples, totals }: Targets): tf.Scalar {
  const perSample = (values: tf.Tensor1D): tf.Tensor1D => segmentSum(values, sample, samples);
  const cells = totals?.cells ?? perSample(real);
  const filled = tf.sum(tf.cast(tf.greater(cells, 0), 'float32'));
  const means = tf.div(perSample(tf.mul(tf.mean(errors, 1), real) as tf.Tensor1D), tf.maximum(cells, 1));
  return tf.div(tf.sum(means), tf.maximum(filled, 1)) as tf.Scalar;
}

/** Balanced mean squared error (equation B11). */
export function balancedMse(prediction: tf.Tensor2D, targets: Targets): tf.Scalar {
  return balancedMean(tf.square(tf.sub(targets.target, prediction)) as tf.Tensor2D, targets);
}

/** The loss of a batch and its terms. */
export type CifmLosses = { loss: tf.Scalar; expression?: tf.Scalar; gate?: tf.Scalar };

/**
 * The training loss. Without a gate: squared error, balanced or plain. With one (the objective is ours, the authors' is not published): the
 * magnitude learns the value of expressed entries, half their mean squared error, and the gate learns which are
 * expressed, by a balanced cross-entropy.
 */
export function cifmLosses(
  output: tf.Tensor2D,
  targets: Targets,
  { gate, balanced }: { gate: boolean; balanced: boolean },
): CifmLosses {
  if (!gate && balanced) return { loss: balancedMse(output, targets) };
  if (!gate) return { loss: plainMean(tf.square(tf.sub(targets.target, output)) as tf.Tensor2D, targets) };
  const [magnitude, logit] = tf.split(output, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
  const positive = tf.cast(tf.greater(targets.target, 0), 'float32');
  const misses = tf.mul(tf.square(tf.sub(targets.target, magnitude)), positive) as tf.Tensor2D;
  const expression = balancedMean(misses, targets);
  const surprise = tf.sub(tf.softplus(logit), tf.mul(logit, positive)) as tf.Tensor2D;
  const gating = balancedMean(surprise, targets);
  return { loss: tf.add(expression, gating), expression, gate: gating };
}
