import { gatherRows, tf, type Parameters } from '../../../engine';
import { perturbationOf, velocity, type FlowCondition, type FlowConfig } from './velocity';

/** How examples of other transitions push away. */
export interface FlowObjective {
  /** Weight of the contrast. 0.05 (ours): above it shifts overshoot. */
  readonly rho: number;
  /** -1: the contrast is taken off, as text and cited paper mean. 1: added, as equation 7 prints it. */
  readonly sign: -1 | 1;
  /** Weight of a hinge: a pair's error under its own condition is to be HINGE_MARGIN below that under another's. 0. */
  readonly hinge?: number;
}

/** As in the authors' code. */
const HINGE_MARGIN = 0.1;

/** Pairs of a control and a target cell with this step's draws. */
export type FlowBatch = FlowCondition & {
  /** Where the flow starts and ends [n, latent]. */
  readonly control0: tf.Tensor2D;
  readonly target1: tf.Tensor2D;
  /** Uniform in [0, 1] [n]. */
  readonly time: tf.Tensor1D;
  /** For each pair, the number of one of another transition, int32 [n]. */
  readonly negative: tf.Tensor1D;
  /** How sure each pair is [n]. Default: all alike. */
  readonly confidence?: tf.Tensor1D;
  /** 0 for a pair whose condition is not told [n], for guidance. Default: all are told. */
  readonly told?: tf.Tensor1D;
  /** For each pair, the number of the one whose condition the hinge takes, int32 [n]. */
  readonly shuffled?: tf.Tensor1D;
};

/** What a step gives; losses are scalars. */
export type FlowOutputs = {
  readonly loss: tf.Scalar;
  readonly flow: tf.Scalar;
  readonly contrast: tf.Scalar;
  /** [n, latent] */
  readonly v: tf.Tensor2D;
};

/** Contrastive flow matching along straight lines from control to target (equation 7). */
export function flowObjective(
  p: Parameters,
  config: FlowConfig,
  objective: FlowObjective,
  batch: FlowBatch,
): FlowOutputs {
  const { control0, target1, time } = batch;
  const share = tf.expandDims(time, 1);
  const at: tf.Tensor2D = tf.add(tf.mul(tf.sub(1, share), control0), tf.mul(share, target1));
  const kept = <T extends tf.Tensor>(x: T): T => (batch.told ? tf.mul(x, tf.expandDims(batch.told, 1)) : x);
  const [perturbation, control] = [kept(perturbationOf(p, batch)), kept(batch.control)];
  const v = velocity(p, config, at, time, perturbation, control);
  const shift = tf.sub(target1, control0) as tf.Tensor2D;
  const found = { v, ...contrastiveFlow(v, shift, batch, objective) };
  const { hinge = 0 } = objective;
  if (hinge === 0 || !batch.shuffled) return found;
  const [otherPerturbation, otherControl] = [perturbation, control].map((x) => gatherRows(x, batch.shuffled!));
  const misled = velocity(p, config, at, time, otherPerturbation, otherControl);
  const margin = tf.add(tf.sub(apart(v, shift), apart(misled, shift)), HINGE_MARGIN);
  return { ...found, loss: tf.add(found.loss, tf.mul(tf.mean(tf.relu(margin)), hinge)) };
}

/** Squared distances of rows [n]. */
const apart = (a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor1D => tf.sum(tf.square(tf.sub(a, b)), 1);

/**
 * Mean squared distance of the velocities to their own shifts, pairs weighed by their confidence over its mean, and to the shifts of
 * their negatives. Squares are summed over the latent.
 *
 * @param v, shift [n, latent]
 */
export function contrastiveFlow(
  v: tf.Tensor2D,
  shift: tf.Tensor2D,
  { negative, confidence }: Pick<FlowBatch, 'negative' | 'confidence'>,
  { rho, sign }: FlowObjective,
): Pick<FlowOutputs, 'loss' | 'flow' | 'contrast'> {
  const own = apart(v, shift);
  const flow: tf.Scalar = tf.mean(confidence ? tf.mul(tf.div(confidence, tf.mean(confidence)), own) : own);
  const contrast: tf.Scalar = tf.mean(apart(v, gatherRows(shift, negative)));
  return { flow, contrast, loss: tf.add(flow, tf.mul(contrast, sign * rho)) };
}
