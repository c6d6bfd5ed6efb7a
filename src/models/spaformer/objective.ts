import { tf, zeroInflatedNegativeBinomialLogLikelihood, type Parameters } from '../../engine';
import type { SpaformerNetworkConfig } from './config';
import { decodeCounts, decodeExpression, type ZinbOutput } from './decoder';
import { bilevelMask, rescale } from './masking';
import { encode, type Latent, type SpaformerInput } from './network';

/** How entries and cells are weighed against each other. */
export interface SpaformerObjective {
  /** Whether entries are hidden from the encoder and only those are scored (MAE, MVAE). Else all are (AE, VAE). */
  readonly masked: boolean;
  /** Whether entries that are hidden for evaluation, whose X is 0, stay out of the loss. Equation 4.12 scores them. */
  readonly observedOnly: boolean;
  /** 'mean': the error per scored entry, the divergence per cell. 'cell': both per cell. 'sum': sums, as printed. */
  readonly reduction: 'mean' | 'cell' | 'sum';
  /** Weight of the divergence from the prior. */
  readonly beta: number;
}

/** A training batch: one field of view with this step's draws. */
export type SpaformerBatch = SpaformerInput & {
  /** Of a masked objective: 1 for a drawn cell [cells, 1], and for a drawn entry [cells, genes]. See bilevelMask(). */
  readonly cellMask?: tf.Tensor2D;
  readonly geneMask?: tf.Tensor2D;
  /** Of a variational latent: normal draws [cells, latent]. */
  readonly noise?: tf.Tensor2D;
  /** Of the decoder 'zinb': counts [cells, genes]. */
  readonly counts?: tf.Tensor2D;
  /** Of `observedOnly`: 1 where the entry is known [cells, genes]. */
  readonly observed?: tf.Tensor2D;
  /** How much each cell counts [cells], 0 for padding; of a training that a person steers. */
  readonly weight?: tf.Tensor1D;
};

/** What a step gives; losses are scalars. */
export type SpaformerOutputs = {
  readonly loss: tf.Scalar;
  /** Squared errors, or negative log-likelihoods. */
  readonly reconstruction: tf.Scalar;
  /** Divergence of the latents from N(0, 1); 0 without. */
  readonly divergence: tf.Scalar;
  /** The expression that the encoder saw [cells, genes]. */
  readonly shown: tf.Tensor2D;
  /** Latents, or their means, before a draw [cells, latent]. */
  readonly latent: tf.Tensor2D;
  /** What was decoded [cells, latent]. */
  readonly z: tf.Tensor2D;
  /** Of the decoder 'mlp' [cells, genes]. */
  readonly x?: tf.Tensor2D;
} & Partial<ZinbOutput>;

/** Equations 4.8 to 4.12: mask and rescale, encode, draw a latent, decode, and weigh the two terms. */
export function spaformerObjective(
  p: Parameters,
  config: SpaformerNetworkConfig,
  objective: SpaformerObjective,
  batch: SpaformerBatch,
): SpaformerOutputs {
  const { x } = batch;
  const real = batch.weight ?? batch.real;
  const keep = objective.masked
    ? bilevelMask(batch.cellMask as tf.Tensor2D, batch.geneMask as tf.Tensor2D)
    : tf.zerosLike(x);
  const shown = objective.masked ? rescale(tf.mul(keep, x), x) : x;
  const latent = encode(p, config, { ...batch, x: shown });
  const z = drawn(latent, batch.noise);
  const { error, decoded } = reconstruct(p.at('decoder'), config, z, batch);
  const hidden: tf.Tensor2D = tf.sub(1, keep);
  const known: tf.Tensor2D = objective.observedOnly ? tf.mul(hidden, batch.observed as tf.Tensor2D) : hidden;
  const scored: tf.Tensor2D = real ? tf.mul(known, tf.expandDims(real, 1)) : known;
  // A field whose cells are all taken out has no error.
  const cells = batch.weight ? tf.maximum(tf.sum(batch.weight), 1) : real ? tf.sum(real) : x.shape[0];
  const reconstruction = reduced(tf.sum(tf.mul(scored, error)), objective.reduction, cells, scored);
  const terms = { shown, latent: latent.z, z, reconstruction, ...decoded };
  if (!latent.logSigma) return { ...terms, loss: reconstruction, divergence: tf.scalar(0) };
  const perCell = tf.sum(normalDivergence(latent.z, latent.logSigma), 1);
  const total = tf.sum(real ? tf.mul(perCell, real) : perCell) as tf.Scalar;
  const divergence = objective.reduction === 'sum' ? total : (tf.div(total, cells) as tf.Scalar);
  return { ...terms, divergence, loss: tf.add(reconstruction, tf.mul(divergence, objective.beta)) };
}

/** KL(N(mu, sigma^2) || N(0, 1)) element by element (equation 4.9). */
export function normalDivergence(mu: tf.Tensor2D, logSigma: tf.Tensor2D): tf.Tensor2D {
  const squares = tf.add(tf.square(mu), tf.exp(tf.mul(logSigma, 2)));
  return tf.sub(tf.div(tf.sub(squares, 1), 2), logSigma);
}

const drawn = ({ z, logSigma }: Latent, noise?: tf.Tensor2D): tf.Tensor2D =>
  logSigma ? tf.add(z, tf.mul(tf.exp(logSigma), noise as tf.Tensor2D)) : z;

function reconstruct(
  decoder: Parameters,
  config: SpaformerNetworkConfig,
  z: tf.Tensor2D,
  { x, counts, size }: SpaformerBatch,
): { error: tf.Tensor2D; decoded: Partial<ZinbOutput> & { x?: tf.Tensor2D } } {
  if (config.decoder === 'mlp') {
    const out: tf.Tensor2D = decodeExpression(decoder, z);
    return { error: tf.square(tf.sub(out, x) as tf.Tensor2D), decoded: { x: out } };
  }
  const { mean, dispersion, zeroLogit } = decodeCounts(decoder, z, size as tf.Tensor2D);
  const likelihood = zeroInflatedNegativeBinomialLogLikelihood(counts as tf.Tensor2D, mean, dispersion, zeroLogit);
  return { error: tf.neg(likelihood), decoded: { mean, dispersion, zeroLogit } };
}

function reduced(
  total: tf.Tensor,
  reduction: SpaformerObjective['reduction'],
  cells: tf.Tensor | number,
  scored: tf.Tensor2D,
): tf.Scalar {
  if (reduction === 'sum') return total as tf.Scalar;
  return tf.div(total, reduction === 'cell' ? cells : tf.maximum(tf.sum(scored), 1)) as tf.Scalar;
}
