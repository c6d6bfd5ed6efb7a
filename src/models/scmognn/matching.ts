import { createMlp, crossEntropy, gatherRows, l2Normalize, mlp, tf, type Parameters, type Random } from '../../engine';
import type { ScmognnMatchingConfig } from './config';
import { createDecoupled, decoupled, type HiddenDropout, hiddenDropout } from './decoupled';

/** Where a learned temperature starts: cosines times exp(2.74) (the authors' fixed number for CITE-seq). */
const START = 2.74;

/** Makes the parameters of the network that matches cells of two modalities (task 2). @param inputs columns of each */
export function createMatching(
  p: Parameters,
  config: ScmognnMatchingConfig,
  inputs: readonly [number, number],
  random: Random,
): void {
  inputs.forEach((columns, m) => {
    createDecoupled(p.at(`net${m + 1}`), config, columns, random);
    createMlp(p.at(`f${m + 1}`), config.width, config.hidden, columns, random);
  });
  if (config.temperature === 'learned') p.create('log_scale', [1], random, { init: { constant: START } });
}

/** Embeddings of the cells of both modalities and how alike they are. */
export type Matched = {
  readonly h1: tf.Tensor2D;
  readonly h2: tf.Tensor2D;
  /** Cosines [cells of the first, cells of the second] (equation 2.16). */
  readonly cosines: tf.Tensor2D;
  /** Cosines over the temperature. */
  readonly logits: tf.Tensor2D;
};

/** @param steps of propagate(), for each modality [layers, cells, columns] */
export function matchCells(
  p: Parameters,
  { temperature }: ScmognnMatchingConfig,
  steps: readonly [tf.Tensor3D, tf.Tensor3D],
  drop?: HiddenDropout,
): Matched {
  const [h1, h2] = steps.map((level, m) => decoupled(p.at(`net${m + 1}`), level, drop));
  return { h1, h2, ...compareCells(p, { temperature }, h1, h2) };
}

/** How alike cells are by their embeddings. @param h1 [cells of the first, width] @param h2 [cells of the second, width] */
export function compareCells(
  p: Parameters,
  { temperature }: Pick<ScmognnMatchingConfig, 'temperature'>,
  h1: tf.Tensor2D,
  h2: tf.Tensor2D,
): Pick<Matched, 'cosines' | 'logits'> {
  const cosines: tf.Tensor2D = tf.matMul(l2Normalize(h1), l2Normalize(h2), false, true);
  if (temperature === 1) return { cosines, logits: cosines };
  const scale = temperature === 'learned' ? tf.exp(p.get('log_scale') as tf.Tensor) : 1 / temperature;
  return { cosines, logits: tf.mul(cosines, scale) };
}

/** A batch of pairs: as many cells of either modality, in any order. */
export type MatchingBatch = {
  readonly steps1: tf.Tensor3D;
  readonly steps2: tf.Tensor3D;
  /** What is decoded: LSI, or the modality as it is [cells, columns]. */
  readonly x1: tf.Tensor2D;
  readonly x2: tf.Tensor2D;
  /** The partner of each cell of the first modality among those of the second, and back; int32 [cells]. */
  readonly partner1: tf.Tensor1D;
  readonly partner2: tf.Tensor1D;
};

/** What a step gives; losses are scalars. */
export type MatchingOutputs = Matched & {
  readonly loss: tf.Scalar;
  /** Of both softmaxes, divided by the cells (equation 2.17). */
  readonly match: tf.Scalar;
  /** Means of equation 2.18: each modality from its own embedding and from its partner's. */
  readonly predicted12: tf.Scalar;
  readonly predicted21: tf.Scalar;
  readonly reconstructed1: tf.Scalar;
  readonly reconstructed2: tf.Scalar;
};

/** How a step of matching is trained. */
export interface MatchingTraining {
  /** Weight of the four terms of equation 2.18; 1 as published, 0 without them. */
  readonly auxiliary?: number;
  readonly drop?: { readonly rate: number; readonly key?: tf.Tensor1D };
}

/** Equations 2.17 and 2.18. */
export function matchingObjective(
  p: Parameters,
  config: ScmognnMatchingConfig,
  { steps1, steps2, x1, x2, partner1, partner2 }: MatchingBatch,
  { auxiliary = 1, drop }: MatchingTraining = {},
): MatchingOutputs {
  const matched = matchCells(p, config, [steps1, steps2], hiddenDropout(drop));
  const { h1, h2, logits } = matched;
  const match: tf.Scalar = tf.add(
    tf.mean(crossEntropy(logits, partner1)),
    tf.mean(crossEntropy(tf.transpose(logits), partner2)),
  );
  const error = (modality: 1 | 2, h: tf.Tensor2D, x: tf.Tensor2D): tf.Scalar =>
    tf.mean(tf.square(tf.sub(mlp(p.at(`f${modality}`), h), x)));
  const terms = {
    predicted12: error(2, h1, gatherRows(x2, partner1)),
    predicted21: error(1, h2, gatherRows(x1, partner2)),
    reconstructed1: error(1, h1, x1),
    reconstructed2: error(2, h2, x2),
  };
  const decoded: tf.Scalar = tf.mul(tf.addN(Object.values(terms)), auxiliary);
  return { ...matched, match, ...terms, loss: tf.add(match, decoded) };
}
