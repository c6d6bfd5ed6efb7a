import { createMlp, crossEntropy, mlp, tf, type Parameters, type Random } from '../../engine';
import type { ScmognnJointConfig } from './config';
import { createDecoupled, decoupled, type HiddenDropout, hiddenDropout } from './decoupled';

/** Makes the parameters of the network that embeds cells of two modalities together (task 3). @param inputs columns of both */
export function createJoint(p: Parameters, config: ScmognnJointConfig, inputs: number, random: Random): void {
  createDecoupled(p.at('net'), config, inputs, random);
  createMlp(p.at('f'), config.width, config.hidden, inputs, random);
}

/** Embeddings [cells, width] and the shares of cell types [cells, types], a softmax of their first columns (equation 2.19). */
export function embedJointly(
  p: Parameters,
  { types }: ScmognnJointConfig,
  steps: tf.Tensor3D,
  drop?: HiddenDropout,
): { h: tf.Tensor2D; shares: tf.Tensor2D } {
  const h = decoupled(p.at('net'), steps, drop);
  return { h, shares: tf.softmax(tf.slice(h, [0, 0], [-1, types])) };
}

/** A batch of cells. */
export type JointBatch = {
  /** Of propagate() on the joint matrix [layers, cells, inputs]. */
  readonly steps: tf.Tensor3D;
  /** The joint matrix [cells, inputs]. */
  readonly x: tf.Tensor2D;
  /** Cell types, int32 [cells]. */
  readonly label: tf.Tensor1D;
  /** 1 for cells whose type is known, 0 for others [cells]; all are unless given. */
  readonly known?: tf.Tensor1D | undefined;
  /** Phases or scores of the cell cycle [cells, phases], and 1 for cells that have them [cells]; where the network has such columns. */
  readonly phase?: tf.Tensor2D | undefined;
  readonly phased?: tf.Tensor1D | undefined;
};

/** What a step gives; losses are scalars. */
export type JointOutputs = {
  readonly loss: tf.Scalar;
  readonly reconstruction: tf.Scalar;
  readonly type: tf.Scalar;
  /** Squared error of the columns of the cell cycle, weighted; 0 without such columns. */
  readonly cycle: tf.Scalar;
  /** With beta in it. */
  readonly regularizer: tf.Scalar;
  readonly h: tf.Tensor2D;
  readonly shares: tf.Tensor2D;
};

/** How a step of a joint embedding is trained. */
export interface JointTraining {
  /** Weight of the length of the columns that are neither types nor phases: what batches add is to have no room there. */
  readonly beta: number;
  /** Weight of the squared error of the columns of the cell cycle. */
  readonly phaseWeight?: number;
  readonly drop?: { readonly rate: number; readonly key?: tf.Tensor1D };
}

/**
 * Equation 2.20: squared error of the decoded matrix, cross entropy of the types (the printed sign is that of a likelihood), and
 * beta times the length of the embedding's other columns. Without types the second term is 0. With phases, columns behind the types
 * are to be those of the cell cycle (code).
 */
export function jointObjective(
  p: Parameters,
  config: ScmognnJointConfig,
  { beta, phaseWeight = 1, drop }: JointTraining,
  { steps, x, label, known, phase, phased }: JointBatch,
): JointOutputs {
  const { types, phases = 0 } = config;
  const { h, shares } = embedJointly(p, config, steps, hiddenDropout(drop));
  const logits = tf.slice(h, [0, 0], [-1, types]);
  const rest = tf.slice(h, [0, types + phases], [-1, -1]);
  const reconstruction: tf.Scalar = tf.mean(tf.square(tf.sub(mlp(p.at('f'), h), x)));
  const type = types === 0 ? tf.scalar(0) : meanOver(crossEntropy(logits, label), known);
  const told = (): tf.Tensor => tf.mean(tf.square(tf.sub(tf.slice(h, [0, types], [-1, phases]), phase as tf.Tensor2D)), 1); // prettier-ignore
  const cycle: tf.Scalar = phases === 0 ? tf.scalar(0) : tf.mul(meanOver(told(), phased), phaseWeight);
  // The root has no slope at 0.
  const regularizer: tf.Scalar = tf.mul(tf.sqrt(tf.maximum(tf.sum(tf.square(rest)), 1e-24)), beta);
  return {
    h,
    shares,
    reconstruction,
    type,
    cycle,
    regularizer,
    loss: tf.addN([reconstruction, type, cycle, regularizer]),
  };
}

/** The mean over the cells that count; 0 where none does. */
function meanOver(values: tf.Tensor, known: tf.Tensor1D | undefined): tf.Scalar {
  if (!known) return tf.mean(values);
  return tf.div(tf.sum(tf.mul(values, known)), tf.maximum(tf.sum(known), 1)) as tf.Scalar;
}
