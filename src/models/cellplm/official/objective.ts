import { negativeBinomialLogLikelihood, stopGradient, tf, type Parameters } from '../../../engine';
import type { OfficialCellplmConfig } from './config';
import { officialDecode, type OfficialCounts, type OfficialCovariates } from './decoder';
import { officialEncode } from './encoder';
import {
  clusterDivergence,
  clusterEntropy,
  normalDivergence,
  officialLatent,
  type OfficialDraws,
  type OfficialLatent,
} from './latent';

/** Weights of the authors' configuration. */
export interface OfficialCellplmObjective {
  /** w_li: of the latent given its cluster. Released: 5. */
  readonly latentWeight: number;
  /** w_en: of the clusters. Released: 5. */
  readonly clusterWeight: number;
  /** lamda: neither term of 'gmvae' is lowered below it, the term of 'vae' counts above it only. Released: 5; of 'vae': 1. */
  readonly floor: number;
  /** dae: whether hidden entries are scored once more by themselves. Released: true. */
  readonly denoise: boolean;
}

/** A training batch: one tissue sample with this step's draws. */
export type OfficialCellplmBatch = OfficialCovariates &
  OfficialDraws & {
    /** Raw counts [cells, genes]. */
    readonly counts: tf.Tensor2D;
    /** 1 for an entry to be guessed [cells, genes]. */
    readonly hidden: tf.Tensor2D;
    /** 1 for a gene that was measured [1, genes] or [cells, genes]. Default: all were. */
    readonly measured?: tf.Tensor2D;
    /** 1 for a cell, 0 for padding [cells]. Default: all are cells. */
    readonly real?: tf.Tensor1D;
    /** Of 'vae': weight of the divergence, which rises over the first 10,000 steps. Default 1. */
    readonly divergenceWeight?: tf.Scalar;
  };

/** What a step gives; losses are scalars. */
export type OfficialCellplmOutputs = {
  readonly loss: tf.Scalar;
  readonly reconstruction: tf.Scalar;
  readonly latentTerm: tf.Scalar;
} & OfficialLatent &
  OfficialCounts;

/** The authors' loss: likelihood of the counts of cells with hidden entries, of those entries once more, and the latent's term. */
export function officialCellplmObjective(
  p: Parameters,
  config: OfficialCellplmConfig,
  objective: OfficialCellplmObjective,
  batch: OfficialCellplmBatch,
): OfficialCellplmOutputs {
  const { counts, hidden, real } = batch;
  const shown: tf.Tensor2D = tf.mul(tf.sub(1, hidden), counts);
  const h = officialEncode(p, config, tf.log1p(shown), real);
  const latent = officialLatent(p, config, h, batch);
  const decoded = officialDecode(p, config, latent.z, batch);
  const measured = batch.measured ?? (tf.ones([1, counts.shape[1]]) as tf.Tensor2D);
  const some = tf.cast(tf.greater(tf.sum(hidden, 1), 0), 'float32') as tf.Tensor1D;
  const scored: tf.Tensor1D = real ? tf.mul(some, real) : some;
  const whole = countLoss(decoded, counts, measured, scored);
  const reconstruction = objective.denoise
    ? (tf.add(whole, countLoss(decoded, counts, tf.mul(hidden, measured), scored)) as tf.Scalar)
    : whole;
  const latentTerm = latentLoss(latent, config, objective, batch);
  return { ...latent, ...decoded, reconstruction, latentTerm, loss: tf.add(reconstruction, latentTerm) };
}

/**
 * Negative log-likelihood of the counted entries of each cell, the mean over the scored cells: what fine-tuning for imputation and
 * denoising minimizes too. Means are first brought to the cell's own total over those entries.
 *
 * @param entries 1 where an entry counts, [cells, genes] or [1, genes]
 * @param cells 1 for a cell that is scored [cells]
 */
export function countLoss(
  { mean, dispersion }: OfficialCounts,
  counts: tf.Tensor2D,
  entries: tf.Tensor2D,
  cells: tf.Tensor1D,
): tf.Scalar {
  const total = tf.sum(tf.mul(counts, entries), 1, true);
  const predicted = tf.sum(tf.mul(mean, entries), 1, true);
  // A cell without entries is divided by 1.
  const none = tf.cast(tf.equal(tf.sum(entries, 1, true), 0), 'float32');
  const scale = tf.div(total, tf.add(predicted, none));
  const each = negativeBinomialLogLikelihood(counts, tf.mul(mean, scale), dispersion, 1e-10);
  const perCell = tf.sum(tf.mul(each, entries), 1);
  return tf.neg(meanOver(perCell as tf.Tensor1D, cells));
}

function latentLoss(
  latent: OfficialLatent,
  { latentKind }: OfficialCellplmConfig,
  { latentWeight, clusterWeight, floor }: OfficialCellplmObjective,
  { real, divergenceWeight }: OfficialCellplmBatch,
): tf.Scalar {
  if (latentKind === 'ae') return tf.scalar(0);
  const cells = real ?? (tf.ones([latent.mu.shape[0]]) as tf.Tensor1D);
  if (latentKind === 'vae') {
    const plain = meanOver(normalDivergence(latent), cells);
    const term: tf.Scalar = divergenceWeight ? tf.mul(plain, divergenceWeight) : plain;
    return tf.mul(term, tf.cast(tf.greaterEqual(stopGradient(term), floor), 'float32'));
  }
  const given = tf.maximum(meanOver(clusterDivergence(latent), cells), floor);
  const clusters = tf.maximum(meanOver(clusterEntropy(latent), cells), floor);
  return tf.add(tf.mul(given, latentWeight), tf.mul(clusters, clusterWeight));
}

/** The mean over the cells that count; 0 where none does. */
const meanOver = (values: tf.Tensor1D, cells: tf.Tensor1D): tf.Scalar =>
  tf.div(tf.sum(tf.mul(values, cells)), tf.maximum(tf.sum(cells), 1));
